/** What does a mail server accept and refuse, and which mails did it get? */
import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { SMTPServerOptions } from 'smtp-server';
import { LostAnswers, type LostAnswer } from '../lost-answer';
import { mailboxPage, type Received } from './page';

/** What happens to the next mail: the server takes it and its answer is lost, or it answers with a code. */
export type MailFault = 'done-reset' | 'done-hang' | { code: number; words: string };

export interface FakeMailOptions extends Pick<SMTPServerOptions, 'disabledCommands' | 'secure' | 'key' | 'cert'> {
  user?: string;
  password?: string;
  maxBytes?: number;
  /** Where the mailbox is shown to people; a free port where nothing is said. */
  smtpPort?: number;
  pagePort?: number;
  /** What arrived is put here: a server that comes back goes on with the mailbox of the one before. */
  received?: Received[];
}

/** The packages for development that it is made of: loaded when a server is wanted, as they may not be installed. */
async function loadParts() {
  const [smtp, parser] = await Promise.all([import('smtp-server'), import('mailparser')]);
  return { SMTPServer: smtp.SMTPServer, simpleParser: parser.simpleParser };
}
type Parts = Awaited<ReturnType<typeof loadParts>>;

/**
 * A mail server on loopback (`smtp-server`): STARTTLS, AUTH, a limit on sizes, refusals for single recipients. What it took
 * is shown to people at `pageUrl`.
 */
export class FakeMailServer {
  readonly received: Received[];
  /** Addresses that are refused as recipients, and how. */
  readonly refusals = new Map<string, { code: number; words: string }>();
  /** Addresses that are refused as senders, and how. */
  readonly senderRefusals = new Map<string, { code: number; words: string }>();
  /** Envelopes that were begun, sender first. */
  readonly named: string[] = [];
  connections = 0;
  private readonly faults: MailFault[] = [];
  private readonly lost = new LostAnswers<Received>();
  private readonly ended = new Set<string>();
  private readonly smtp: InstanceType<Parts['SMTPServer']>;
  private readonly pages: http.Server;

  private constructor(options: FakeMailOptions, parts: Parts) {
    const { user, password, maxBytes = 100_000, received = [] } = options;
    this.received = received;
    const failWith = ({ code, words }: { code: number; words: string }): Error =>
      Object.assign(new Error(words), { responseCode: code });
    this.smtp = new parts.SMTPServer({
      ...(options.secure !== undefined && { secure: options.secure }),
      ...(options.key !== undefined && { key: options.key, cert: options.cert }),
      disabledCommands: options.disabledCommands ?? [],
      authOptional: user === undefined,
      allowInsecureAuth: true,
      size: maxBytes,
      closeTimeout: 100,
      // Nor does it warn of the certificate that it brings along, which is good enough on loopback.
      logger: false,
      onConnect: (_session, done) => {
        this.connections += 1;
        done();
      },
      onClose: ({ id }) => {
        this.ended.add(id);
      },
      onAuth: (auth, _session, done) => {
        if (auth.username === user && auth.password === password) done(null, { user });
        else done(failWith({ code: 535, words: `5.7.8 wrong password ${auth.password ?? ''}` }));
      },
      onMailFrom: ({ address }, _session, done) => {
        this.named.push(address);
        const refusal = this.senderRefusals.get(address);
        done(refusal === undefined ? null : failWith(refusal));
      },
      onRcptTo: ({ address }, _session, done) => {
        this.named.push(address);
        const refusal = this.refusals.get(address);
        done(refusal === undefined ? null : failWith(refusal));
      },
      onData: (stream, session, done) => {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => {
          const fault = this.faults.shift();
          if (stream.sizeExceeded) {
            done(failWith({ code: 552, words: `a mail may have ${maxBytes} bytes` }));
            return;
          }
          if (typeof fault === 'object') {
            done(failWith(fault));
            return;
          }
          const at = Date.now();
          const raw = Buffer.concat(chunks).toString('utf8');
          void parts.simpleParser(raw).then((mail) => {
            const received = { at, to: session.envelope.rcptTo.map(({ address }) => address), raw, mail };
            this.received.push(received);
            if (this.lost.loses(received, () => !this.ended.has(session.id))) return;
            if (fault === 'done-reset') this.smtp.connections.forEach((connection) => connection.close());
            else if (fault === undefined) done();
          });
        });
      },
    });
    this.smtp.on('error', () => undefined);
    this.pages = http.createServer((_request, response) => {
      response
        .writeHead(200, {
          'content-type': 'text/html; charset=utf-8',
          'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'",
        })
        .end(mailboxPage(this.shown));
    });
  }

  /** Rejects where the packages that it is made of are not installed. */
  static async start(options: FakeMailOptions = {}): Promise<FakeMailServer> {
    const server = new FakeMailServer(options, await loadParts());
    const { smtpPort = 0, pagePort = 0 } = options;
    await new Promise<void>((resolve) => {
      server.smtp.listen(smtpPort, '127.0.0.1', resolve);
    });
    server.pages.listen(pagePort, '127.0.0.1');
    await once(server.pages, 'listening');
    return server;
  }

  get port(): number {
    return (this.smtp.server.address() as AddressInfo).port;
  }

  get pageUrl(): string {
    return `http://127.0.0.1:${(this.pages.address() as AddressInfo).port}/`;
  }

  /** What mail programs show: a mail that somebody got twice under one Message-ID is there once. */
  get shown(): Received[] {
    const seen = new Set<string>();
    return this.received.flatMap((received) => {
      const { messageId } = received.mail;
      const to = received.to.filter((address) => !seen.has(`${messageId ?? ''} ${address}`));
      if (messageId !== undefined) for (const address of to) seen.add(`${messageId} ${address}`);
      return to.length === 0 ? [] : [{ ...received, to }];
    });
  }

  /** The first mail that is meant is taken, and its connection stays open without an answer. */
  loseAnswerTo(isMeant: (received: Received) => boolean): LostAnswer {
    return this.lost.expect(isMeant);
  }

  /** The next mail, and only that one, is treated like this. */
  failNext(fault: MailFault): void {
    this.faults.push(fault);
  }

  async stop(): Promise<void> {
    this.pages.close();
    await new Promise<void>((resolve) => {
      this.smtp.close(resolve);
    });
  }
}
