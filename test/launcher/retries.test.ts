/** Whether a try that is due after its connection was closed fails quietly. */
import { retries } from '../../launcher/retries';
import { InterceptingCall, type Interceptor, status } from '@grpc/grpc-js';
import { Connection } from '@temporalio/client';

/** Nobody listens there. */
const NOWHERE = '127.0.0.1:1';

it('is cancelled, where it would throw into nowhere', async () => {
  const heard: status[] = [];
  /** Closes the connection as soon as a try has failed, while the next one waits for its time. */
  const closes: Interceptor = (options, nextCall) =>
    new InterceptingCall(nextCall(options), {
      start: (metadata, _listener, next) =>
        next(metadata, {
          onReceiveStatus: (told, pass) => {
            heard.push(told.code);
            void connection.close();
            pass(told);
          },
        }),
    });
  const connection = Connection.lazy({ address: NOWHERE, interceptors: [...retries(), closes] });
  const asked = connection.workflowService.describeNamespace({ namespace: 'default' });
  await expect(asked).rejects.toMatchObject({ code: status.CANCELLED });
  expect(heard).toEqual([status.UNAVAILABLE]);
}, 30_000);
