import { closeServer } from '../../../client/http/close';
import { createHttpServer } from '../../../client/http/server';
import type { IncidentClient } from '../../../client/incidents/api';
import { aWebhook, fakeIncidents, openDoors } from '../../support/client';
import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';

async function listening(changed: Partial<IncidentClient> = {}) {
  const server = createHttpServer({ ...openDoors(), incidents: fakeIncidents(changed) });
  await server.listen({ host: '127.0.0.1', port: 0 });
  const { port } = server.server.address() as AddressInfo;
  return { server, port, url: `http://127.0.0.1:${port}/v1/alerts/alertmanager` };
}

/** A connection that the server has, on which this was said. */
async function saying(port: number, said: string) {
  const socket = connect(port, '127.0.0.1');
  socket.resume();
  await once(socket, 'connect');
  await new Promise<void>((resolve) => socket.write(said, () => resolve()));
  // It is cut, or reset if we were about to say more.
  socket.on('error', () => undefined);
  return { cut: new Promise<void>((resolve) => socket.once('close', () => resolve())) };
}

const HALF_A_BODY =
  'POST /v1/alerts/alertmanager HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{';

it.each([
  ['nothing', '', 'connection'],
  ['half a header', 'POST /v1/alerts/alert', 'connection'],
  ['half a body', HALF_A_BODY, 'request'],
])('a client that says %s does not hold up the stop', async (_what, said, known) => {
  const { server, port } = await listening();
  const arrived = once(server.server, known);
  const { cut } = await saying(port, said);
  await arrived;
  await closeServer(server, 50);
  await cut;
});

it('a request under way is answered before the end', async () => {
  let answer: () => void = () => undefined;
  const answering = new Promise<void>((resolve) => (answer = resolve));
  let asked: () => void = () => undefined;
  const isAsked = new Promise<void>((resolve) => (asked = resolve));
  const { server, url } = await listening({
    alertsArrived: async () => {
      asked();
      await answering;
      return [{ address: 'release-manager-7f3k2a9q', workflowRunId: 'run' }];
    },
  });
  const body = JSON.stringify(aWebhook());
  const request = fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  await isAsked;
  const closed = closeServer(server);
  answer();
  expect((await request).status).toBe(202);
  await closed;
});
