/** Which calls to Temporal are tried again, and what becomes of a try that is due after its connection was closed? */
import { InterceptingCall, type Interceptor, Metadata, status } from '@grpc/grpc-js';
import { defaultGrpcRetryOptions, makeGrpcRetryInterceptor } from '@temporalio/client';

type Call = ReturnType<Parameters<Interceptor>[1]>;

/**
 * Temporal's own retries, `maxAttempts` tries in all (its default is ten), for the `interceptors` of a connection. The last
 * asker of several at once may be gone while others still wait for their next try. That try finds a closed connection, which
 * throws where nobody can catch it and ends the process; here it fails as cancelled.
 */
export const retries = (maxAttempts?: number): Interceptor[] => [
  makeGrpcRetryInterceptor(defaultGrpcRetryOptions(maxAttempts === undefined ? {} : { maxAttempts })),
  (options, nextCall) => {
    try {
      return new InterceptingCall(nextCall(options));
    } catch (error) {
      return new InterceptingCall(cancelled(error));
    }
  },
];

const nothing = (): void => undefined;

const cancelled = (error: unknown): Call => ({
  start: (_metadata, listener) => {
    listener?.onReceiveMessage?.(null);
    listener?.onReceiveStatus?.({ code: status.CANCELLED, details: String(error), metadata: new Metadata() });
  },
  ...{ cancelWithStatus: nothing, getPeer: () => 'nobody', getAuthContext: () => null },
  ...{ sendMessage: nothing, sendMessageWithContext: nothing, startRead: nothing, halfClose: nothing },
});
