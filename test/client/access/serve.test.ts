import { isLoopback } from '../../../client/access/loopback';
import { serveHttp } from '../../../client/serve';
import type { HttpSide } from '../../../launcher/start';
import { kill, runScript } from '../../launcher/processes';
import { builtCommandLine } from '../../support/built-product';
import { aWebhook } from '../../support/client';
import { freePort } from '../../support/servers';
import { until } from '../../support/until';
import { musterProcess, temporaryFolder } from './a-home';
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

const folder = temporaryFolder();

let homes = 0;

/** Temporal is nowhere: who comes in is decided without it. */
const settings = async (host: string): Promise<NodeJS.ProcessEnv> => ({
  MUSTER_HOME: join(folder, (homes += 1).toString()),
  MUSTER_HOST: host,
  MUSTER_PORT: String(await freePort()),
  MUSTER_TEMPORAL_PORT: String(await freePort()),
});

const issuer = { MUSTER_OIDC_ISSUER: 'https://id.example.com', MUSTER_OIDC_AUDIENCE: 'muster' };

const createToken = async (argv: string[], env: NodeJS.ProcessEnv): Promise<string> =>
  (await musterProcess(['token', 'create', ...argv], env)).out.trim();

describe('muster serve', () => {
  it('refuses to stand open to others, and says what to do', async () => {
    const env = await settings('0.0.0.0');
    const refused = await musterProcess(['serve'], env);
    expect(refused.code).toBe(1);
    expect(refused.err).toBe(
      'MUSTER_HOST is 0.0.0.0, which is reachable from other machines, but no authentication is set up. Create a token for a person first (muster token create --person PRIYA), or configure your identity provider (MUSTER_OIDC_ISSUER and MUSTER_OIDC_AUDIENCE), or leave MUSTER_HOST at 127.0.0.1. See docs/access.md.\n',
    );
    // Alerts may come; still nobody could act on them.
    await createToken(['--source', 'alertmanager'], env);
    expect((await musterProcess(['serve'], env)).code).toBe(1);
  });

  it('listens to others once somebody has a token', async () => {
    const env = await settings('0.0.0.0');
    const token = await createToken(['--person', 'priya'], env);
    const { child, line } = runScriptWith(['serve'], env);
    try {
      expect(await line(/is listening on/)).toBe(
        `Muster is listening on http://0.0.0.0:${env.MUSTER_PORT ?? ''}. Press Ctrl-C to stop it.`,
      );
      const alert = (authorization?: string) => posted(env, { ...(authorization !== undefined && { authorization }) });
      expect((await alert()).status).toBe(401);
      expect(await alert(`Bearer ${token}`)).toMatchObject({
        status: 403,
        body: expect.stringContaining('This token is not for the source alertmanager') as string,
      });
      const source = await createToken(['--source', 'alertmanager'], env);
      // Let in; only that nobody could keep the alert.
      expect((await alert(`Bearer ${source}`)).status).toBe(503);
    } finally {
      await kill(child);
    }
  });
});

describe('muster serve on loopback', () => {
  it('refuses a port that somebody has in one sentence', async () => {
    const env = await settings('127.0.0.1');
    const other = createServer().listen(Number(env.MUSTER_PORT), '127.0.0.1');
    await once(other, 'listening');
    expect(await musterProcess(['serve'], env)).toMatchObject({
      code: 1,
      err: `Port ${env.MUSTER_PORT ?? ''} is in use by another program (pid ${process.pid}). Stop it, or choose another port with MUSTER_PORT.\n`,
    });
    other.close();
    await once(other, 'close');
  });

  it('goes on, and stops in order, when whoever reads what it says has gone', async () => {
    const env = await settings('127.0.0.1');
    const { child } = runScriptWith(['serve'], env);
    child.stderr?.destroy();
    const ended = once(child, 'exit');
    const answers = async () => (await posted(env, {})).status;
    await until('an answer', () => answers().catch(() => undefined));
    child.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
  });
});

const runScriptWith = (argv: string[], env: NodeJS.ProcessEnv) =>
  runScript(builtCommandLine(), { PATH: process.env.PATH, ...env }, argv);

/** Posts an alert as it comes, with these headers. */
async function posted(env: NodeJS.ProcessEnv, headers: Record<string, string>, host = '127.0.0.1') {
  const sent = request({
    ...{ host, port: env.MUSTER_PORT, method: 'POST', path: '/v1/alerts/alertmanager' },
    headers: { 'content-type': 'application/json', ...headers },
  });
  sent.end(JSON.stringify(aWebhook()));
  const [answer] = (await once(sent, 'response')) as [IncomingMessage];
  return { status: answer.statusCode, body: await text(answer) };
}

describe('the HTTP side', () => {
  let http: HttpSide | undefined;
  afterEach(() => http?.close());
  const serve = async (env: NodeJS.ProcessEnv) => (http = await serveHttp({ env, say: () => undefined }));

  it.each(['0.0.0.0', '::', 'muster.invalid'])('does not start on %s when nobody could come in', async (host) => {
    await expect(serve(await settings(host))).rejects.toThrow(
      `MUSTER_HOST is ${host}, which is reachable from other machines`,
    );
  });

  it('starts there when people can sign in', async () => {
    const env = { ...(await settings('0.0.0.0')), ...issuer };
    await serve(env);
    expect((await posted(env, {})).status).toBe(401);
  });

  it.each([
    ['127.0.0.1', '127.0.0.1'],
    ['::1', '[::1]'],
    ['localhost', 'localhost'],
    ['127.1', '127.1'],
  ])('needs no token on %s, and keeps pages of other sites out', async (host, written) => {
    const env = await settings(host);
    const { url } = await serve(env);
    expect(url).toBe(`http://${written}:${env.MUSTER_PORT ?? ''}`);
    expect((await posted(env, {}, host)).status).toBe(503);
    for (const headers of [{ host: 'evil.example.com' }, { origin: 'https://evil.example.com' }])
      expect((await posted(env, headers, host)).status).toBe(403);
  });

  it('does not start with tokens that it can not read', async () => {
    const env = { ...(await settings('127.0.0.1')), MUSTER_TOKENS: __filename };
    await expect(serve(env)).rejects.toThrow(/Can't read the tokens in .*serve\.test\.ts: it is not JSON/);
  });
});

it.each([
  ['127.0.0.1', true],
  ['127.8.9.10', true],
  ['::1', true],
  ['::ffff:127.0.0.1', true],
  ['localhost', true],
  ['0.0.0.0', false],
  ['::', false],
  ['10.0.0.1', false],
  ['::ffff:10.0.0.1', false],
  ['fe80::1', false],
  ['name.invalid', false],
])('%s is loopback: %s', async (host, loopback) => {
  expect(await isLoopback(host)).toBe(loopback);
});
