import { createEventHub, type HubEvent } from '../../../client/http/api/event-hub';
import { createHttpServer } from '../../../client/http/server';
import type { IncidentClient } from '../../../client/incidents';
import type { IncidentSummary } from '../../../client/runs';
import { aSummary, aView, fakeIncidents, openDoors } from '../fixtures';

const line = (event: HubEvent): string =>
  event.event === 'trouble'
    ? `trouble ${event.data.text ?? 'over'}`
    : `${event.event} ${event.data.id} ${event.data.status}`;

/** A hub whose looks come one by one, as the test says. */
function hubOf(looks: (IncidentSummary[] | Error)[]) {
  const heard: string[] = [];
  let done: (() => void) | undefined;
  const over = new Promise<void>((resolve) => (done = resolve));
  const hub = createEventHub(
    {
      list: () => {
        const look = looks.shift();
        if (look === undefined) {
          done?.();
          return new Promise(() => undefined);
        }
        return look instanceof Error ? Promise.reject(look) : Promise.resolve(look);
      },
    },
    1,
  );
  hub.listen((event) => heard.push(line(event)));
  return { hub, heard, over };
}

test('what opens, changes and ends is told once', async () => {
  const one = aSummary({ id: 'one' });
  const two = aSummary({ id: 'two' });
  const { heard, over, hub } = hubOf([[one], [one, two], [{ ...one, status: 'monitoring' }, two], [two], [two]]);
  await over;
  hub.close();
  expect(heard).toEqual([
    'incident.opened one investigating',
    'incident.opened two investigating',
    'incident.changed one monitoring',
    'incident.ended one monitoring',
  ]);
});

test('while Temporal is away listeners are told so once, and when it is back', async () => {
  const one = aSummary({ id: 'one' });
  const away = new Error('Temporal does not answer.');
  const { heard, over, hub } = hubOf([[one], away, away, [one]]);
  await over;
  hub.close();
  expect(heard).toEqual(['incident.opened one investigating', 'trouble Temporal does not answer.', 'trouble over']);
});

/** Reads a real stream until something has been said. */
async function read(incidents: Partial<IncidentClient>, path: string, headers: Record<string, string>, until: RegExp) {
  const server = createHttpServer({
    ...openDoors(),
    incidents: fakeIncidents(incidents),
  });
  const url = await server.listen({ host: '127.0.0.1', port: 0 });
  const response = await fetch(`${url}${path}`, { headers: { 'muster-as': 'grace', ...headers } });
  let text = '';
  if (response.body !== null)
    for await (const chunk of response.body) {
      text += Buffer.from(chunk as Uint8Array).toString();
      if (until.test(text)) break;
    }
  // A server that is told to stop ends its streams; a stream that stays open would hang here.
  await server.close();
  return { status: response.status, type: response.headers.get('content-type'), text };
}

const timeline = [1, 2, 3].map((seq) => ({ seq, at: '2026-11-24T03:00:00.000Z', kind: 'note', text: `entry ${seq}` }));
const VIEW = { show: () => Promise.resolve(aView({ timeline })) };

test('a listener begins with what is open, and gets the entries of the incident that it names', async () => {
  const { status, type, text } = await read(VIEW, '/v1/events?incident=x4tm', {}, /entry 3/);
  expect([status, type]).toEqual([200, 'text/event-stream; charset=utf-8']);
  expect(text).toContain('event: incident.opened\ndata: {"id":"release-manager-7f3k2a9q-x4tm"');
  expect(text).toContain('id: seq:3\nevent: timeline\ndata: {"incidentId":"release-manager-7f3k2a9q-x4tm","seq":3');
});

test('one that comes back misses none and gets none twice', async () => {
  const { text } = await read(VIEW, '/v1/events?incident=x4tm', { 'last-event-id': 'seq:2' }, /entry 3/);
  expect(text).not.toContain('entry 2');
});

test('an incident that is not there is refused before the stream begins', async () => {
  const show: IncidentClient['show'] = () => Promise.reject(new Error('gone'));
  expect((await read({ show }, '/v1/events?incident=zzzz', {}, /$/)).status).toBe(500);
});
