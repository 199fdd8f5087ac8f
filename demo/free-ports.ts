/** Which free ports can the demo use next to another running system? */
import { createServer } from 'node:net';

/** Ports for a system of its own; Temporal's UI is 1000 above Temporal. */
export interface FreePorts {
  readonly http: number;
  readonly temporal: number;
}

const UI_ABOVE = 1000;
const HIGHEST = 65_535 - UI_ABOVE;

/** Ports of the loopback address on which nobody listens now, so that the play runs beside any other system. */
export async function freePorts(): Promise<FreePorts> {
  const http = await anyFree();
  for (let tries = 0; tries < 50; tries += 1) {
    const temporal = await anyFree();
    const isDistinct = temporal !== http && temporal + UI_ABOVE !== http;
    if (temporal <= HIGHEST && isDistinct && (await isFree(temporal + UI_ABOVE))) return { http, temporal };
  }
  throw new Error('Found no two free ports 1000 apart on 127.0.0.1.');
}

const anyFree = (): Promise<number> => listenOnce(0);

const isFree = (port: number): Promise<boolean> =>
  listenOnce(port).then(
    () => true,
    () => false,
  );

function listenOnce(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : port));
    });
  });
}
