import { resolve } from 'node:path';
import { z } from 'zod';

const packageRoot = resolve(__dirname, __dirname.includes('dist') ? '../..' : '..');

const Environment = z.object({
  MUSTER_HOME: z.string().min(1).default('.muster'),
  MUSTER_POLICY: z.string().min(1).default(resolve(packageRoot, 'policy/release-manager.yaml')),
  MUSTER_DIRECTORY: z.string().min(1).default(resolve(packageRoot, 'examples/release-manager/directory.yaml')),
});

export interface WorkerConfig {
  home: string;
  policyFile: string;
  directoryFile: string;
}

/** Reads the worker's settings from the environment; empty variables count as not set. */
export function readWorkerConfig(env: NodeJS.ProcessEnv): WorkerConfig {
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const { MUSTER_HOME, MUSTER_POLICY, MUSTER_DIRECTORY } = Environment.parse(set);
  return { home: resolve(MUSTER_HOME), policyFile: resolve(MUSTER_POLICY), directoryFile: resolve(MUSTER_DIRECTORY) };
}
