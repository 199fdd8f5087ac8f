/** One connection to an SMTP server (nodemailer's SMTPConnection), logged in, within a time limit, called off by a signal. */
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import { mailFailure, hiding, type Hide } from './failures';
import { defined } from '../../../domain/state/fields';

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

/** What is done in a session: it ends with the first of `done` and `fail`. */
export interface SmtpSession<Result> {
  connection: SMTPConnection;
  done: (result: Result) => void;
  fail: (error: unknown) => void;
  /** From now on a failure may come after the mail was taken. */
  handOver: () => void;
  hide: Hide;
}

export type InSession = <Result>(use: (session: SmtpSession<Result>) => void, signal?: AbortSignal) => Promise<Result>;

/** nodemailer's words for ways to log in of one's own. */
export type OwnLogins = NonNullable<NonNullable<ConstructorParameters<typeof SMTPConnection>[0]>['customAuth']>;

/** A page has 8 s in all. */
const WITHIN_MS = 7_000;
const STEP_MS = 5_000;

/** Answers how to do something in a session of its own: it begins when the server has taken the login, if there is one. */
export function createSmtpSessions(options: SmtpOptions, ownLogins?: OwnLogins): InSession {
  const { host, port, tls, user, password = '', ca, withinMs = WITHIN_MS } = options;
  const encoded = [password, `\u0000${user ?? ''}\u0000${password}`].map((text) =>
    Buffer.from(text).toString('base64'),
  );
  const hide = hiding(password === '' ? [] : [password, encodeURIComponent(password), ...encoded]);
  const stepMs = Math.min(STEP_MS, withinMs);

  return (use, signal) =>
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
        ...defined({ customAuth: ownLogins }),
      });
      let handedOver = false;
      let isOver = false;
      const deadline = setTimeout(() => {
        fail(new Error(`no answer within ${withinMs / 1000} s`));
      }, withinMs);
      /** Anything that the connection says while it closes comes after the answer. */
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
        end(() => reject(mailFailure(error, hide, handedOver)));
      };
      signal?.addEventListener('abort', callOff, { once: true });
      connection.on('error', fail);
      connection.on('end', () => {
        fail(new Error('connection closed'));
      });

      const begin = (): void =>
        use({
          connection,
          done: (result) => end(() => resolve(result)),
          fail,
          handOver: () => (handedOver = true),
          hide,
        });
      connection.connect((failure) => {
        if (failure) fail(failure);
        else if (user === undefined) begin();
        else
          connection.login({ user, pass: password }, (error) => {
            if (error) fail(error);
            else begin();
          });
      });
    });
}
