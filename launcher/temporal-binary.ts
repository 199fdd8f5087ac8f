/** Where does a working `temporal` program come from? */
import { join } from 'node:path';
import { downloadFromTemporal } from './download';
import { cacheFolder, onPath, placeOnce, runToEnd } from './executables';
import { StartRefused } from './refusal';
import { type Say, sayingElapsed } from './say';

/** The version that was measured. 1.9.1 can't be built with `go install` (its module replaces others). */
export const TEMPORAL_VERSION = '1.5.1';
const MODULE = `github.com/temporalio/cli/cmd/temporal@v${TEMPORAL_VERSION}`;

/** Where to look and who is told about it. `cacheDir` overrides `cacheFolder(env)`. */
export interface ObtainOptions {
  readonly say: Say;
  readonly env?: NodeJS.ProcessEnv;
  readonly cacheDir?: string;
  readonly signal?: AbortSignal;
}

/**
 * A `temporal` program that runs here: the one on the PATH, else the one that we keep, else Temporal's download, else
 * built from source. Every candidate has answered `--version` before it is given out. Refuses with one sentence that
 * says what to install when nothing works.
 */
export async function obtainTemporal(options: ObtainOptions): Promise<string> {
  const { say, env = process.env } = options;
  const installed = onPath('temporal', env);
  if (installed !== undefined && (await answers(installed))) return installed;

  const folder = join(options.cacheDir ?? cacheFolder(env), `temporal-${TEMPORAL_VERSION}`);
  const kept = join(folder, 'temporal');
  if (await answers(kept)) return kept;

  const failures: string[] = [];
  for (const [way, fill] of waysToGet(options, env)) {
    try {
      await placeOnce({ folder, say, fill, isGood: () => answers(kept), signal: options.signal });
      if (await answers(kept)) return kept;
      failures.push(`${way}: the binary does not run`);
    } catch (error) {
      options.signal?.throwIfAborted();
      failures.push(`${way}: ${firstLine(error)}`);
    }
  }
  throw new StartRefused(
    'Muster needs a Temporal server and could not get one. Install the Temporal CLI (https://docs.temporal.io/cli) or ' +
      `Go 1.25 or later (https://go.dev/dl), or set TEMPORAL_ADDRESS to a running server. (${failures.join('; ')})`,
  );
}

type Way = [name: string, fill: (fresh: string) => Promise<void>];

function waysToGet({ say, signal }: ObtainOptions, env: NodeJS.ProcessEnv): Way[] {
  const abort = signal ? { signal } : {};
  const wanted = { artifact: 'cli', version: `v${TEMPORAL_VERSION}`, program: 'temporal' } as const;
  return [
    ['download', (fresh) => downloadFromTemporal(wanted, fresh, signal)],
    [
      'go install',
      async (fresh) => {
        const go = onPath('go', env);
        if (go === undefined) throw new Error('Go is not on the PATH');
        // Some distributions forbid Go to fetch the release that a module asks for; we need it to, unless told not to.
        const goEnv = { ...env, GOBIN: fresh, GOTOOLCHAIN: env.GOTOOLCHAIN ?? 'auto' };
        const build = () => runToEnd(go, ['install', MODULE], { env: goEnv, timeoutMs: 30 * 60_000, ...abort });
        await sayingElapsed(say, `Building Temporal ${TEMPORAL_VERSION} once with Go (about 3 minutes)`, build);
      },
    ],
  ];
}

async function answers(program: string): Promise<boolean> {
  try {
    const version = await runToEnd(program, ['--version'], { timeoutMs: 30_000 });
    return version.startsWith('temporal version');
  } catch {
    return false;
  }
}

/** The line of a failure that says most: the last line that a program wrote, or else the first line. */
export function firstLine(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const written = (error as { stderr?: unknown }).stderr;
  const lines = (typeof written === 'string' ? written : '').trim().split('\n').filter(Boolean);
  return lines.at(-1) ?? error.message.split('\n')[0] ?? error.message;
}
