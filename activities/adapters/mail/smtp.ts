/** One mail over one connection (nodemailer's SMTPConnection), within a time limit, and called off by a signal. */
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import { failureOf, hiding, refusalOf, type Refused } from './failures';

export interface SmtpOptions {
  host: string;
  port: number;
  /** `implicit` TLS from the first byte, STARTTLS `required`, or `none`. */
  tls: 'implicit' | 'required' | 'none';
  user?: string;
  password?: string;
  /** Of the server's certificate, where Node does not know it. */
  ca?: string;
  /** For the whole exchange. */
  withinMs?: number;
}

export interface Handed {
  accepted: string[];
  refused: Refused[];
}

/** Hands one finished mail to the server. Answers whom it took it for; throws where it took it for nobody for another reason. */
export type Deliver = (mail: { from: string; to: string[]; message: Buffer }, signal?: AbortSignal) => Promise<Handed>;

/** A page has 8 s in all. */
const WITHIN_MS = 7_000;
const STEP_MS = 5_000;

export function createSmtp(options: SmtpOptions): Deliver {
  const { host, port, tls, user, password = '', ca, withinMs = WITHIN_MS } = options;
  const encoded = [password, `\u0000${user ?? ''}\u0000${password}`].map((text) =>
    Buffer.from(text).toString('base64'),
  );
  const hide = hiding(password === '' ? [] : [password, encodeURIComponent(password), ...encoded]);
  const stepMs = Math.min(STEP_MS, withinMs);

  return ({ from, to, message }, signal) =>
    new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      const connection = new SMTPConnection({
        host,
        port,
        secure: tls === 'implicit',
        requireTLS: tls === 'required',
        ignoreTLS: tls === 'none',
        connectionTimeout: stepMs,
        greetingTimeout: stepMs,
        socketTimeout: stepMs,
        dnsTimeout: stepMs,
        socketCloseTimeout: 0,
        logger: false,
        ...(ca !== undefined && { tls: { ca } }),
      });
      let handedOver = false;
      let isOver = false;
      const deadline = setTimeout(() => {
        fail(new Error(`no answer within ${withinMs / 1000} s`));
      }, withinMs);
      /** Whatever the connection says while it closes comes after the answer. */
      const end = (settle: () => void): void => {
        if (isOver) return;
        isOver = true;
        settle();
        clearTimeout(deadline);
        signal?.removeEventListener('abort', callOff);
        connection.close();
      };
      const callOff = (): void => {
        end(() => reject(signal?.reason as Error));
      };
      const fail = (error: unknown): void => {
        end(() => reject(failureOf(error, hide, handedOver)));
      };
      signal?.addEventListener('abort', callOff, { once: true });
      connection.on('error', fail);
      connection.on('end', () => {
        fail(new Error('connection closed'));
      });

      const send = (): void => {
        handedOver = true;
        connection.send({ from, to, size: message.length, use8BitMime: false }, message, (error, info) => {
          const { rejectedErrors: refusals = [] }: { rejectedErrors?: unknown[] | undefined } = error ?? info;
          const refused = refusals.map((refusal) => refusalOf(refusal, hide));
          if (error !== null && refused.length < to.length) {
            fail(error);
            return;
          }
          end(() => resolve({ accepted: error === null ? info.accepted : [], refused }));
        });
      };
      connection.connect((failure) => {
        if (failure) fail(failure);
        else if (user === undefined) send();
        else
          connection.login({ user, pass: password }, (error) => {
            if (error) fail(error);
            else send();
          });
      });
    });
}
