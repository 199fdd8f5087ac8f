import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { isLoopback } from '../../client/access/loopback';
import { SEARCH_ATTRIBUTE_TYPES } from '../../launcher/search-attributes';
import { TEMPORAL_VERSION } from '../../launcher/temporal-binary';
import { muster } from '../client/cli/command-line';

const root = join(__dirname, '..', '..');
const text = (name: string): string => readFileSync(join(root, name), 'utf8');

interface Service {
  environment: Record<string, string>;
  image: string;
  command: string[];
  ports?: string[];
  volumes?: string[];
}
const { services, volumes } = parse(text('docker-compose.yml'), { merge: true }) as {
  services: Record<'temporal' | 'retention' | 'worker' | 'server', Service>;
  volumes: Record<string, unknown>;
};

test('every image is pinned to a release', () => {
  const images = Object.values(services).map(({ image }) => image);
  const bases = [...text('Dockerfile').matchAll(/^FROM (\S+)/gm)].map(([, image]) => image);
  for (const image of [...images, ...bases]) expect(image).toMatch(/^[\w./-]+:\d+\.\d+\.\d+(-[\w-]+)?$/);
  expect(services.temporal.image).toBe(`temporalio/temporal:${TEMPORAL_VERSION}`);
});

test('the embedded server and the one in the container know the same search attributes', () => {
  const given = services.temporal.command.filter((argument) => argument.startsWith('--search-attribute='));
  expect(given).toEqual(
    Object.entries(SEARCH_ATTRIBUTE_TYPES).map(([name, type]) => `--search-attribute=${name}=${type}`),
  );
});

test('what the containers run is what the build makes', () => {
  for (const { command } of [services.worker, services.server]) {
    const source = command[1]?.replace(/^dist\//, '').replace(/\.js$/, '.ts');
    expect(command[0]).toBe('node');
    expect(existsSync(join(root, source ?? ''))).toBe(true);
  }
  expect(services.server.command).toEqual(['node', 'dist/client/cli/bin.js', 'serve']);
  // What npx runs is the same.
  expect(realpathSync(join(root, 'node_modules/.bin/muster'))).toBe(realpathSync(join(root, 'dist/client/cli/bin.js')));
});

test('no web page reaches the Temporal in the container', () => {
  expect(services.temporal.command).toEqual(
    expect.arrayContaining(['--headless', '--dynamic-config-value=frontend.httpAllowedHosts=["nobody.invalid"]']),
  );
});

test('ended runs are kept as long as the launcher keeps them', () => {
  expect(services.retention.image).toBe(services.temporal.image);
  expect(services.retention.command).toContain('--retention=30d');
});

test('nothing is open to the network by default, and every volume is declared', () => {
  for (const { ports = [], volumes: used = [] } of Object.values(services)) {
    for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:/);
    for (const volume of used) expect(Object.keys(volumes)).toContain(volume.split(':')[0]);
  }
});

test('the server needs a token, and the command that makes the first one is right', async () => {
  expect(await isLoopback(services.server.environment['MUSTER_HOST'] ?? '')).toBe(false);
  const commands = ['docker-compose.yml', 'docs/access.md'].map(
    (name) => /docker compose run --rm --no-deps server (.*)/.exec(text(name))?.[1],
  );
  expect(commands[0]).toBe(commands[1]);
  const given = commands[0]?.split(' ') ?? [];
  expect(given.slice(0, 2)).toEqual(services.server.command.slice(0, 2));
  const home = mkdtempSync(join(tmpdir(), 'muster-compose-'));
  try {
    // With the directory that the image has, and in the volume where the server looks for it.
    expect(services.server.environment['MUSTER_HOME']).toBe(services.server.volumes?.[0]?.split(':')[1]);
    const made = await muster(given.slice(2), { env: { MUSTER_HOME: home } });
    expect([made.code, existsSync(join(home, 'tokens.json'))]).toEqual([0, true]);
  } finally {
    rmSync(home, { recursive: true });
  }
});
