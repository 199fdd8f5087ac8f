import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { NotFound, Refused, Unreachable } from '../../../client/errors';
import type { IncidentClient } from '../../../client/incidents/api';
import { aSummary, aView } from '../../support/client';
import { temporaryFolder } from '../../support/temporary-folder';
import { muster } from '../cli/command-line';
import { api } from '../http/api/over-http';

let folder = '';
beforeEach(() => (folder = temporaryFolder('login')));

/** A Muster elsewhere, whose one good token is "good", and a laptop that knows nothing of Temporal. */
async function elsewhere(incidents: Partial<IncidentClient> = {}) {
  const { server } = api(incidents);
  const url = await server.listen({ host: '127.0.0.1', port: 0 });
  const laptop = (argv: string[], { stdin = '', env = {} }: { stdin?: string; env?: NodeJS.ProcessEnv } = {}) =>
    muster(argv, {
      stdin,
      env: { XDG_CONFIG_HOME: folder, ...env },
      connect: () => Promise.reject(new Error('this laptop has no Temporal')),
    });
  return { url, laptop, [Symbol.asyncDispose]: () => server.close().then(() => undefined) };
}

const kept = () => join(folder, 'muster', 'login.json');

describe('muster login', () => {
  test('keeps a token that works, for this user only, and every command uses it', async () => {
    await using muster = await elsewhere({ show: () => Promise.resolve(aView()) });
    const { url, laptop } = muster;
    expect(await laptop(['login', '--url', `${url}/`], { stdin: 'good\n' })).toMatchObject({
      code: 0,
      out: `Logged in to ${url} as Grace Hopper (lead).\n`,
    });
    expect(statSync(kept()).mode & 0o777).toBe(0o600);
    const shown = await laptop(['show', 'x4tm', '--json']);
    expect(shown).toMatchObject({ code: 0, err: '' });
    expect(JSON.parse(shown.out)).toEqual(JSON.parse(JSON.stringify(aView())));
    expect((await laptop(['whoami'])).out).toBe(`Grace Hopper (lead). The commands go to ${url}.\n`);
  });

  test('keeps nothing of a token that does not', async () => {
    await using muster = await elsewhere();
    expect(await muster.laptop(['login', '--url', muster.url], { stdin: 'bad' })).toMatchObject({
      code: 1,
      err: 'Show a token.\n',
    });
    expect(existsSync(kept())).toBe(false);
  });

  test('sends no token where it could be read on the way', async () => {
    await using muster = await elsewhere();
    expect(await muster.laptop(['login', '--url', 'http://muster.example.com'], { stdin: 'good' })).toMatchObject({
      code: 2,
      err: '"http://muster.example.com" must be an address with https, such as https://muster.example.com.\n',
    });
  });

  test('logout forgets it', async () => {
    await using muster = await elsewhere();
    await muster.laptop(['login', '--url', muster.url], { stdin: 'good' });
    expect((await muster.laptop(['logout'])).out).toBe('Logged out.\n');
    expect((await muster.laptop(['logout'])).out).toBe('You were not logged in.\n');
  });

  test('the token of one Muster never goes to another', async () => {
    await using one = await elsewhere();
    await one.laptop(['login', '--url', one.url], { stdin: 'good' });
    const seen: unknown[] = [];
    const other = await aServer((headers) => seen.push(headers.authorization));
    await one.laptop(['list', '--url', other.url, '--as', 'priya']);
    await other.close();
    expect(seen).toEqual([undefined]);
    expect(readFileSync(kept(), 'utf8')).toContain('good');
  });
});

describe('what a Muster elsewhere answers', () => {
  test.each<[string, Error, number]>([
    ['a refusal', new Refused('It is already resolved.'), 1],
    ['what is not there', new NotFound('There is no incident x4tm.'), 1],
    ['no Temporal', new Unreachable('Temporal does not answer.'), 3],
  ])('%s has the same exit code as on its own machine', async (_what, error, code) => {
    await using muster = await elsewhere({ act: () => Promise.reject(error) });
    const env = { MUSTER_URL: muster.url, MUSTER_TOKEN: 'good' };
    expect(await muster.laptop(['ack', 'x4tm'], { env })).toMatchObject({ code, out: '', err: `${error.message}\n` });
    expect(await muster.laptop(['ack', 'x4tm', '--json'], { env })).toMatchObject({
      code,
      err: `${JSON.stringify({ error: error.message })}\n`,
    });
  });

  test('a list of many pages is one list', async () => {
    const many = Array.from({ length: 450 }, (_, n) => aSummary({ id: `i-${n.toString()}` }));
    await using muster = await elsewhere({ list: () => Promise.resolve(many) });
    const { out } = await muster.laptop(['list', '--json'], { env: { MUSTER_URL: muster.url, MUSTER_TOKEN: 'good' } });
    expect((JSON.parse(out) as { id: string }[]).map(({ id }) => id).sort()).toEqual(many.map(({ id }) => id).sort());
  });

  test('with a token, --as is refused: the token says who acts', async () => {
    await using muster = await elsewhere();
    const env = { MUSTER_URL: muster.url, MUSTER_TOKEN: 'good' };
    expect(await muster.laptop(['ack', 'x4tm', '--as', 'priya'], { env })).toMatchObject({ code: 2 });
  });

  test('an act whose answer was lost is repeated under its key', async () => {
    const keys: unknown[] = [];
    const lossy = await aServer((headers, drop) => {
      keys.push(headers['idempotency-key']);
      if (keys.length < 3) drop();
    });
    await using muster = await elsewhere();
    const { code, out } = await muster.laptop(['note', 'x4tm', 'hm', '--as', 'priya', '--url', lossy.url]);
    await lossy.close();
    expect({ code, out }).toEqual({ code: 0, out: 'Noted.\n' });
    expect(keys).toHaveLength(3);
    expect(new Set(keys).size).toBe(1);
  });

  test('what is not Muster is said to be something else', async () => {
    const page = createServer((_request, response) => response.writeHead(502).end('<html>Bad gateway</html>'));
    const url = await listening(page);
    await using muster = await elsewhere();
    const { code, err } = await muster.laptop(['list', '--as', 'priya', '--url', url]);
    await closed(page);
    expect({ code, err }).toEqual({ code: 3, err: `${url} answers 502, and not as Muster does.\n` });
  });
});

const listening = (server: Server): Promise<string> =>
  new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () =>
      resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port.toString()}`),
    );
  });

const closed = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
  });

/** Answers every request as an act that was done, unless `hear` drops the connection. */
async function aServer(hear: (headers: NodeJS.Dict<string | string[]>, drop: () => void) => void) {
  const server = createServer((request, response) => {
    hear(request.headers, () => request.socket.destroy());
    if (!request.socket.destroyed)
      response
        .writeHead(200, { 'content-type': 'application/json', connection: 'close' })
        .end(JSON.stringify({ incidents: [], incidentId: 'i', actId: 'a', text: 'Noted.' }));
  });
  return { url: await listening(server), close: () => closed(server) };
}
