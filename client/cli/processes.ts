/** How do `muster start`, `muster worker` and `muster serve` run, and how do they stop? */
import { environmentForEmbedded, isElsewhere } from '../../launcher/temporal-environment';
import { sayTo } from '../../launcher/say';
import { startSystem } from '../../launcher/start';
import { refuseOpenDoor } from '../access/refuse-public';
import { createTokens } from '../access/tokens';
import { readConfig } from '../config';
import { readGround } from '../connect';
import { packageRoot } from '../package-root';
import { serveHttp } from '../serve';
import type { Io, TemporalPlace } from './io';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { defined } from '../../domain/state/fields';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** The whole system, until it is told to stop. */
export async function runSystem(io: Io, place: TemporalPlace): Promise<number> {
  const say = sayTo();
  const env = environment(io.env, place);
  const config = readConfig(env);
  // What can't be started is refused before Temporal is built, which takes minutes.
  readGround(config);
  await refuseOpenDoor(config, createTokens({ file: config.tokens, onProblem: ({ message }) => say(message) }));
  await startSystem({
    say,
    env,
    places: { Policy: config.policy, Directory: config.directory },
    serveHttp: ({ env: own, home, isGone }) => serveHttp({ env: own, say, logFile: home.httpLog, isGone }),
  });
  return 0;
}

/** The worker alone, in a process of its own, as the whole system has it. */
export async function runWorker(io: Io, place: TemporalPlace): Promise<number> {
  const script = join(packageRoot(), 'dist', 'worker', 'main.js');
  const env = environment(io.env, place);
  // A group of its own: Ctrl-C of the terminal is for us, and we tell the worker to drain, once.
  const child = fork(script, [], {
    env: isElsewhere(env) ? env : environmentOfOurOwn(env, place),
    detached: true,
    stdio: 'inherit',
  });
  const pass = (signal: NodeJS.Signals): void => void child.kill(signal);
  for (const name of SIGNALS) process.on(name, pass);
  try {
    const [code] = (await once(child, 'exit')) as [number | null];
    return code ?? 1;
  } finally {
    for (const name of SIGNALS) process.off(name, pass);
  }
}

/** Where nothing names a cluster: what `muster start` runs here. */
function environmentOfOurOwn(env: NodeJS.ProcessEnv, { namespace }: TemporalPlace): NodeJS.ProcessEnv {
  const { home, temporalPort } = readConfig(env);
  mkdirSync(home, { recursive: true, mode: 0o700 });
  const own = environmentForEmbedded(env, `127.0.0.1:${temporalPort}`, home);
  return { ...own, ...defined({ TEMPORAL_NAMESPACE: namespace }) };
}

/** The HTTP server alone, until it is told to stop. */
export async function runServer(io: Io, place: TemporalPlace): Promise<number> {
  const say = sayTo();
  const stopped = io.stopped();
  const http = await serveHttp({ env: io.env, say, ...place });
  say(`Muster is listening on ${http.url}. Press Ctrl-C to stop it.`);
  if (!stopped.aborted) await once(stopped, 'abort');
  await http.close();
  return 0;
}

const environment = (env: NodeJS.ProcessEnv, { address, namespace }: TemporalPlace): NodeJS.ProcessEnv => ({
  ...env,
  ...defined({ TEMPORAL_ADDRESS: address, TEMPORAL_NAMESPACE: namespace }),
});
