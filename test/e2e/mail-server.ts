import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FakeMailServer } from '../fakes/mail/fake-mail-server';
import type { Received } from '../fakes/mail/page';
import { freePort } from '../support/servers/free-port';

const LOGIN = { user: 'muster', password: 'smtp-7d20' };

/** A mail server with a certificate of its own authority, which wants STARTTLS and a login, and can go away and come back. */
export class MailServer {
  /** All that arrived, also before it was away. */
  readonly received: Received[] = [];
  private server: FakeMailServer | undefined;

  private constructor(
    private readonly home: string,
    private readonly port: number,
  ) {}

  static async start(): Promise<MailServer> {
    const home = mkdtempSync(join(tmpdir(), 'muster-mail-server-'));
    const [key, certificate] = [join(home, 'key.pem'), join(home, 'certificate.pem')];
    execFileSync(
      'openssl',
      [
        ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'],
        ...['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'],
        ...['-keyout', key, '-out', certificate],
      ],
      { stdio: 'pipe' },
    );
    const server = new MailServer(home, await freePort());
    await server.comesBack();
    return server;
  }

  /** The settings of a worker that sends by it. */
  get settings(): Record<string, string> {
    return {
      MUSTER_SMTP_URL: `smtp://${LOGIN.user}:${LOGIN.password}@127.0.0.1:${this.port}`,
      MUSTER_SMTP_STARTTLS: 'yes',
      MUSTER_MAIL_FROM: 'Muster <alerts@muster.example>',
      NODE_EXTRA_CA_CERTS: join(this.home, 'certificate.pem'),
    };
  }

  async comesBack(): Promise<void> {
    const [key, cert] = ['key.pem', 'certificate.pem'].map((name) => readFileSync(join(this.home, name)));
    if (key === undefined || cert === undefined) throw new Error('no certificate');
    this.server = await FakeMailServer.start({ ...LOGIN, smtpPort: this.port, key, cert, received: this.received });
  }

  async goesAway(): Promise<void> {
    await this.server?.stop();
    this.server = undefined;
  }

  async stop(): Promise<void> {
    await this.goesAway();
    rmSync(this.home, { recursive: true, force: true });
  }
}
