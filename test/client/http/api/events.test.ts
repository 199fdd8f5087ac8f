import type { Caller, Gate } from '../../../../client/access/gate';
import { NotAllowed, NotAuthenticated, Unanswered, Unreachable } from '../../../../client/errors';
import { createEventHub, type HubEvent } from '../../../../client/http/api/event-hub';
import { createTimelines, type TimelineEvent } from '../../../../client/http/api/timelines';
import { createHttpServer } from '../../../../client/http/server';
import type { IncidentClient } from '../../../../client/incidents/api';
import type { IncidentSummary } from '../../../../client/incidents/runs';
import { aSummary, aView, fakeIncidents, openDoors } from '../../../support/client';
import { untilTrue } from '../../../support/until';
import { get } from 'node:http';

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
      list: ({ all }) => {
        if (all) return Promise.resolve([aSummary({ id: 'one', open: false, status: 'resolved' })]);
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
    'incident.ended one resolved',
  ]);
});

test('what ended between two looks is told, once, although nobody saw it open', async () => {
  const one = aSummary({ id: 'one' });
  const ended = { open: false, status: 'cancelled' };
  const before = aSummary({ id: 'before', ...ended, endedAt: '2026-01-01T00:00:00Z' });
  // The end may come before the first look.
  const quick = aSummary({ id: 'quick', ...ended, endedAt: '2999-01-01T00:00:00Z' });
  const next = { ...quick, id: 'next' };
  const { heard, over, hub } = hubOf([[before, one, quick], [before, one, quick, next], [one, next], [one]]);
  await over;
  hub.close();
  expect(heard).toEqual([
    'incident.opened one investigating',
    'incident.ended quick cancelled',
    'incident.ended next cancelled',
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

describe('who listens', () => {
  const HEARTBEAT_MS = 15_000;
  beforeEach(() => {
    const real = [
      'setTimeout',
      'clearTimeout',
      'setImmediate',
      'clearImmediate',
      'nextTick',
      'queueMicrotask',
      'Date',
    ] as const;
    jest.useFakeTimers({ doNotFake: [...real, 'performance', 'hrtime'] });
  });
  afterEach(() => jest.useRealTimers());

  /** A server where the gate says what `person` says; each listener's answer begins, and its end can be waited for. */
  async function listening(gate: { person: Gate['person'] }) {
    const server = createHttpServer({
      ...openDoors(),
      gate: { ...openDoors().gate, ...gate },
      incidents: fakeIncidents(),
    });
    const url = await server.listen({ host: '127.0.0.1', port: 0 });
    const listen = (name: string) =>
      new Promise<{ status: number | undefined; ended: Promise<void>; heard: () => string }>((resolve) => {
        get(`${url}/v1/events`, { agent: false, headers: { 'muster-as': name } }, (response) => {
          let text = '';
          response.on('data', (chunk: Buffer) => (text += chunk.toString()));
          const ended = new Promise<void>((end) => response.once('end', end));
          resolve({ status: response.statusCode, ended, heard: () => text });
        });
      });
    return { server, listen };
  }

  const admitted = (person: string): Caller => ({ person, access: 'viewer', proof: 'token abcd' });

  test.each<[string, () => Promise<Caller>]>([
    [
      'a token that was revoked or has expired',
      () => Promise.reject(new NotAuthenticated('Invalid or expired token.')),
    ],
    ['somebody who left the directory', () => Promise.reject(new NotAllowed('grace is not in the directory.'))],
    ['a proof that is now another person’s', () => Promise.resolve(admitted('ada'))],
  ])('at the next heartbeat the stream of %s ends', async (_who, later) => {
    let answer = () => Promise.resolve(admitted('grace'));
    const { server, listen } = await listening({ person: () => answer() });
    const one = await listen('grace');
    await untilTrue('the first event', () => one.heard().includes('incident.opened'));
    jest.advanceTimersByTime(HEARTBEAT_MS);
    await untilTrue('a heartbeat', () => one.heard().includes('still here'));
    answer = later;
    jest.advanceTimersByTime(HEARTBEAT_MS);
    await one.ended;
    await server.close();
  });

  test('while the identity provider is away nobody is cut off', async () => {
    let asked = 0;
    const person = () => {
      asked += 1;
      return asked === 1 ? Promise.resolve(admitted('grace')) : Promise.reject(new Unreachable('No keys.'));
    };
    const { server, listen } = await listening({ person });
    const one = await listen('grace');
    for (let beat = 1; beat <= 2; beat += 1) {
      jest.advanceTimersByTime(HEARTBEAT_MS);
      await untilTrue('a heartbeat', () => one.heard().split('still here').length > beat);
    }
    expect(asked).toBe(3);
    await server.close();
  });

  test('one person has at most 20 streams, and others still get theirs', async () => {
    const person: Gate['person'] = (headers) => Promise.resolve(admitted(String(headers['muster-as'])));
    const { server, listen } = await listening({ person });
    for (let n = 0; n < 20; n += 1) expect((await listen('mallory')).status).toBe(200);
    const refused = await listen('mallory');
    await refused.ended;
    expect([refused.status, refused.heard()]).toEqual([503, expect.stringContaining('You have 20 open event streams')]);
    expect((await listen('grace')).status).toBe(200);
    await server.close();
  });
});

/** A server whose incident is looked up only when the test says so, and one who has asked to follow it. */
async function askedToFollow() {
  let shows = 0;
  let show: () => void = () => undefined;
  const shown = new Promise<void>((resolve) => (show = resolve));
  const server = createHttpServer({
    ...openDoors(),
    incidents: fakeIncidents({
      show: async () => {
        shows += 1;
        await shown;
        return aView({ timeline });
      },
    }),
  });
  let [arrive, gone] = [(): void => undefined, (): void => undefined];
  const arrived = new Promise<void>((resolve) => (arrive = resolve));
  const left = new Promise<void>((resolve) => (gone = resolve));
  server.addHook('preHandler', (_request, reply, done) => {
    reply.raw.once('close', gone);
    arrive();
    done();
  });
  const url = await server.listen({ host: '127.0.0.1', port: 0 });
  const request = get(`${url}/v1/events?incident=x4tm`, { agent: false, headers: { 'muster-as': 'grace' } });
  const answer = new Promise<number | undefined>((resolve) => {
    request.on('response', (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    request.on('error', () => resolve(undefined));
  });
  await arrived;
  return { server, leave: () => request.destroy(), left, show, answer, shows: () => shows };
}

test('one that leaves while its incident is looked up leaves nothing behind', async () => {
  const { server, leave, left, show, answer, shows } = await askedToFollow();
  leave();
  await left;
  show();
  expect(await answer).toBeUndefined();
  await server.close();
  expect(shows()).toBe(1);
});

test('a stop does not wait for one whose incident is just looked up', async () => {
  const { server, show, answer } = await askedToFollow();
  const closed = server.close();
  await untilTrue('the server to stop listening', () => !server.server.listening);
  show();
  await closed;
  expect(await answer).toBe(503);
}, 20_000);

test('while Temporal is away one may begin to follow an incident, and is told what is wrong', async () => {
  const away = () => Promise.reject(new Unreachable('Temporal does not answer.'));
  const { status, text } = await read({ show: away, list: away }, '/v1/events?incident=x4tm', {}, /"incident":"x4tm"/);
  expect(status).toBe(200);
  expect(text).toContain('event: trouble\ndata: {"incident":"x4tm","text":"Temporal does not answer."}');
});

test('a look at the head of the stream does not open it', async () => {
  const server = createHttpServer({ ...openDoors(), incidents: fakeIncidents() });
  const answer = await server.inject({ method: 'HEAD', url: '/v1/events', headers: { 'muster-as': 'grace' } });
  expect(answer.statusCode).toBe(404);
});

test('all who follow one incident are told by the same looks, each what is new to it', async () => {
  const heard: Record<string, string[]> = { first: [], second: [] };
  const line = (event: TimelineEvent) =>
    event.event === 'timeline' ? event.id : `trouble ${event.data.text ?? 'over'}`;
  const looks = [2, new Unanswered('No worker.'), new Unanswered('No worker.'), 3];
  let over: () => void = () => undefined;
  const done = new Promise<void>((resolve) => (over = resolve));
  let changes = 0;
  const timelines = createTimelines(
    {
      mark: () => Promise.resolve(String((changes += 1))),
      show: () => {
        const look = looks.shift();
        if (look instanceof Error) return Promise.reject(look);
        if (look !== undefined) return Promise.resolve(aView({ timeline: timeline.slice(0, look) }));
        over();
        return new Promise(() => undefined);
      },
    },
    1,
  );
  timelines.follow('x4tm', 0, (event) => heard['first']?.push(line(event)));
  timelines.follow('x4tm', 1, (event) => heard['second']?.push(line(event)));
  await done;
  expect(heard).toEqual({
    first: ['seq:1', 'seq:2', 'trouble No worker.', 'trouble over', 'seq:3'],
    second: ['seq:2', 'trouble No worker.', 'trouble over', 'seq:3'],
  });
});

test('an incident that has not changed is not asked again, and tells whoever comes later what is known', async () => {
  const asked: string[] = [];
  let over: () => void = () => undefined;
  const done = new Promise<void>((resolve) => (over = resolve));
  const timelines = createTimelines(
    {
      mark: () => {
        if (asked.push('mark') === 12) over();
        return Promise.resolve('the same');
      },
      show: () => {
        asked.push('show');
        return Promise.resolve(aView({ timeline: timeline.slice(0, 2) }));
      },
    },
    1,
  );
  const heard: string[] = [];
  timelines.follow('x4tm', 1, () => undefined);
  timelines.follow('x4tm', 0, (event) => event.event === 'timeline' && heard.push(event.id));
  await done;
  expect([asked.filter((what) => what === 'show'), heard]).toEqual([['show'], ['seq:1', 'seq:2']]);
});
