/**
 * How do posts, mails and bridges go out? This room hands finished texts to the ports and rewords nothing;
 * each message has a key, so that a retry sends nothing twice.
 */
import { messageOf } from '../../domain/text/message-of';
import { ProviderRejected } from '../errors';
import { classed, toFailure } from '../failures';
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
  severity?: SeverityMark;
  mayGoPublic?: true;
  ownChannel?: true;
  changes?: 'report' | 'headline';
  saidAt?: number;
}

/** What became of one of several posts. */
export type PostResult = { key: string } & ({ receipt: Receipt } | { failure: { reason: string; unclear: boolean } });

/** How often several posts are tried together; what failed then is shown on the incident. */
const ATTEMPTS = 2;

/** One message that nobody answers must not take the results of the others with it. */
const POST_WITHIN_MS = 12_000;

export const createMessagingActivities = ({ chat, mailer, bridge }: Pick<Ports, 'chat' | 'mailer' | 'bridge'>) => {
  const send = ({ port, ...message }: PostRequest, signal: AbortSignal): Promise<Receipt> =>
    port === 'chat' ? chat.post(message, signal) : mailer.send(message, signal);

  return {
    /** Posts to a channel, to people, or by mail. Safe to repeat: the key is the provider's. */
    post: (request: PostRequest): Promise<Receipt> =>
      classed(() => send(request, Context.current().cancellationSignal)),

    /** Several posts of one instant, side by side. Each has its own key and result; a retry leaves out what is done. */
    async posts(requests: PostRequest[]): Promise<PostResult[]> {
      const { info, cancellationSignal, heartbeat } = Context.current();
      const done = new Map(((info.heartbeatDetails ?? []) as PostResult[]).map((one) => [one.key, one]));
      const failed = new Map<string, unknown>();
      await Promise.all(
        requests.map(async (request) => {
          const { key } = request;
          if (done.has(key)) return;
          try {
            const receipt = await inTime((late) => send(request, AbortSignal.any([cancellationSignal, late])));
            done.set(key, { key, receipt });
            heartbeat([...done.values()]);
          } catch (error) {
            failed.set(key, error);
          }
        }),
      );
      cancellationSignal.throwIfAborted();
      const mayWork = [...failed.values()].find((error) => !(error instanceof ProviderRejected));
      if (mayWork !== undefined && info.attempt < ATTEMPTS) throw toFailure(mayWork);
      return requests.map(({ key }): PostResult => done.get(key) ?? { key, failure: failureOf(failed.get(key)) });
    },

    /** Opens the call; the same incident has one. */
    openBridge: (request: { incidentId: string; key: string; title: string }): Promise<Receipt> =>
      classed(() => bridge.open(request, Context.current().cancellationSignal)),
  };
};

const failureOf = (error: unknown): { reason: string; unclear: boolean } => ({
  reason: messageOf(error),
  unclear: !(error instanceof ProviderRejected),
});

/** Ends at its time even where the vendor's adapter does not listen to its signal. */
async function inTime<T>(send: (late: AbortSignal) => Promise<T>): Promise<T> {
  const late = AbortSignal.timeout(POST_WITHIN_MS);
  const over = new Promise<never>((_, reject) => {
    late.addEventListener('abort', () => reject(new Error('no answer in time')), { once: true });
  });
  return Promise.race([send(late), over]);
}
