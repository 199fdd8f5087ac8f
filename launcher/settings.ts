/** Which home folder, address and ports does Muster use? */
import { resolve } from 'node:path';
import { StartRefused } from './refusal';
import { yesOrNo } from './vendor-settings';

/** Where a system lives: its home folder and its ports. Two systems with different ones run side by side. */
export interface Settings {
  /** Absolute. */
  readonly home: string;
  /** Where the HTTP server listens. */
  readonly host: string;
  readonly port: number;
  readonly temporalPort: number;
  /** Absent where nobody asked for Temporal's UI: to it, any web page that leads its own name here is one of ours. */
  readonly temporalUiPort?: number;
}

/** Reads `MUSTER_HOME`, `MUSTER_HOST`, `MUSTER_PORT` and `MUSTER_TEMPORAL_...`; refuses what is not a port. */
export function readSettings(env: NodeJS.ProcessEnv): Settings {
  const temporalPort = portFrom(env, 'MUSTER_TEMPORAL_PORT', 7233, 64_535);
  return {
    home: resolve(textFrom(env, 'MUSTER_HOME', '.muster')),
    host: textFrom(env, 'MUSTER_HOST', '127.0.0.1'),
    port: portFrom(env, 'MUSTER_PORT', 8080, 65_535),
    temporalPort,
    ...(yesOrNo(env, 'MUSTER_TEMPORAL_UI') && { temporalUiPort: temporalPort + 1000 }),
  };
}

function textFrom(env: NodeJS.ProcessEnv, name: string, fallback: string): string {
  const text = env[name];
  return text === undefined || text === '' ? fallback : text;
}

function portFrom(env: NodeJS.ProcessEnv, name: string, fallback: number, highest: number): number {
  const text = env[name];
  if (text === undefined || text === '') return fallback;
  const port = Number(text);
  if (Number.isInteger(port) && port >= 1 && port <= highest) return port;
  throw new StartRefused(`${name} is "${text}"; it must be a port (a whole number from 1 to ${highest}).`);
}
