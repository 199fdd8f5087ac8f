import { createBundles } from '../../../../activities/adapters/delivery/bundle';
import { createBundleLog } from '../../../../activities/adapters/delivery/bundle-log';
import { createLadder } from '../../../../activities/adapters/delivery/ladder';
import { createOutbox } from '../../../../activities/adapters/outbox';
import { createPagerDuty } from '../../../../activities/adapters/pagerduty/channel';
import type { Pager, PageToSend, Receipt } from '../../../../activities/ports';
import { FakePagerDuty } from '../../../fakes/pagerduty/fake-pagerduty';
import { aHome, aPage } from './setup';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const WITHIN = 5_000;

/** A clock that only the test moves. */
function aClock() {
  let now = 1_000_000;
  let sleepers: { at: number; wake: () => void }[] = [];
  return {
    now: () => now,
    wait: (ms: number) => new Promise<void>((wake) => void sleepers.push({ at: now + ms, wake })),
    /** To the next moment at which somebody wants to be woken. */
    toNext: (): void => {
      now = Math.min(...sleepers.map(({ at }) => at));
      const due = sleepers.filter(({ at }) => at <= now);
      sleepers = sleepers.filter(({ at }) => at > now);
      for (const { wake } of due) wake();
    },
    sleeping: () => sleepers.length,
  };
}

const about = (n: number, changed: Partial<PageToSend> = {}): PageToSend =>
  aPage({
    incidentId: `shop-${n}`,
    key: `page:P1:0m:on-call-engineer:1`,
    subject: `P1 Shop ${n}: down`,
    text: `P1 Shop ${n}: down\nAcknowledge: muster ack shop-${n} --as ingrid`,
    togetherWithin: WITHIN,
    ...changed,
  });

/** Everything that has been asked of a pager so far, and its answer. */
function aRecorder(answer: (page: PageToSend) => Promise<Receipt> = ({ key }) => Promise.resolve({ reference: key })) {
  const rung: { at: number; page: PageToSend }[] = [];
  const clock = aClock();
  const pager: Pager = {
    page: (page) => {
      rung.push({ at: clock.now(), page });
      return answer(page);
    },
  };
  return { rung, clock, pager };
}

/** Once all that needs no clock has been done. */
async function quiet(until: () => boolean): Promise<void> {
  while (!until()) await new Promise(setImmediate);
}

const PEOPLE_AT_ONCE = 500;

test('500 incidents that page one person at once ring them at most once in 5 s, and each page has its own result', async () => {
  const { rung, clock, pager } = aRecorder();
  const home = aHome();
  const outbox = createOutbox({ home, now: clock.now });
  const both: Pager = { page: async (page) => (await pager.page(page), outbox.pager.page(page)) };
  const bundles = createBundles({ pager: both, log: createBundleLog({ home }), now: clock.now, wait: clock.wait });
  const pages = Array.from({ length: PEOPLE_AT_ONCE }, (_, n) => bundles.page(about(n)));
  await quiet(() => clock.sleeping() > 0 && rung.length === 1);
  clock.toNext();
  const receipts = await Promise.all(pages);

  expect(receipts).toHaveLength(PEOPLE_AT_ONCE);
  expect(rung.map(({ at }) => at - (rung[0]?.at ?? 0))).toEqual([0, WITHIN]);
  const [, together] = rung;
  for (let n = 1; n < PEOPLE_AT_ONCE; n += 1) expect(together?.page.text).toContain(`P1 Shop ${n}: down (shop-${n})`);
  const lines = readFileSync(join(home, 'outbox.jsonl'), 'utf8').trim().split('\n');
  const told = lines.map((line) => JSON.parse(line) as { incidentId: string; key: string });
  expect(new Set(told.map(({ incidentId, key }) => `${incidentId} ${key}`)).size).toBe(PEOPLE_AT_ONCE);
});

test('the first page waits for nothing, and neither does that of another person', async () => {
  const { rung, clock, pager } = aRecorder();
  const bundles = createBundles({ pager, log: createBundleLog({ home: aHome() }), ...clock });
  const to = { ...about(2).to, id: 'emil', name: 'Emil' };
  await Promise.all([bundles.page(about(1)), bundles.page(about(2, { to }))]);
  expect(rung.map(({ page }) => page.together)).toEqual([undefined, undefined]);
  expect(clock.sleeping()).toBe(0);
});

test('one page that waited is sent as it is, and names only itself', async () => {
  const { rung, clock, pager } = aRecorder();
  const bundles = createBundles({ pager, log: createBundleLog({ home: aHome() }), ...clock });
  await bundles.page(about(1));
  const second = bundles.page(about(2));
  await quiet(() => clock.sleeping() > 0);
  clock.toNext();
  await second;
  expect(rung[1]?.page).toMatchObject({ incidentId: 'shop-2', subject: 'P1 Shop 2: down' });
  expect(rung[1]?.page.together).toBeUndefined();
});

test.each(['notice', 'withdrawal'] as const)('a %s rings nobody, so it waits for nothing', async (kind) => {
  const { rung, clock, pager } = aRecorder();
  const bundles = createBundles({ pager, log: createBundleLog({ home: aHome() }), ...clock });
  await Promise.all([1, 2, 3].map((n) => bundles.page(about(n, { kind }))));
  expect(rung).toHaveLength(3);
});

test('what is called off while it waits rings nobody', async () => {
  const { rung, clock, pager } = aRecorder();
  const bundles = createBundles({ pager, log: createBundleLog({ home: aHome() }), ...clock });
  await bundles.page(about(1));
  const calledOff = new AbortController();
  const gone = bundles.page(about(2), calledOff.signal);
  const stays = bundles.page(about(3));
  await quiet(() => clock.sleeping() > 0);
  calledOff.abort();
  await expect(gone).rejects.toThrow('called off');
  clock.toNext();
  await stays;
  expect(rung.map(({ page }) => page.incidentId)).toEqual(['shop-1', 'shop-3']);
});

test('a page that failed is no page that may be out: its next try is a first one', async () => {
  let isDown = true;
  const { rung, clock, pager } = aRecorder(({ key }) =>
    isDown ? Promise.reject(new Error('503')) : Promise.resolve({ reference: key }),
  );
  const bundles = createBundles({ pager, log: createBundleLog({ home: aHome() }), ...clock });
  await expect(bundles.page(about(1))).rejects.toThrow('503');
  isDown = false;
  await bundles.page(about(1));
  expect(rung[1]?.page.triedSince).toBeUndefined();
});

test('killed while one message stood for three pages: it is sent once more, the same, whoever is tried again first', async () => {
  const home = aHome();
  const never = new Promise<Receipt>(() => undefined);
  const first = aRecorder(({ together }) => (together === undefined ? Promise.resolve({ reference: 'r' }) : never));
  const before = createBundles({ pager: first.pager, log: createBundleLog({ home }), ...first.clock });
  await before.page(about(0));
  for (const n of [1, 2, 3]) void before.page(about(n));
  await quiet(() => first.clock.sleeping() > 0);
  first.clock.toNext();
  await quiet(() => first.rung.length === 2);

  const next = aRecorder();
  const after = createBundles({ pager: next.pager, log: createBundleLog({ home }), ...next.clock });
  await Promise.all([3, 0, 1, 2].map((n) => after.page(about(n))));
  const [sent, ...more] = next.rung.map(({ page }) => page);
  expect(more).toEqual([]);
  const { triedSince, ...same } = sent ?? {};
  expect(triedSince).toEqual(first.rung[1]?.at);
  const { roles: _roles, to: _to, ...was } = first.rung[1]?.page ?? {};
  expect(same).toMatchObject(was);
});

test('where each page opens an incident of its own, each is opened, in its own words', async () => {
  const fake = await FakePagerDuty.start();
  try {
    const { clock } = aRecorder();
    const options = { routingKeys: { '': fake.routingKey }, eventsUrl: fake.vendor.url };
    const ladder = createLadder({
      channels: [createPagerDuty(options)],
      otherwise: createOutbox({ home: aHome() }).pager,
    });
    const bundles = createBundles({ pager: ladder, log: createBundleLog({ home: aHome() }), ...clock });
    await bundles.page(about(0));
    const pages = [1, 2].map((n) => bundles.page(about(n)));
    await quiet(() => clock.sleeping() > 0);
    clock.toNext();
    await Promise.all(pages);
    expect(fake.incidents.map(({ summary }) => summary)).toEqual([0, 1, 2].map((n) => `P1 Shop ${n}: down`));
  } finally {
    await fake.stop();
  }
});
