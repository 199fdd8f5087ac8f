import { FakeTwilio } from '../fakes/twilio/fake-twilio';
import { alertGroup, arrivedFrom } from '../support/alerts';
import { fromFirstToLast } from '../support/from-first-to-last';
import { System } from '../support/system';
import { until } from '../support/until';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const twilio = fromFirstToLast(
  'Twilio',
  async () => {
    const fake = await FakeTwilio.start();
    return { fake, stop: () => fake.vendor.stop() };
  },
  { startMs: 5_000, stopMs: 5_000 },
);

const OTTO = '+491511111111';

/** Everybody is reached by text message, then by a call. */
function giveNumbers({ home }: System): void {
  const file = join(home, 'directory.yaml');
  const directory = JSON.parse(readFileSync(file, 'utf8')) as { people: { id: string; contactPoints: object[] }[] };
  for (const [n, person] of directory.people.entries()) {
    const address = person.id === 'otto' ? OTTO : `+49152${String(n).padStart(7, '0')}`;
    person.contactPoints = ['sms', 'phone'].map((channel) => ({ channel, address }));
  }
  writeFileSync(file, JSON.stringify(directory));
}

async function aSystem(): Promise<System> {
  const { accountSid, token, from, vendor } = twilio().fake;
  const system = await System.start({
    speed: 1,
    withoutWorker: true,
    env: {
      MUSTER_TWILIO_ACCOUNT_SID: accountSid,
      MUSTER_TWILIO_AUTH_TOKEN: token,
      MUSTER_TWILIO_FROM: from,
      MUSTER_TWILIO_API_URL: vendor.url,
    },
  });
  giveNumbers(system);
  await system.revive();
  return system;
}

const system = fromFirstToLast('system', aSystem, { startMs: 60_000, stopMs: 30_000 });

it.each<[string, (address: string) => Promise<unknown>]>([
  ['before it could tell', () => Promise.resolve()],
  [
    'while it was asked about',
    (address) =>
      until('that it was sent', async () =>
        (await system().state(address)).deliveries
          ?.find(({ to }) => to === 'otto')
          ?.ways.some(({ state }) => state === 'sent')
          ? true
          : undefined,
      ),
  ],
])(
  'a text message whose worker is killed %s goes on by a call within a minute, once',
  async (_of, comesTo) => {
    const { fake } = twilio();
    fake.messages.length = 0;
    fake.calls.length = 0;
    const group = alertGroup('P1');
    await system().incidents.alertsArrived(arrivedFrom(group.firing()));
    const to = OTTO;
    const message = await until('the text message', () => fake.messages.find((one) => one.to === to), { everyMs: 2 });
    const sentAt = Date.now();
    await comesTo(group.address);
    await system().kill('worker');
    Object.assign(message, { status: 'undelivered' });
    await system().revive();
    await until('the call', () => fake.calls.find((call) => call.to === to));
    const tookMs = Date.now() - sentAt;
    console.info(`the call came ${tookMs} ms after the text message`);
    expect(tookMs).toBeLessThan(60_000);
    const told = await until('what the record says', async () => {
      const ways = (await system().state(group.address)).deliveries?.findLast((one) => one.to === 'otto')?.ways ?? [];
      return ways.some(({ channel }) => channel === 'phone') ? ways : undefined;
    });
    expect(told.map(({ channel }) => channel)).toEqual(['SMS', 'phone']);
    expect(told[0]?.state).toMatch(/^failed/);
    const { id } = await system().state(group.address);
    const ofOtto = [
      fake.messages.filter((one) => one.to === to).length,
      fake.calls.filter((call) => call.to === to).length,
    ];
    expect(ofOtto).toEqual([1, 1]);
    await system().incidents.act(id, { person: 'otto', via: 'test' }, { do: 'cancel', reason: 'a test' });
    // With what it has to say at the end, so that the next one finds nothing of it.
    await system().client.workflow.getHandle(group.address).result();
  },
  90_000,
);
