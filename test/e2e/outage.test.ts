import { setTimeout as pause } from 'node:timers/promises';
import { until, untilTrue } from '../support/until';
import { doubledKeys } from '../support/time-skip-system';
import { useEnds } from './ends';
import { type OwnTemporal, startOwnTemporal } from './own-temporal';
import { Product } from './product';
import { type Answer, type Delivery, sendAll } from './sender';
import { manyAlerts, manyServices, type WebhookBody } from './storms';

const ANSWER_WITHIN_MS = 5_000;
/** Long enough for a client that looks ever more rarely to be half a minute late. */
const AWAY_MS = 30_000;
const SEEN_AGAIN_WITHIN_MS = 8_000;
const LIMITS = { withinMs: 60_000 };

const endLater = useEnds();
let parts: { temporal: OwnTemporal; muster: Product } | undefined;
const world = (): { temporal: OwnTemporal; muster: Product } => {
  if (parts === undefined) throw new Error('The world is there from the first test to the last, not outside of them.');
  return parts;
};
beforeAll(async () => {
  const temporal = await startOwnTemporal();
  endLater(temporal.stop);
  const muster = await Product.start({ temporalAddress: temporal.address });
  endLater(() => muster.stop());
  parts = { temporal, muster };
}, 120_000);

/** What the incident of each service has to have heard of: everything that was answered 202. */
async function expectNothingLost(deliveries: Delivery<WebhookBody>[]): Promise<void> {
  const { muster } = world();
  const accepted = new Map<string, Set<string>>();
  for (const { body } of deliveries)
    for (const { labels, fingerprint } of body.alerts) {
      const service = labels['service'] ?? '';
      accepted.set(service, (accepted.get(service) ?? new Set()).add(`alertmanager:${fingerprint}`));
    }
  const ofThem = (addresses: string[]): string[] =>
    addresses.filter((address) => accepted.has(address.replace(/-[^-]+$/, '')));
  const addresses = await until(
    'an incident of each service',
    async () => {
      const found = ofThem(await muster.openAddresses());
      return found.length >= accepted.size ? found : undefined;
    },
    LIMITS,
  );
  expect(addresses).toHaveLength(accepted.size);
  for (const address of addresses) {
    const expected = [...(accepted.get(address.replace(/-[^-]+$/, '')) ?? [])].sort();
    const heard = await until(
      `all alerts at ${address}`,
      async () => {
        const { alerts } = await muster.state(address);
        return Object.keys(alerts).length >= expected.length ? Object.keys(alerts) : undefined;
      },
      LIMITS,
    );
    expect(heard.sort()).toEqual(expected);
  }
  expect(doubledKeys(muster.lines())).toEqual([]);
}

/** Every request was told "not now" or "yes", in time, and "yes" in the end. */
function expectOnlyNotNow(deliveries: Delivery<WebhookBody>[]): void {
  const answers = deliveries.flatMap((delivery) => delivery.answers);
  expect(answers.filter(({ status }) => status !== 202 && status !== 503)).toEqual([]);
  const notNow = answers.filter(({ status }) => status === 503);
  expect(notNow.length).toBeGreaterThan(0);
  const slowest = Math.max(...notNow.map(({ tookMs }) => tookMs));
  console.info(`${answers.length} answers, ${notNow.length} of them 503, the slowest 503 after ${slowest} ms`);
  expect(slowest).toBeLessThan(ANSWER_WITHIN_MS);
  expect(deliveries.filter(({ answers: own }) => own.at(-1)?.status !== 202)).toEqual([]);
}

it('loses no alert of a storm in which Temporal is killed twice, once for long', async () => {
  const { temporal, muster } = world();
  const bodies = manyAlerts({ services: 30, alertsPerService: 100, alertsPerRequest: 5, severity: 'P2' });
  const answers: (Answer & { at: number })[] = [];
  const storm = sendAll(bodies, {
    url: muster.intake,
    atOnce: 6,
    onAnswer: (answer) => answers.push({ ...answer, at: Date.now() }),
  });
  const told = (status: number, since: number): number =>
    answers.filter((answer) => answer.status === status && answer.at > since).length;
  for (const awayMs of [0, AWAY_MS]) {
    const begun = Date.now();
    await untilTrue('alerts that are taken', () => told(202, begun) >= 40, { ...LIMITS, everyMs: 5 });
    await temporal.kill();
    const killedAt = Date.now();
    await untilTrue('alerts that are refused', () => told(503, killedAt) >= 6, LIMITS);
    await pause(awayMs);
    await temporal.bringBack();
    const backAt = Date.now();
    await untilTrue('alerts that are taken again', () => told(202, backAt) > 0, LIMITS);
    const seenAfterMs = Date.now() - backAt;
    console.info(`away for ${backAt - killedAt} ms, seen again after ${seenAfterMs} ms`);
    expect(seenAfterMs).toBeLessThan(SEEN_AGAIN_WITHIN_MS);
  }
  const deliveries = await storm;
  expectOnlyNotNow(deliveries);
  await expectNothingLost(deliveries);
});

it('says so in time when Temporal hangs, and loses nothing', async () => {
  const { temporal, muster } = world();
  process.kill(temporal.pid(), 'SIGSTOP');
  const answers: Answer[] = [];
  const bodies = manyServices(50, 'P2', 200);
  const storm = sendAll(bodies, { url: muster.intake, onAnswer: (answer) => answers.push(answer) });
  try {
    await untilTrue('an answer to everyone', () => answers.length >= bodies.length, LIMITS);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([503]));
  } finally {
    process.kill(temporal.pid(), 'SIGCONT');
  }
  const deliveries = await storm;
  expectOnlyNotNow(deliveries);
  await expectNothingLost(deliveries);
});
