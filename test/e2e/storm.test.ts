import { until, untilTrue } from '../support/until';
import { doubledKeys } from '../support/time-skip-system';
import { useEnds } from './ends';
import { Product } from './product';
import { type Delivery, sendAll } from './sender';
import { manyAlerts, manyServices, sameAlert, serviceName, type WebhookBody } from './storms';

const FIRST_P1_PAGES = [
  'page:P1:0m:all-on-call.olga:1',
  'page:P1:0m:all-on-call.otto:1',
  'page:P1:0m:devops-lead:1',
  'page:P1:0m:engineering-manager:1',
  'page:P1:0m:vp-engineering:1',
];
const FIRST_P2_PAGES = ['page:P2:0m:engineering-manager:1', 'page:P2:0m:on-call-engineer:1'];
const LIMITS = { withinMs: 200_000, everyMs: 250 };

const endLater = useEnds();
let started: Product | undefined;
const muster = (): Product => {
  if (started === undefined) throw new Error('Muster runs from the first test to the last, not outside of them.');
  return started;
};
beforeAll(async () => {
  const product = await Product.start();
  endLater(() => product.stop());
  started = product;
}, 120_000);

/** Sends all of them at the same time, each until it is accepted; whoever is told anything but "not now" fails. */
async function storm(bodies: WebhookBody[]): Promise<void> {
  const deliveries = await sendAll(bodies, { url: muster().intake });
  const told = new Set(deliveries.flatMap(({ answers }) => answers.map(({ status }) => status)));
  expect([...told].filter((status) => status !== 202 && status !== 503)).toEqual([]);
  console.info(`${bodies.length} requests: ${summary(deliveries)}`);
}

function summary(deliveries: Delivery<WebhookBody>[]): string {
  const tookMs = Math.max(...deliveries.map(({ acceptedAt }) => acceptedAt)) - (deliveries[0]?.sentAt ?? 0);
  const again = deliveries.filter(({ answers }) => answers.length > 1).length;
  return `all accepted after ${tookMs} ms, ${again} of them not at the first try`;
}

/** The open incidents of these services, by service; there are no others of them. */
async function incidentsOf(services: string[]): Promise<Map<string, string>> {
  const ofThem = (addresses: string[]): string[] =>
    addresses.filter((address) => services.some((service) => address.startsWith(`${service}-`)));
  // Temporal's list is a moment behind, so that it is complete when it has as many as there have to be.
  const addresses = await until(
    'the list of the incidents',
    async () => {
      const found = ofThem(await muster().openAddresses());
      return found.length >= services.length ? found : undefined;
    },
    LIMITS,
  );
  expect(addresses.map((address) => address.replace(/-[^-]+$/, '')).sort()).toEqual([...services].sort());
  return new Map(services.map((service) => [service, addresses.find((it) => it.startsWith(`${service}-`)) ?? '']));
}

/** The first pages of each incident, by the address at which it lives. */
function firstPages(): Map<string, string[]> {
  const pages = new Map<string, string[]>();
  for (const { key, incidentId } of muster().lines()) {
    if (!/^page:P\d:0m:.*:1$/.test(key)) continue;
    const address = incidentId.replace(/-[^-]+$/, '');
    pages.set(address, [...(pages.get(address) ?? []), key].sort());
  }
  return pages;
}

const allPaged = (addresses: string[], expected: string[]): Promise<void> =>
  untilTrue(
    () => `the first pages of every incident; so far ${firstPages().size} have some`,
    () => {
      const pages = firstPages();
      return addresses.every((address) => (pages.get(address)?.length ?? 0) >= expected.length);
    },
    LIMITS,
  );

function expectPages(addresses: string[], expected: string[]): void {
  const pages = firstPages();
  for (const address of addresses) expect([address, pages.get(address)]).toEqual([address, expected]);
  expect(doubledKeys(muster().lines())).toEqual([]);
}

const names = (count: number, from: number): string[] => Array.from({ length: count }, (_, n) => serviceName(from + n));

const fingerprintsOf = (bodies: WebhookBody[], service: string): string[] => [
  ...new Set(
    bodies.flatMap(({ alerts }) =>
      alerts
        .filter(({ labels }) => labels['service'] === service)
        .map(({ fingerprint }) => `alertmanager:${fingerprint}`),
    ),
  ),
];

/** Large ones are for `npm run bench`; what goes wrong in a storm goes wrong in these. */
it('makes one incident and one set of pages of the same alert two hundred times at once', async () => {
  await storm(sameAlert(200, 'P1', 900));
  const incidents = await incidentsOf([serviceName(900)]);
  await allPaged([...incidents.values()], FIRST_P1_PAGES);
  expectPages([...incidents.values()], FIRST_P1_PAGES);
  for (const address of incidents.values())
    expect(Object.keys((await muster().state(address)).alerts)).toEqual([`alertmanager:${serviceName(900)}-0`]);
});

it('makes twenty incidents of a thousand alerts of twenty services, and counts every alert', async () => {
  const bodies = manyAlerts({ services: 20, alertsPerService: 50, alertsPerRequest: 25, severity: 'P1', from: 800 });
  expect(new Set(bodies.flatMap(({ alerts }) => alerts.map(({ fingerprint }) => fingerprint))).size).toBe(1_000);
  await storm(bodies);
  const incidents = await incidentsOf(names(20, 800));
  await allPaged([...incidents.values()], FIRST_P1_PAGES);
  expectPages([...incidents.values()], FIRST_P1_PAGES);
  for (const [service, address] of incidents) {
    const heard = await until(
      `every alert of ${service}`,
      async () => {
        const { alerts } = await muster().state(address);
        return Object.keys(alerts).length >= 50 ? Object.keys(alerts) : undefined;
      },
      LIMITS,
    );
    expect(heard.sort()).toEqual(fingerprintsOf(bodies, service).sort());
  }
});

it('makes a hundred incidents of a hundred services at once, each with its first pages', async () => {
  await storm(manyServices(100, 'P2', 0));
  const incidents = await incidentsOf(names(100, 0));
  await allPaged([...incidents.values()], FIRST_P2_PAGES);
  expectPages([...incidents.values()], FIRST_P2_PAGES);
}, 300_000);
