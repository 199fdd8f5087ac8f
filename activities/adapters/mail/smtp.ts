/** One mail over one connection. */
import { refusalOf, type MailRefused } from './failures';
import { createSmtpSessions, type SmtpOptions } from './smtp-session';

export type { SmtpOptions } from './smtp-session';

export interface Handed {
  accepted: string[];
  refused: MailRefused[];
}

/**
 * Hands one finished mail to the server; answers which recipients it accepted and refused, and throws on other
 * failures.
 */
export type Deliver = (mail: { from: string; to: string[]; message: Buffer }, signal?: AbortSignal) => Promise<Handed>;

export function createSmtp(options: SmtpOptions): Deliver {
  const inSession = createSmtpSessions(options);

  return ({ from, to, message }, signal) =>
    inSession<Handed>(({ connection, done, fail, handOver, hide }) => {
      handOver();
      connection.send({ from, to, size: message.length, use8BitMime: false }, message, (error, info) => {
        const { rejectedErrors: refusals = [] }: { rejectedErrors?: unknown[] | undefined } = error ?? info;
        const refused = refusals.map((refusal) => refusalOf(refusal, hide));
        if (error !== null && refused.length < to.length) fail(error);
        else done({ accepted: error === null ? info.accepted : [], refused });
      });
    }, signal);
}
