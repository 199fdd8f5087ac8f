/** How does a test file get a real Temporal server of its own? */
import '../quiet-temporal';
import { retries } from '../../../launcher/retries';
import { obtainTemporal } from '../../../launcher/temporal-binary';
import { startTemporal, type TemporalHandle } from '../../../launcher/temporal-server';
import { freePort } from './free-port';
import { Client, Connection } from '@temporalio/client';
import { NativeConnection } from '@temporalio/worker';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A real Temporal server of one test file. Its parts exist from the first test on. */
export interface RealTemporal {
  readonly address: string;
  readonly client: Client;
  readonly connection: Connection;
  /** For `Worker.create`. */
  readonly nativeConnection: NativeConnection;
  readonly server: TemporalHandle;
  /** Ends the server as a power cut would, and starts it again on the same database and port. */
  readonly killAndRestart: () => Promise<void>;
}

const quiet = (): void => undefined;

/**
 * Gives a test file a real server with the product's own settings and search attributes, started before its first test
 * and ended after its last. Call it once, at the top of the file or of a `describe`.
 */
export function useTemporal(): RealTemporal {
  let parts: Parts | undefined;
  beforeAll(async () => {
    parts = await startParts();
  }, 60_000);
  afterAll(async () => {
    await parts?.end();
  }, 30_000);
  const now = (): Parts => {
    if (!parts) throw new Error('The server runs from the first test to the last, not outside of them.');
    return parts;
  };
  return {
    get address() {
      return now().server.address;
    },
    get client() {
      return now().client;
    },
    get connection() {
      return now().connection;
    },
    get nativeConnection() {
      return now().nativeConnection;
    },
    get server() {
      return now().server;
    },
    killAndRestart: () => now().killAndRestart(),
  };
}

interface Parts extends Omit<RealTemporal, 'address' | 'server'> {
  server: TemporalHandle;
  readonly end: () => Promise<void>;
}

async function startParts(): Promise<Parts> {
  const home = mkdtempSync(join(tmpdir(), 'muster-temporal-'));
  const binary = await obtainTemporal({ say: quiet });
  const port = await freePort();
  const start = (): Promise<TemporalHandle> => startTemporal({ binary, home, port });
  const server = await start();
  const connection = await Connection.connect({ address: server.address, interceptors: retries() });
  const nativeConnection = await NativeConnection.connect({ address: server.address });
  const parts: Parts = {
    server,
    connection,
    nativeConnection,
    client: new Client({ connection }),
    killAndRestart: async () => {
      process.kill(parts.server.pid, 'SIGKILL');
      await parts.server.exited;
      parts.server = await start();
    },
    end: async () => {
      await connection.close();
      await nativeConnection.close();
      await parts.server.stop();
      rmSync(home, { recursive: true, force: true });
    },
  };
  return parts;
}
