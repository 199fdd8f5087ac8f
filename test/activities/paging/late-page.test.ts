import { createBundles } from '../../../activities/adapters/delivery/bundle';
import { createBundleLog } from '../../../activities/adapters/delivery/bundle-log';
import { createLadder } from '../../../activities/adapters/delivery/ladder';
import { createNtfy } from '../../../activities/adapters/ntfy';
import { createLatePageActivities, type LateResult } from '../../../activities/paging/late-page';
import { FakeNtfy } from '../../fakes/ntfy/fake-ntfy';
import { json } from '../../fakes/vendor';
import { aHome } from '../adapters/delivery/setup';
import { MockActivityEnvironment } from '@temporalio/testing';

let fake: FakeNtfy;

beforeEach(async () => {
  fake = await FakeNtfy.start();
});

afterEach(() => fake.stop());

/** A worker with ntfy alone, whose waits last no time: a try follows the one before at once. */
function aWorker(home = aHome()) {
  let now = Date.now();
  const wait = (ms: number): Promise<void> => {
    now += ms;
    return new Promise((done) => void setImmediate(done));
  };
  const ladder = createLadder({
    channels: [createNtfy({ url: fake.vendor.url, token: fake.token })],
    otherwise: { page: ({ key }) => Promise.resolve({ reference: key }) },
    now: () => now,
    wait,
  });
  const pager = createBundles({ pager: ladder, log: createBundleLog({ home }), now: () => now, wait });
  const activities = createLatePageActivities({
    pager,
    directory: {
      person: (id) =>
        Promise.resolve({ id, name: id, contactPoints: [{ channel: 'push', address: `topic-of-${id}` }] }),
      whoIs: () => Promise.resolve({ people: [] }),
    },
  });
  const bring = (incidentId: string, to: string): Promise<LateResult> => {
    const key = `page:P1:0m:cto.${to}:1`;
    const page = { key, kind: 'page' as const, to, roles: ['cto'], subject: `P1 ${incidentId}`, text: 'down' };
    const request = { incidentId, page: { ...page, togetherWithin: 5_000, isLate: true as const }, channels: ['ntfy'] };
    return new MockActivityEnvironment({}).run<[], LateResult, () => Promise<LateResult>>(() =>
      activities.bringPage(request),
    );
  };
  return { bring };
}

const away = json(503, { error: 'away' });

/** Once the vendor has been asked so often since. */
async function asked(times: number): Promise<void> {
  const before = fake.vendor.requests.length;
  while (fake.vendor.requests.length < before + times) await new Promise(setImmediate);
}

test('ten incidents that owe one person a page bring it as one message when the vendor is back, nobody twice', async () => {
  const { bring } = aWorker();
  fake.vendor.goesDown(away);
  const ids = Array.from({ length: 10 }, (_, n) => `shop-${n}`);
  const brought = ids.map((id) => bring(id, 'cleo'));
  await asked(5);
  expect(fake.messages).toEqual([]);
  fake.vendor.comesBack();
  const results = await Promise.all(brought);
  expect(results.every(({ sent }) => sent !== undefined)).toBe(true);
  expect(fake.messages).toHaveLength(1);
});

test('while it is away one person at a time asks the vendor; the others hear that it is back', async () => {
  const { bring } = aWorker();
  fake.vendor.goesDown(away);
  const first = bring('shop-1', 'cleo');
  const others = ['otto', 'vera', 'emil'].map((who) => bring('shop-1', who));
  await asked(4);
  fake.vendor.comesBack();
  const results = await Promise.all([first, ...others]);
  expect(results.filter(({ sent }) => sent !== undefined)).toHaveLength(1);
  expect(fake.messages).toHaveLength(1);
});

test('another worker on the same home goes on, and sends nothing twice', async () => {
  const home = aHome();
  fake.vendor.goesDown(away);
  void aWorker(home)
    .bring('shop-1', 'cleo')
    .catch(() => undefined);
  await asked(2);
  const next = aWorker(home).bring('shop-1', 'cleo');
  fake.vendor.comesBack();
  expect(await next).toMatchObject({ sent: {} });
  expect(fake.messages.length).toBeLessThanOrEqual(2);
});
