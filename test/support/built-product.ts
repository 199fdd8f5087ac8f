/** Is the built product there, and is it up to date with its sources? */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '..', '..');

/** The sources of the worker. */
const SOURCES = ['activities', 'directory', 'domain', 'launcher', 'policy', 'worker', 'workflows'];

/** The worker's script as `npm ci` built it. Throws if it is missing, or older than its sources. */
export const builtWorker = (): string => built('dist/worker/main.js', SOURCES);

/** The same for the command line. */
export const builtCommandLine = (): string => built('dist/client/cli/bin.js', [...SOURCES, 'client']);

function built(name: string, sources: readonly string[]): string {
  const [script, lastBuilt] = [join(root, name), join(root, 'dist/workflow-bundle.js')];
  if (!existsSync(script) || !existsSync(lastBuilt))
    throw new Error('These tests run Muster as it is shipped, and there is no build: run `npm run build`.');
  const builtAt = statSync(lastBuilt).mtimeMs;
  const newer = sources.flatMap((folder) => newerThan(builtAt, folder));
  if (newer.length > 0)
    throw new Error(`The build is older than ${newer.slice(0, 3).join(', ')}: run \`npm run build\`.`);
  return script;
}

const newerThan = (builtAt: number, folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name))
    .filter((file) => statSync(join(root, file)).mtimeMs > builtAt);
