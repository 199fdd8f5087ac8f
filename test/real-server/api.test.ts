import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import type { Gate } from '../../client/access/gate';
import { createHttpServer } from '../../client/http/server';
import { createDirectory } from '../../directory/directory';
import type { IncidentView } from '../../domain/view';
import { useSystem } from '../support/system';
import { until, untilTrue } from '../support/until';
import { openDoors } from '../support/client';

const world = useSystem({ speed: 60 });

/** Whoever says who they are may do what a lead may. */
const gate: Gate = {
  person: (headers) => Promise.resolve({ person: String(headers['muster-as']), access: 'lead', proof: 'test' }),
  source: () => Promise.resolve({ verdict: 'not-needed' }),
};

let server: FastifyInstance;
let url: string;
beforeAll(async () => {
  const { home, incidents, pinned } = world.system;
  const directory = createDirectory({ file: join(home, 'directory.yaml') });
  server = createHttpServer({ ...openDoors(), gate, directory, incidents, home, policies: () => [pinned] });
  url = await server.listen({ host: '127.0.0.1', port: 0 });
}, 30_000);
afterAll(() => server.close());

async function says(person: string, path: string, body?: object, key?: string) {
  const response = await fetch(`${url}/v1/incidents${path}`, {
    method: 'POST',
    headers: {
      'muster-as': person,
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(key !== undefined && { 'idempotency-key': key }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return { status: response.status, answer: (await response.json()) as Record<string, string> };
}

const looks = async (path: string) => fetch(`${url}/v1/incidents${path}`, { headers: { 'muster-as': 'vera' } });
const view = async (id: string): Promise<IncidentView> => (await (await looks(`/${id}`)).json()) as IncidentView;
const declares = (title: string, key: string) => says('otto', '', { title, severity: 'P1' }, key);

/** Collects what a stream says from now on; resolves when it has begun. */
async function listen(id: string) {
  const over = new AbortController();
  let text = '';
  const reading = (async () => {
    const stream = await fetch(`${url}/v1/events?incident=${id}`, {
      headers: { 'muster-as': 'vera' },
      signal: over.signal,
    });
    for await (const chunk of stream.body ?? []) text += Buffer.from(chunk as Uint8Array).toString();
  })().catch(() => undefined);
  await untilTrue('the stream', () => text !== '');
  return {
    heard: () => text,
    stop: async () => {
      over.abort();
      await reading;
    },
  };
}

it('carries one incident from its declaration to its end, and tells who listens', async () => {
  const { status, answer } = await declares('Nobody can log in', randomUUID());
  expect(status).toBe(201);
  const id = answer['incidentId'] ?? '';
  const stream = await listen(id);

  expect(await says('otto', `/${id}/acknowledge`)).toMatchObject({
    status: 200,
    answer: { incidentId: id, text: "You're first to acknowledge, so you're the lead." },
  });
  expect((await says('otto', `/${id}/updates`, { text: 'Rolling back', impact: 'no logins' })).status).toBe(200);
  expect(await says('emil', `/${id}/decision`, { choice: 'fix-forward', reason: 'one line' })).toMatchObject({
    status: 200,
    answer: { text: 'Decided: fix forward.' },
  });
  expect((await says('otto', `/${id}/status`, { status: 'mitigating' })).status).toBe(409);
  const resolution = { resolution: 'a line', rootCause: 'a typo', override: 'seen' };
  expect(await says('otto', `/${id}/resolve`, resolution)).toMatchObject({
    status: 200,
    answer: { text: 'Resolved.' },
  });

  const ended = new RegExp(`event: incident\\.ended\\ndata: \\{"id":"${id}".*"status":"resolved"`);
  await untilTrue(stream.heard, () => ended.test(stream.heard()) && stream.heard().includes('"kind":"resolved"'));
  await stream.stop();
  for (const kind of ['opened', 'acknowledged', 'decided', 'resolved'])
    expect(stream.heard()).toContain(`"kind":"${kind}"`);
  const seqs = [...stream.heard().matchAll(/^id: seq:(\d+)$/gm)].map(([, seq]) => Number(seq));
  expect(seqs).toEqual(seqs.map((_, n) => n + 1));

  const { timeline } = (await (await looks(`/${id}/record.json`)).json()) as IncidentView;
  expect(timeline.map(({ seq }) => seq)).toEqual(expect.arrayContaining(seqs));
  expect(new Set(timeline.map(({ seq, kind }) => `${seq} ${kind}`)).size).toBe(timeline.length);
  expect((await says('otto', `/${id}/join`)).status).toBe(409);
});

it('does once what is asked for twenty times at once with one key, and gives each the same answer', async () => {
  const id = (await declares('Slow', randomUUID())).answer['incidentId'] ?? '';
  const key = randomUUID();
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => says('otto', `/${id}/notes`, { text: 'once' }, key)),
  );
  expect(new Set(answers.map(({ status, answer }) => `${status} ${JSON.stringify(answer)}`)).size).toBe(1);
  expect(answers[0]?.status).toBe(200);
  expect((await view(id)).timeline.filter(({ text }) => text === 'once')).toHaveLength(1);
  await says('otto', `/${id}/cancel`, { reason: 'a test' });
});

it('declares one incident for one key, however often, and also while that one ends and after it', async () => {
  const key = randomUUID();
  const declared = await Promise.all(Array.from({ length: 20 }, () => declares('Once', key)));
  const ids = new Set(declared.map(({ answer }) => answer['incidentId']));
  expect([ids.size, new Set(declared.map(({ status }) => status))]).toEqual([1, new Set([201])]);
  const [id = ''] = ids;
  expect((await view(id)).timeline.filter(({ kind }) => /^(opened|declared)/.test(kind))).toHaveLength(1);

  await says('otto', `/${id}/cancel`, { reason: 'a test' });
  const { address } = await view(id);
  // It says its last words just now; what arrives meanwhile would begin the next incident.
  expect((await declares('Once', key)).answer['incidentId']).toBe(id);
  await until('the end', async () =>
    (await world.system.client.workflow.getHandle(address).describe()).status.name === 'RUNNING' ? undefined : true,
  );
  expect((await declares('Once', key)).answer['incidentId']).toBe(id);
  const all = (await world.system.incidents.list({ all: true })).filter((incident) => incident.address === address);
  expect(all.map((incident) => incident.id)).toEqual([id]);
});
