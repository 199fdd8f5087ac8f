/** Which port can a test file use that no other test file gets? */
import { connect, createServer, type Server, type Socket } from 'node:net';

/**
 * A port of the loopback address that nobody else is given for the next minute, so that files which run in parallel
 * can't get the same one.
 *
 * The server side of a connection is closed first, which leaves the port in TIME_WAIT: the system does not hand it out
 * again meanwhile, but a program that names it may listen on it.
 */
export const freePort = (): Promise<number> => reserved();

/** A port whose thousandth follower is free and reserved too: the pair that Temporal and its UI take. */
export async function freePortPair(): Promise<number> {
  for (;;) {
    const port = await reserved();
    if (port + 1000 > 65_535) continue;
    const follower = await reserved(port + 1000).catch(() => undefined);
    if (follower !== undefined) return port;
  }
}

async function reserved(wanted = 0): Promise<number> {
  const server = createServer();
  const port = await listening(server, wanted);
  const client = connect({ port, host: '127.0.0.1' });
  const served = await new Promise<Socket>((resolve, reject) => {
    server.once('connection', resolve);
    client.once('error', reject);
  });
  client.resume();
  const closed = new Promise<void>((resolve) => client.once('close', () => resolve()));
  served.end();
  await closed;
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return port;
}

function listening(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      if (address !== null && typeof address === 'object') resolve(address.port);
    });
  });
}
