/** How does the demo start, deploy to and watch the service that breaks? */
import { fork } from 'node:child_process';
import { join } from 'node:path';
import axios from 'axios';
import { describeExit, tailOf, takeCharge, withLog } from '../launcher/child';
import { until } from './until';

/** What the example service says of itself. */
export interface ServiceState {
  version: string;
  healthy: boolean;
  reason?: string;
}

/** The example service in a process of its own. */
export interface Service {
  readonly url: string;
  /** Since when it has traffic. */
  readonly since: number;
  deploy(version: string): Promise<void>;
  look(): Promise<ServiceState>;
  stop(): Promise<void>;
}

/** `[5m]` in queries means this many seconds: at a second per minute, five. */
const WINDOW_SECONDS = 5;
const ASK_MS = 5_000;

/** Starts the Release Manager in its good version with traffic on a free port, and resolves when it answers. */
export async function startService(root: string, log: string, signal: AbortSignal): Promise<Service> {
  const script = join(root, 'dist', 'examples', 'release-manager', 'service', 'main.js');
  const env = { ...process.env, PORT: '0', HOST: '127.0.0.1', WINDOW_SECONDS: String(WINDOW_SECONDS) };
  // A group of its own: Ctrl-C is for us, and we end it last. The channel ends it should we be killed.
  const child = withLog(log, (fd) => fork(script, [], { env, detached: true, stdio: ['ignore', fd, fd, 'ipc'] }));
  const handle = await takeCharge(child);
  void handle.exited.then((exit) => void (gone = `${describeExit(exit)}: ${tailOf(log)}`));
  let gone: string | undefined;
  try {
    const url = await until('the example service', signal, () => {
      if (gone !== undefined) throw new Error(`The example service did not start (${gone}).`);
      return Promise.resolve(/ on (http:\S+)/.exec(tailOf(log))?.[1]);
    });
    return { url, since: Date.now(), stop: handle.stop, ...talkingTo(url) };
  } catch (error) {
    await handle.stop();
    throw error;
  }
}

function talkingTo(url: string): Pick<Service, 'deploy' | 'look'> {
  return {
    async deploy(version) {
      await axios.post(`${url}/deploy`, { version }, { timeout: ASK_MS });
    },
    async look() {
      const { status, data } = await axios.get<{ version: string; reason?: string }>(`${url}/health`, {
        timeout: ASK_MS,
        validateStatus: (code) => code === 200 || code === 503,
      });
      const { version, reason } = data;
      return { version, healthy: status === 200, ...(reason !== undefined && { reason }) };
    },
  };
}
