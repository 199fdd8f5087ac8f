/** Which ports are free on this machine? */
import { once } from 'node:events';
import { createServer } from 'node:net';

/** Ports for an HTTP server, a service and Temporal, whose UI listens 1000 above it. */
export async function freePorts() {
  const [http, service] = [await freePort(), await freePort()];
  for (;;) {
    const temporal = await freePort();
    if (temporal < 64_000 && (await isFree(temporal + 1000))) return { http, service, temporal };
  }
}

const isFree = (port) =>
  freePort(port).then(
    () => true,
    () => false,
  );

async function freePort(port = 0) {
  const server = createServer();
  server.listen({ port, host: '127.0.0.1', exclusive: true });
  await once(server, 'listening');
  const { port: found } = server.address();
  server.close();
  await once(server, 'close');
  return found;
}
