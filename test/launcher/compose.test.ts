import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { SEARCH_ATTRIBUTES } from '../../launcher/search-attributes';
import { TEMPORAL_VERSION } from '../../launcher/temporal-binary';

const root = join(__dirname, '..', '..');
const text = (name: string): string => readFileSync(join(root, name), 'utf8');

interface Service {
  image: string;
  command: string[];
  ports?: string[];
  volumes: string[];
}
const { services, volumes } = parse(text('docker-compose.yml'), { merge: true }) as {
  services: Record<'temporal' | 'worker' | 'server', Service>;
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
  expect(given).toEqual(Object.entries(SEARCH_ATTRIBUTES).map(([name, type]) => `--search-attribute=${name}=${type}`));
});

test('what the containers run is what the build makes', () => {
  for (const { command } of [services.worker, services.server]) {
    const source = command[1]?.replace(/^dist\//, '').replace(/\.js$/, '.ts');
    expect(command[0]).toBe('node');
    expect(existsSync(join(root, source ?? ''))).toBe(true);
  }
  const { bin } = JSON.parse(text('package.json')) as { bin: { muster: string } };
  expect(services.server.command).toEqual(['node', bin.muster, 'serve']);
});

test('nothing is open to the network by default, and every volume is declared', () => {
  for (const { ports = [], volumes: used } of Object.values(services)) {
    for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:/);
    for (const volume of used) expect(Object.keys(volumes)).toContain(volume.split(':')[0]);
  }
});
