/** How does the demo run the real system, and kill its worker and Temporal? */
import { join } from 'node:path';
import { serveHttp } from '../client/serve';
import { environmentForEmbedded } from '../launcher/temporal-environment';
import { type Home, openHome } from '../launcher/home';
import type { Say } from '../launcher/say';
import type { HttpSide } from '../launcher/start';
import { type Supervised, supervise } from '../launcher/supervise';
import { obtainTemporal } from '../launcher/temporal-binary';
import { startTemporal } from '../launcher/temporal-server';
import { startWorker } from '../launcher/worker-process';
import type { FreePorts } from './free-ports';
import { until } from './until';

/** What was killed, and how long it took until it ran again. */
export interface Outage {
  readonly killed: { readonly name: string; readonly before: number; readonly after: number }[];
  readonly at: number;
  /** When both processes ran again. */
  readonly backAt: number;
  /** When the incident first answered again. */
  readonly answeredAt?: number;
}

/** The real system: Temporal and the worker as processes of their own, the HTTP server in this one. */
export interface System {
  readonly home: Home;
  /** The environment in which a person's `muster` finds this system. */
  readonly env: NodeJS.ProcessEnv;
  readonly http: HttpSide;
  readonly temporalUi: string;
  /** `kill -9` of the worker and Temporal; resolves when supervision has both of them running again. */
  killAll(signal: AbortSignal): Promise<Outage>;
}

export interface SystemOptions {
  readonly root: string;
  readonly homeFolder: string;
  readonly ports: FreePorts;
  /** `MUSTER_` settings. */
  readonly settings: NodeJS.ProcessEnv;
  readonly say: Say;
  readonly signal: AbortSignal;
  /** Is given how to end each part as soon as that part runs; the last one must be ended first. */
  readonly onEnd: (step: () => Promise<void> | void) => void;
}

/** Starts the system from the launcher's parts, as `muster start` does, and resolves when it takes alerts. */
export async function startDemoSystem(options: SystemOptions): Promise<System> {
  const { ports, say, signal, onEnd } = options;
  const home = await openHome(options.homeFolder);
  onEnd(home.release);
  await home.reapOrphans(say);
  const settings = {
    ...options.settings,
    MUSTER_HOME: home.path,
    MUSTER_PORT: String(ports.http),
    MUSTER_TEMPORAL_PORT: String(ports.temporal),
  };
  const around = { ...withoutSettings(process.env), ...settings };
  const env = environmentForEmbedded(around, `127.0.0.1:${ports.temporal}`, home.path);

  const binary = await obtainTemporal({ say, signal });
  const uiPort = ports.temporal + 1000;
  const temporal = await supervise({
    name: 'Temporal',
    say,
    start: (abort) =>
      startTemporal({
        binary,
        home: home.path,
        port: ports.temporal,
        uiPort,
        onSpawn: (pid) => home.record('temporal', pid),
        signal: AbortSignal.any([abort, signal]),
      }),
  });
  onEnd(temporal.stop);
  const script = join(options.root, 'dist', 'worker', 'main.js');
  const worker = await supervise({
    name: 'The worker',
    say,
    start: (abort) =>
      startWorker({
        script,
        log: home.workerLog,
        env,
        onSpawn: (pid) => home.record('worker', pid),
        signal: AbortSignal.any([abort, signal]),
      }),
  });
  onEnd(worker.stop);
  const http = await serveHttp({ env, say, logFile: home.httpLog });
  onEnd(http.close);
  const parts = { worker, Temporal: temporal };
  return { home, env, http, temporalUi: `http://127.0.0.1:${uiPort}`, killAll: (abort) => kill(parts, abort) };
}

/** A person's own settings are for their own system: a play pages nobody through them. */
export const withoutSettings = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('MUSTER_')));

/** Both at once and without warning, like a machine that dies. */
async function kill(parts: Readonly<Record<string, Supervised>>, signal: AbortSignal): Promise<Outage> {
  const at = Date.now();
  const victims = Object.entries(parts).flatMap(([name, part]) => {
    const running = part.current();
    return running === undefined ? [] : [{ name, part, before: running.pid }];
  });
  for (const { before } of victims) process.kill(before, 'SIGKILL');
  const killed = await until('the worker and Temporal to be started again', signal, () => {
    const again = victims.flatMap(({ name, part, before }) => {
      const after = part.current()?.pid;
      return after === undefined || after === before ? [] : [{ name, before, after }];
    });
    return Promise.resolve(again.length === victims.length ? again : undefined);
  });
  return { killed, at, backAt: Date.now() };
}
