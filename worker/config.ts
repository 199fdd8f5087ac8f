/** Which settings does the worker read from its environment? */
import { resolve } from 'node:path';
import { z } from 'zod';
import { LOG_LEVELS, type LogLevel } from '../launcher/json-log';
import { METRICS_ADDRESS } from '../launcher/metrics-address';
import { StartRefused } from '../launcher/refusal';
import { defined } from '../domain/state/fields';

const packageRoot = resolve(__dirname, __dirname.includes('dist') ? '../..' : '..');

const CACHED = 'must be a whole number from 10 to 20000';

const Environment = z.object({
  MUSTER_HOME: z.string().min(1).default('.muster'),
  MUSTER_POLICY: z.string().min(1).default(resolve(packageRoot, 'policy/release-manager.yaml')),
  MUSTER_DIRECTORY: z.string().min(1).default(resolve(packageRoot, 'examples/release-manager/directory.yaml')),
  MUSTER_LOG_LEVEL: z.enum(LOG_LEVELS, `must be one of ${LOG_LEVELS.join(', ')}`).default('info'),
  MUSTER_CACHED_INCIDENTS: z.coerce.number(CACHED).int(CACHED).min(10, CACHED).max(20_000, CACHED).optional(),
  MUSTER_WORKER_METRICS: z.string().regex(METRICS_ADDRESS, 'must be host:port, such as 127.0.0.1:9464').optional(),
});

export interface WorkerConfig {
  home: string;
  policyFile: string;
  directoryFile: string;
  logLevel: LogLevel;
  /** How many incidents are kept in memory; by the machine where nothing is said. */
  cachedIncidents?: number;
  /** Where Prometheus finds the worker's metrics. */
  metricsAddress?: string;
}

/** Reads the worker's settings from the environment; empty variables count as not set. Refuses what can't be used. */
export function readWorkerConfig(env: NodeJS.ProcessEnv): WorkerConfig {
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const parsed = Environment.safeParse(set);
  if (!parsed.success)
    throw new StartRefused(parsed.error.issues.map(({ path, message }) => `${path.join('.')} ${message}.`).join('\n'));
  const { data } = parsed;
  return {
    home: resolve(data.MUSTER_HOME),
    policyFile: resolve(data.MUSTER_POLICY),
    directoryFile: resolve(data.MUSTER_DIRECTORY),
    logLevel: data.MUSTER_LOG_LEVEL,
    ...defined({ cachedIncidents: data.MUSTER_CACHED_INCIDENTS, metricsAddress: data.MUSTER_WORKER_METRICS }),
  };
}
