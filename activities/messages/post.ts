/**
 * How do posts, mails and bridges go out? This room hands finished texts to the ports and rewords nothing;
 * each message has a key, so that a retry sends nothing twice.
 */
import { messageOf } from '../../domain/text/message-of';
import { ProviderRejected, ProviderUnavailable } from '../errors';
import { classed } from '../failures';
import type { MessageKind, Ports, Receipt, SeverityMark } from '../ports';
import { Context } from '@temporalio/activity';

export interface PostRequest {
  incidentId: string;
  key: string;
  port: 'chat' | 'mail';
  kind: MessageKind;
  to: string[];
  subject: string;
  text: string;
  links?: string[];
  severity?: SeverityMark;
  mayGoPublic?: true;
  ownChannel?: true;
  changes?: 'report' | 'headline';
  saidAt?: number;
}

/** What became of one of several posts; `againAfterMs`: it may work later. */
export type PostResult = { key: string } & (
  { receipt: Receipt } | { failure: { reason: string; unclear: boolean; againAfterMs?: number } }
);

/** Without a word of the vendor, what failed is tried again after this. */
const AGAIN_AFTER_MS = 2_000;

/** One message that nobody answers must not take the results of the others with it. */
const POST_WITHIN_MS = 12_000;

export const createMessagingActivities = ({ chat, mailer, bridge }: Pick<Ports, 'chat' | 'mailer' | 'bridge'>) => {
  const send = ({ port, ...message }: PostRequest, signal: AbortSignal): Promise<Receipt> =>
    port === 'chat' ? chat.post(message, signal) : mailer.send(message, signal);

  return {
    /** Posts to a channel, to people, or by mail. Safe to repeat: the key is the provider's. */
    post: (request: PostRequest): Promise<Receipt> =>
      classed(() => send(request, Context.current().cancellationSignal)),

    /** Several posts of one instant, side by side. Each has its own key and result, and none waits for another one's retry. */
    posts: (requests: PostRequest[]): Promise<PostResult[]> => {
      const { cancellationSignal } = Context.current();
      return Promise.all(
        requests.map(async (request): Promise<PostResult> => {
          const { key } = request;
          try {
            const receipt = await inTime((late) => send(request, AbortSignal.any([cancellationSignal, late])));
            return { key, receipt };
          } catch (error) {
            cancellationSignal.throwIfAborted();
            return { key, failure: failureOf(error) };
          }
        }),
      );
    },

    /** Opens the call; the same incident has one. */
    openBridge: (request: { incidentId: string; key: string; title: string }): Promise<Receipt> =>
      classed(() => bridge.open(request, Context.current().cancellationSignal)),
  };
};

function failureOf(error: unknown): Extract<PostResult, { failure: unknown }>['failure'] {
  const reason = messageOf(error);
  if (error instanceof ProviderRejected) return { reason, unclear: false };
  const asked = error instanceof ProviderUnavailable ? error.options.retryAfterMs : undefined;
  return { reason, unclear: true, againAfterMs: asked ?? AGAIN_AFTER_MS };
}

/** Ends at its time even where the vendor's adapter does not listen to its signal. */
async function inTime<T>(send: (late: AbortSignal) => Promise<T>): Promise<T> {
  const late = AbortSignal.timeout(POST_WITHIN_MS);
  const over = new Promise<never>((_, reject) => {
    late.addEventListener('abort', () => reject(new Error('no answer in time')), { once: true });
  });
  return Promise.race([send(late), over]);
}
