import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { obtainTemporal } from '../../launcher/temporal-binary';
import { startTemporal } from '../../launcher/temporal-server';
import { freePort } from '../support/servers/free-port';

/** A Temporal that is not Muster's to start: it is away for as long as the test wants. */
export interface OwnTemporal {
  readonly address: string;
  readonly pid: () => number;
  /** Ends it as a power cut would; resolves when it is gone. */
  readonly kill: () => Promise<void>;
  /** Brings it back with what it had; resolves when it answers. */
  readonly bringBack: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

export async function startOwnTemporal(): Promise<OwnTemporal> {
  const home = mkdtempSync(join(tmpdir(), 'muster-own-temporal-'));
  const [binary, port] = [await obtainTemporal({ say: () => undefined }), await freePort()];
  let server = await startTemporal({ binary, home, port });
  return {
    address: server.address,
    pid: () => server.pid,
    kill: async () => {
      process.kill(server.pid, 'SIGKILL');
      await server.exited;
    },
    bringBack: async () => {
      server = await startTemporal({ binary, home, port });
    },
    stop: async () => {
      await server.stop();
      rmSync(home, { recursive: true, force: true });
    },
  };
}
