import { execFileSync } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { downloadFromTemporal } from '../../launcher/download';
import { placeOnce } from '../../launcher/executables';
import { obtainTemporal } from '../../launcher/temporal-binary';
import { freePort } from '../support/servers';
import { temporaryFolder } from './processes';

const folder = temporaryFolder();
const quiet = (): void => undefined;
const ANSWERS = '#!/bin/sh\necho "temporal version 0.0.0-TEST"\n';
/** Installs a `temporal` that answers, and notes how often it was asked to. */
const FAKE_GO = `#!/bin/sh
echo "$@" >> "${join(folder, 'go.log')}"
printf '${ANSWERS.replaceAll('\n', '\\n')}' > "$GOBIN/temporal"
/bin/chmod 755 "$GOBIN/temporal"
`;

function program(path: string, text: string): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  chmodSync(path, 0o755);
  return path;
}

// Wherever this runs, there is no internet: a proxy on which nobody listens answers for it.
beforeAll(async () => {
  process.env.HTTPS_PROXY = `http://127.0.0.1:${await freePort()}`;
});
afterAll(() => {
  delete process.env.HTTPS_PROXY;
});

test('the one on the PATH comes first', async () => {
  const installed = program(join(folder, 'path', 'temporal'), ANSWERS);
  const env = { PATH: `/no/such/folder:${dirname(installed)}` };
  expect(await obtainTemporal({ say: quiet, env, cacheDir: join(folder, 'unused') })).toBe(installed);
  expect(existsSync(join(folder, 'unused'))).toBe(false);
});

test('one on the PATH that does not run is passed over for the one that we keep', async () => {
  const broken = program(join(folder, 'broken', 'temporal'), '#!/bin/sh\nexit 1\n');
  const kept = program(join(folder, 'cache', 'muster', 'temporal-1.5.1', 'temporal'), ANSWERS);
  const env = { PATH: dirname(broken), XDG_CACHE_HOME: join(folder, 'cache') };
  expect(await obtainTemporal({ say: quiet, env })).toBe(kept);
});

test('else it is built once with Go, however many want it, and a kept one that is broken is replaced', async () => {
  const go = program(join(folder, 'go', 'go'), FAKE_GO);
  const cacheDir = join(folder, 'built');
  const kept = program(join(cacheDir, 'temporal-1.5.1', 'temporal'), '#!/bin/sh\nexit 1\n');
  const said: string[] = [];
  const env = { PATH: dirname(go) };
  expect(await obtainTemporal({ say: (line) => said.push(line), env, cacheDir })).toBe(kept);
  expect(await obtainTemporal({ say: (line) => said.push(line), env, cacheDir })).toBe(kept);
  expect(readFileSync(join(folder, 'go.log'), 'utf8')).toBe('install github.com/temporalio/cli/cmd/temporal@v1.5.1\n');
  expect(said).toEqual([
    'Building Temporal 1.5.1 once with Go (about 3 minutes) ...',
    'Building Temporal 1.5.1 once with Go (about 3 minutes): done in 0 s',
  ]);
});

test('else one message says what to install, and nothing half done is left', async () => {
  const cacheDir = join(folder, 'nothing');
  const attempt = obtainTemporal({ say: quiet, env: { PATH: '' }, cacheDir });
  await expect(attempt).rejects.toThrow(
    /Install the Temporal CLI .* or Go 1\.25 or later .*, or set TEMPORAL_ADDRESS.*go install: Go is not on the PATH/,
  );
  expect(readdirSync(cacheDir)).toEqual(['temporal-1.5.1.lock']);
});

test('of two that want the same folder one fills it and the other waits', async () => {
  const place = join(folder, 'shared', 'thing');
  let fills = 0;
  const placement = {
    folder: place,
    say: quiet,
    isGood: () => Promise.resolve(true),
    fill: (fresh: string) => {
      fills += 1;
      writeFileSync(join(fresh, 'part'), 'whole');
      return Promise.resolve();
    },
  };
  await Promise.all([placeOnce(placement), placeOnce(placement), placeOnce(placement)]);
  expect(fills).toBe(1);
  expect(readFileSync(join(place, 'part'), 'utf8')).toBe('whole');
});

describe("Temporal's download", () => {
  let service: Server;
  let url = '';
  let answer: (base: string) => unknown = () => ({});
  beforeAll(async () => {
    const source = join(folder, 'archive');
    program(join(source, 'temporal_1_linux', 'temporal'), ANSWERS);
    execFileSync('tar', ['-czf', join(folder, 'archive.tar.gz'), '-C', source, 'temporal_1_linux/temporal']);
    service = createServer((request, response) => {
      if (request.url === '/archive') response.end(readFileSync(join(folder, 'archive.tar.gz')));
      else if (request.url === '/page') response.end('<html>Please log in to this network</html>');
      else response.setHeader('content-type', 'application/json').end(JSON.stringify(answer(url)));
    }).listen(0, '127.0.0.1');
    await once(service, 'listening');
    const address = service.address();
    url = typeof address === 'object' && address !== null ? `http://127.0.0.1:${address.port}` : '';
  });
  afterAll(() => service.close());

  const wanted = { artifact: 'cli', version: 'v1.5.1', program: 'temporal' } as const;
  async function download(name: string): Promise<string> {
    const into = join(folder, name);
    mkdirSync(into);
    await downloadFromTemporal(wanted, into, undefined, url);
    return into;
  }

  test('is unpacked to the program, under its name', async () => {
    answer = (base) => ({ archiveUrl: `${base}/archive`, fileToExtract: 'temporal_1_linux/temporal' });
    expect(execFileSync(join(await download('good'), 'temporal'), { encoding: 'utf8' })).toContain('temporal version');
  });

  test.each([
    ['no archive but a page', (base: string) => ({ archiveUrl: `${base}/page`, fileToExtract: 'temporal' })],
    ['an archive without the program', (base: string) => ({ archiveUrl: `${base}/archive`, fileToExtract: 'other' })],
    ['a path that leads elsewhere', (base: string) => ({ archiveUrl: `${base}/archive`, fileToExtract: '../../x' })],
    ['another protocol', () => ({ archiveUrl: 'file:///etc/passwd', fileToExtract: 'temporal' })],
    ['no answer to the question', () => 'welcome'],
  ])('is refused when it is %s', async (name, what) => {
    answer = what;
    await expect(download(name.replaceAll(' ', '-'))).rejects.toThrow();
  });
});
