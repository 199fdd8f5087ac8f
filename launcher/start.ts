/**
 * How is the whole system started, supervised and stopped? This room ends only processes that it started, or that an
 * earlier start left behind in the same home folder; it knows nothing of incidents.
 */
import { hostname } from 'node:os';
import { join } from 'node:path';
import { ensurePortsFree, findFreePort, type PortWish } from './ports';
import { environmentForEmbedded, isElsewhere } from './temporal-environment';
import { type Home, openHome } from './home';
import { homeProblem } from './home-state';
import type { Say } from './say';
import { readSettings, type Settings } from './settings';
import { hearStopRequest } from './stop-request';
import { type Supervised, supervise } from './supervise';
import { obtainTemporal } from './temporal-binary';
import { startTemporal } from './temporal-server';
import { startWorker } from './worker-process';
import { messageOf } from '../domain/text/message-of';

/** What the HTTP server gets: the environment in which a client finds Temporal, the home folder, its port. */
export interface SystemParts {
  readonly env: NodeJS.ProcessEnv;
  readonly home: Home;
  readonly port: number;
  /** Whether a worker that we started polled under this identity and has ended since. */
  readonly isGone: (identity: string) => boolean;
}

/** The HTTP server: where it answers, and how to end it (no new requests, open ones finished). */
export interface HttpSide {
  readonly url: string;
  readonly close: () => Promise<void>;
}

/** How to start; everything that a caller does not give has the product's default. */
export interface StartOptions {
  readonly say: Say;
  readonly serveHttp: (parts: SystemParts) => Promise<HttpSide>;
  /** More lines for the list of places: `{ Policy: 'policy/release-manager.yaml' }`. */
  readonly places?: Readonly<Record<string, string>>;
  readonly env?: NodeJS.ProcessEnv;
  readonly workerScript?: string;
  /** Ends the system like SIGTERM does. */
  readonly signal?: AbortSignal;
}

/**
 * Starts the whole system: Temporal (unless `TEMPORAL_ADDRESS` names one), the worker, the HTTP server; says where
 * everything is, and resolves when SIGINT, SIGTERM or SIGHUP has ended it: HTTP first, then the worker when it has
 * drained, Temporal last. Whatever was started is ended too when a later step fails, which rejects.
 */
export async function startSystem(options: StartOptions): Promise<void> {
  const { say, env = process.env } = options;
  const stopping = hearStopRequest(options.signal);
  const undo: (() => Promise<void> | void)[] = [stopping.forget];
  try {
    const settings = readSettings(env);
    const home = await openHome(settings.home);
    undo.push(home.release);
    const problem = homeProblem(home.path);
    if (problem !== undefined) say(`Warning: ${problem}`);
    // Before the ports are looked at: an orphan may be what holds them.
    await home.reapOrphans(say);
    const ports = portsOf(settings, env);
    await ensurePortsFree(ports);

    const { signal } = stopping;
    let clientEnv: NodeJS.ProcessEnv = {
      ...env,
      MUSTER_HOME: home.path,
      MUSTER_WORKER_METRICS: await metricsAddress(env, ports),
    };
    if (!isElsewhere(env)) {
      clientEnv = environmentForEmbedded(clientEnv, `127.0.0.1:${settings.temporalPort}`, home.path);
      const binary = await obtainTemporal({ say, env, signal });
      undo.push((await keepTemporal(binary, home, settings, options, signal)).stop);
    }
    const gone = new Set<string>();
    undo.push((await keepWorker(clientEnv, home, gone, options, signal)).stop);
    signal.throwIfAborted();
    const isGone = (identity: string): boolean => gone.has(identity);
    const http = await options.serveHttp({ env: clientEnv, home, port: settings.port, isGone });
    undo.push(http.close);
    sayPlaces(options, http, home, settings, env);
    await stopping.requested;
    say('Stopping. Open incidents are kept and continue at the next start.');
  } catch (error) {
    if (!stopping.signal.aborted) throw error;
  } finally {
    await undoAll(undo, say);
  }
}

/** The same for every worker that is started, so that its metrics are found again after a restart. */
async function metricsAddress(
  { MUSTER_WORKER_METRICS: chosen }: NodeJS.ProcessEnv,
  ports: PortWish[],
): Promise<string> {
  return chosen !== undefined && chosen !== '' ? chosen : `127.0.0.1:${await findFreePort(ports)}`;
}

function keepTemporal(
  binary: string,
  home: Home,
  { temporalPort: port, temporalUiPort: uiPort }: Settings,
  { say }: StartOptions,
  signal: AbortSignal,
) {
  const onSpawn = (pid: number): void => home.record('temporal', pid);
  const ports = { port, ...(uiPort !== undefined && { uiPort }) };
  return supervised('Temporal', say, signal, (abort) =>
    startTemporal({ binary, home: home.path, ...ports, onSpawn, signal: abort }),
  );
}

/** `gone` hears of each worker that ended, by the identity under which Temporal still lists it. */
function keepWorker(
  env: NodeJS.ProcessEnv,
  home: Home,
  gone: Set<string>,
  { say, workerScript }: StartOptions,
  signal: AbortSignal,
) {
  const script = workerScript ?? join(__dirname, '..', 'worker', 'main.js');
  const onSpawn = (pid: number): void => {
    home.record('worker', pid);
    // A pid is used again sooner or later.
    gone.delete(identityOfWorker(pid));
  };
  return supervised('The worker', say, signal, async (abort) => {
    const worker = await startWorker({ script, log: home.workerLog, env, onSpawn, signal: abort });
    void worker.exited.then(() => gone.add(identityOfWorker(worker.pid)));
    return worker;
  });
}

/** Temporal's SDK polls under this name. */
const identityOfWorker = (pid: number): string => `${pid}@${hostname()}`;

/** Supervision whose first start also gives up when the whole system is told to stop. */
function supervised(
  name: string,
  say: Say,
  stop: AbortSignal,
  start: (signal: AbortSignal) => ReturnType<typeof startWorker>,
): Promise<Supervised> {
  let first = true;
  return supervise({
    name,
    say,
    start: (signal) => {
      // Restarts end through supervision's own signal, in the order of `undo`, not all at the first Ctrl-C.
      const abort = first ? AbortSignal.any([signal, stop]) : signal;
      first = false;
      return start(abort);
    },
  });
}

function portsOf({ host, port, temporalPort, temporalUiPort }: Settings, env: NodeJS.ProcessEnv) {
  const setting = 'MUSTER_TEMPORAL_PORT';
  const temporal = [
    { port: temporalPort, setting },
    ...(temporalUiPort === undefined ? [] : [{ port: temporalUiPort, setting }]),
  ];
  return [{ host, port, setting: 'MUSTER_PORT' }, ...(isElsewhere(env) ? [] : temporal)];
}

function sayPlaces(
  { say, places }: StartOptions,
  http: HttpSide,
  home: Home,
  settings: Settings,
  env: NodeJS.ProcessEnv,
) {
  const temporal = isElsewhere(env)
    ? { Temporal: env.TEMPORAL_ADDRESS }
    : { ...uiPlace(settings), Temporal: `127.0.0.1:${settings.temporalPort}` };
  const all = {
    'Incident room': `${http.url}/`,
    'Alert intake': http.url,
    ...temporal,
    Home: home.path,
    Outbox: home.outbox,
    ...places,
  };
  say('Muster is ready. Press Ctrl-C to stop it.');
  for (const [label, place] of Object.entries(all)) say(`  ${`${label}:`.padEnd(17)}${place ?? ''}`);
}

const uiPlace = ({ temporalUiPort: port }: Settings) =>
  port === undefined ? {} : { 'Temporal UI': `http://127.0.0.1:${port}` };

async function undoAll(undo: (() => Promise<void> | void)[], say: Say): Promise<void> {
  for (const step of undo.reverse()) {
    try {
      await step();
    } catch (error) {
      // The others must still be ended.
      say(`While stopping: ${messageOf(error)}`);
    }
  }
}
