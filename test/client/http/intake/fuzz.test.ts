import fc from 'fast-check';
import { type Source, SOURCES } from '../../../../client/access/gate';
import { CAPS } from '../../../../client/http/intake/delivery';
import { createHttpServer } from '../../../../client/http/server';
import type { Arrived } from '../../../../client/incidents/api';
import { correlate } from '../../../../client/incidents/correlate';
import { isAlertGroup } from '../../../../domain/acts/validate';
import { fakeIncidents, openDoors, shippedPolicy } from '../../../support/client';
import { mutated, pick, type Random } from '../../../support/mutation';
import { chance } from '../../../support/seed';
import { BODIES, NOW, post } from './deliveries';

const BODIES_IN_ALL = 4_000;

const policies = shippedPolicy();

const ALLOWED = new Set([202, 400, 413, 422]);

const MARK = '…truncated'.length;

function doors() {
  const bugs: unknown[] = [];
  const taken: Arrived[] = [];
  const server = createHttpServer({
    incidents: fakeIncidents({
      alertsArrived: (arrived) => {
        taken.push(arrived);
        return Promise.resolve([{ address: 'a', workflowRunId: 'r' }]);
      },
    }),
    ...openDoors(),
    policies: () => policies,
    now: () => NOW,
    onBug: (bug) => bugs.push(bug),
  });
  return { server, bugs, taken };
}

/** Whatever is let in, a workflow takes: sound, short, and every alert of it. */
function expectSound({ alerts, acceptedAt }: Arrived): void {
  const groups = correlate(policies, { alerts, acceptedAt });
  for (const { group } of groups)
    if (!isAlertGroup(group)) throw new Error(`not sound: ${JSON.stringify(group).slice(0, 500)}`);
  expect(groups.reduce((sum, { group }) => sum + group.alerts.length, 0)).toBe(alerts.length);
  for (const { title, description, labels, annotations } of alerts) {
    expect(title.length).toBeLessThanOrEqual(CAPS.title + MARK);
    for (const text of [description, ...Object.values(labels), ...Object.values(annotations)])
      expect(text.length).toBeLessThanOrEqual(CAPS.annotation + MARK);
  }
}

/** Bytes of a sound body with a few of them changed. */
function torn(random: Random, body: object): Buffer {
  const bytes = Buffer.from(JSON.stringify(body));
  for (let n = 0; n < 1 + random.below(4); n += 1) bytes[random.below(bytes.length)] = random.below(256);
  return random.below(4) === 0 ? bytes.subarray(0, random.below(bytes.length)) : bytes;
}

test(`${BODIES_IN_ALL} mutated bodies over all doors: never a crash, never a 500, and what is taken is sound`, async () => {
  const random = chance('mutated bodies');
  const { server, bugs, taken } = doors();
  const seen = new Map<string, number>();
  for (let n = 0; n < BODIES_IN_ALL; n += 1) {
    const source: Source = SOURCES[n % SOURCES.length] ?? 'alertmanager';
    const body = BODIES[random.below(10) === 0 ? pick(random, SOURCES) : source];
    const payload = random.below(4) === 0 ? torn(random, body) : Buffer.from(JSON.stringify(mutated(random, body)));
    const { statusCode } = await server.inject(post(source, payload));
    if (!ALLOWED.has(statusCode))
      throw new Error(`${source} answered ${statusCode} to ${payload.toString().slice(0, 2_000)}`);
    seen.set(`${source} ${statusCode}`, (seen.get(`${source} ${statusCode}`) ?? 0) + 1);
  }
  console.info(`seed ${random.seed}: ${[...seen].map(([what, times]) => `${what}: ${times}`).join(', ')}`);
  expect(bugs).toEqual([]);
  taken.forEach(expectSound);
  // Mutation that let nothing through would show nothing.
  for (const source of SOURCES) expect(seen.get(`${source} 202`) ?? 0).toBeGreaterThan(50);
  for (const source of SOURCES) expect(seen.get(`${source} 422`) ?? 0).toBeGreaterThan(5);
});

test('whatever JSON comes, it is taken or refused with a reason', async () => {
  const { server, bugs, taken } = doors();
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...SOURCES), fc.json({ maxDepth: 6 }), async (source, body) => {
      const answer = await server.inject(post(source, body));
      expect(ALLOWED.has(answer.statusCode)).toBe(true);
      if (answer.statusCode !== 202) expect(answer.json<{ detail: string }>().detail).toMatch(/\.$/);
    }),
    { numRuns: 1_000 },
  );
  expect(bugs).toEqual([]);
  taken.forEach(expectSound);
});

test('a secret that lies across the place where a text is cut does not show half of it', async () => {
  const { server, taken } = doors();
  const secret = 'postgres://admin:CANARYCANARYCANARY@db.example/orders';
  for (const before of [CAPS.annotation, CAPS.label, CAPS.title])
    for (let shift = 1; shift < secret.length; shift += 5) {
      const text = `${'x'.repeat(before - shift - 1)} ${secret}`;
      const body = { ...BODIES.generic, title: text, component: text, description: text, id: text, service: text };
      await server.inject(post('generic', JSON.stringify(body)));
    }
  expect(taken.length).toBeGreaterThan(20);
  expect(JSON.stringify(taken)).not.toContain('CANARY');
});

describe('a secret that somebody put into an alert', () => {
  const SECRETS_OF_A_KIND = ['xoxb-123456789012-CANARYCANARY', 'https://admin:CANARY@db.example/orders'];
  /** The body with the secret in one text of it. */
  const planted = (secret: string, value: unknown, nth: { left: number }): unknown => {
    if (typeof value === 'string') return (nth.left -= 1) === 0 ? `${value},${secret}` : value;
    if (Array.isArray(value)) return value.map((item: unknown) => planted(secret, item, nth));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, planted(secret, member, nth)]));
  };

  test.each(SOURCES)('%s: does not get through, in whatever field it is', async (source) => {
    const { server, taken } = doors();
    for (let n = 1; n <= 40; n += 1)
      for (const secret of SECRETS_OF_A_KIND)
        await server.inject(post(source, JSON.stringify(planted(secret, BODIES[source], { left: n }))));
    expect(taken.length).toBeGreaterThan(0);
    const kept = JSON.stringify(
      taken.map(({ alerts }) => alerts.map(({ group: _digest, listing: _digests, ...alert }) => alert)),
    );
    expect(kept).not.toContain('CANARY');
    expect(kept).toContain('[redacted]');
  });
});
