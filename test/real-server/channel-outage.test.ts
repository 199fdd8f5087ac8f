import { FakeNtfy } from '../fakes/ntfy/fake-ntfy';
import { json } from '../fakes/vendor';
import { alertGroup, arrivedFrom } from '../support/alerts';
import { fromFirstToLast } from '../support/from-first-to-last';
import { System } from '../support/system';
import { until } from '../support/until';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const ntfy = fromFirstToLast(
  'ntfy',
  async () => {
    const fake = await FakeNtfy.start();
    return { fake, stop: () => fake.stop() };
  },
  { startMs: 5_000, stopMs: 5_000 },
);

/** Everybody is reached by push messages alone. */
function giveTopics({ home }: System): void {
  const file = join(home, 'directory.yaml');
  const directory = JSON.parse(readFileSync(file, 'utf8')) as { people: { id: string; contactPoints: object[] }[] };
  for (const person of directory.people) person.contactPoints = [{ channel: 'push', address: `topic-of-${person.id}` }];
  writeFileSync(file, JSON.stringify(directory));
}

async function aSystem(): Promise<System> {
  const { vendor, token } = ntfy().fake;
  const env = { MUSTER_NTFY_URL: vendor.url, MUSTER_NTFY_TOKEN: token };
  const system = await System.start({ speed: 1, withoutWorker: true, env });
  giveTopics(system);
  await system.revive();
  return system;
}

const system = fromFirstToLast('system', aSystem, { startMs: 60_000, stopMs: 30_000 });

it.each<[string, () => Promise<void>]>([
  ['the same worker', () => Promise.resolve()],
  [
    'the worker after one that was killed',
    async () => {
      await system().kill('worker');
      await system().revive();
    },
  ],
])(
  'when the only channel is back, %s brings what is owed to each person, once, and nothing that was answered',
  async (_of, between) => {
    const { fake } = ntfy();
    fake.messages.length = 0;
    fake.vendor.goesDown(json(503, { code: 50301, http: 503, error: 'away' }));
    const groups = [alertGroup('P1'), alertGroup('P1')];
    for (const group of groups) await system().incidents.alertsArrived(arrivedFrom(group.firing()));
    const pages = async (address: string, are: string): Promise<true | undefined> => {
      const { effects } = await system().state(address);
      const those = Object.entries(effects).filter(([key, { status }]) => key.startsWith('page:') && status === are);
      return those.length >= 5 ? true : undefined;
    };
    for (const { address } of groups) await until('pages that wait', () => pages(address, 'failed'));
    const [over, open] = groups;
    if (over === undefined || open === undefined) throw new Error('there are two');
    const { id } = await system().state(over.address);
    await system().incidents.act(id, { person: 'otto', via: 'test' }, { do: 'cancel', reason: 'a test' });
    await between();
    const before = fake.vendor.requests.length;
    await until('a try', () => (fake.vendor.requests.length > before + 1 ? true : undefined));
    fake.vendor.comesBack();
    await until('all pages', () => pages(open.address, 'done'));
    const rings = fake.messages.filter(({ priority }) => priority === 5);
    expect(rings.filter(({ message = '', title = '' }) => `${title} ${message}`.includes(id))).toEqual([]);
    const topics = rings.map(({ topic }) => topic);
    expect(new Set(topics).size).toBe(topics.length);
    expect(topics.length).toBeGreaterThanOrEqual(5);
    const still = await system().state(open.address);
    await system().incidents.act(still.id, { person: 'otto', via: 'test' }, { do: 'cancel', reason: 'a test' });
    for (const { address } of groups) await system().client.workflow.getHandle(address).result();
  },
  120_000,
);
