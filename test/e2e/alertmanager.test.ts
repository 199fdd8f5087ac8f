import { until, untilTrue } from '../support/until';
import { freePort } from '../support/servers/free-port';
import { doubledKeys, type OutboxLine } from '../support/time-skip-system';
import { type EndLater, useEnds } from './ends';
import { type Monitoring, type Rule, startMonitoring } from './alert-stack';
import { type OwnTemporal, startOwnTemporal } from './own-temporal';
import { Product } from './product';
import { describeWithMonitoring } from './programs';
import { type Shop, startShop, type Trouble } from './shop';

/** A minute of the guide is a second. */
const SPEED = 60;
const SOON = { withinMs: 30_000 };

const rule = (alert: string, part: Trouble, service: string, severity: string): Rule => ({
  alert,
  expr: `shop_broken{part="${part}"} == 1`,
  labels: { service, severity },
  summary: `${service}: ${part} is broken`,
});

const RULES = [
  rule('CheckoutBroken', 'checkout', 'shop', 'P1'),
  rule('StockBroken', 'stock', 'shop', 'P2'),
  rule('MailBroken', 'mail', 'mail', 'P1'),
];

const FIRST_PAGES = [
  'page:P1:0m:all-on-call.olga:1',
  'page:P1:0m:all-on-call.otto:1',
  'page:P1:0m:devops-lead:1',
  'page:P1:0m:engineering-manager:1',
  'page:P1:0m:vp-engineering:1',
];

interface World {
  shop: Shop;
  monitoring: Monitoring;
  muster: Product;
}

/** A shop, Prometheus that watches it, Alertmanager, and Muster behind them. */
async function startWorld(endLater: EndLater, temporalAddress?: string): Promise<World> {
  const [shop, port] = [await startShop(), await freePort()];
  endLater(shop.stop);
  const webhook = `http://127.0.0.1:${port}/v1/alerts/alertmanager`;
  const monitoring = await startMonitoring({ target: shop.url, rules: RULES, webhook });
  endLater(monitoring.stop);
  const assumption = 'The shop of this test.';
  const policy = {
    services: [
      { name: 'shop', title: 'The shop' },
      { name: 'mail', title: 'Mail' },
    ],
    investigation: {
      parameters: {
        healthUrl: { value: `${shop.url}/health`, assumption },
        prometheusUrl: { value: monitoring.prometheusUrl, assumption },
      },
    },
  };
  const muster = await Product.start({
    policy,
    speed: SPEED,
    port,
    ...(temporalAddress !== undefined && { temporalAddress }),
  });
  endLater(() => muster.stop());
  return { shop, monitoring, muster };
}

/** The world of a `describe`, from its first test to its last. */
function useWorld(start: () => Promise<World>): () => World {
  let world: World | undefined;
  beforeAll(async () => {
    world = await start();
  }, 120_000);
  return () => {
    if (world === undefined)
      throw new Error('The world is there from the first test to the last, not outside of them.');
    return world;
  };
}

/** The address of the service's open incident, as soon as there is one. */
const addressOf = (muster: Product, service: string): Promise<string> =>
  until(
    `an incident of ${service}`,
    async () => (await muster.openAddresses()).find((address) => address.startsWith(`${service}-`)),
    SOON,
  );

const firstPages = (lines: OutboxLine[]): string[] =>
  lines.flatMap(({ key }) => (/^page:P1:0m:.*:1$/.test(key) ? [key] : [])).sort();

/** Which repeats of their first page people got. */
const repeats = (lines: OutboxLine[]): number[] =>
  lines.flatMap(({ key }) => (key.startsWith('page:P1:0m:') ? [Number(key.split(':').at(-1))] : []));

const pagesGoOut = (muster: Product, id: string): Promise<void> =>
  untilTrue('the first pages', () => firstPages(muster.lines(id)).length >= FIRST_PAGES.length, SOON);

describeWithMonitoring('Prometheus and Alertmanager', () => {
  const endLater = useEnds();
  const now = useWorld(() => startWorld(endLater));

  it('tell of an outage that goes on through a kill -9 of everything until all alerts are clear', async () => {
    const { shop, muster } = now();

    // A rule fires: an incident opens and the pages go out.
    shop.break('checkout');
    const address = await addressOf(muster, 'shop');
    const { id, alerts, severity } = await muster.state(address);
    expect(severity).toBe('P1');
    expect(Object.values(alerts)).toMatchObject([{ title: 'shop: checkout is broken', firing: true }]);
    await pagesGoOut(muster, id);
    expect(firstPages(muster.lines(id))).toEqual(FIRST_PAGES);

    // Nobody answers, and they repeat; under that fire everything is killed, and started again.
    await untilTrue('a repeat', () => Math.max(...repeats(muster.lines(id))) >= 2, SOON);
    await muster.killEverything();
    const before = muster.lines(id);
    await muster.startAgain();
    const lastBefore = Math.max(...repeats(before));
    await untilTrue('more repeats', () => Math.max(...repeats(muster.lines(id))) >= lastBefore + 2, SOON);
    expect((await muster.state(address)).id).toBe(id);
    expect(firstPages(muster.lines())).toEqual(FIRST_PAGES);
    expect(doubledKeys(muster.lines())).toEqual([]);

    // Meanwhile it has looked into the shop and the real Prometheus by itself.
    const assessment = await until(
      'the first assessment',
      async () => (await muster.state(address)).findings['initial-assessment'],
      SOON,
    );
    expect(assessment.text).toContain('NOT healthy: answered 503 checkout');
    expect(assessment.text).toMatch(/Check error rate: errors \d[\d.]* %/);

    // Somebody takes it; a second rule of the same service is the same incident, although Alertmanager tells of it alone.
    expect(await muster.muster('ack', id, '--as', 'otto')).toMatchObject({ code: 0 });
    shop.break('stock');
    const joined = await until(
      'the second alert in the incident',
      async () => {
        const state = await muster.state(address);
        return Object.keys(state.alerts).length === 2 ? state : undefined;
      },
      SOON,
    );
    expect(joined).toMatchObject({ id, severity: 'P1', lead: 'otto' });
    expect(await muster.openAddresses()).toEqual([address]);

    // It is healed: Alertmanager says so, and the lead is asked whether it is over.
    shop.heal();
    const proposal = await until(
      'the word that all is clear',
      () => muster.lines(id).find(({ key }) => key === 'clear:1'),
      SOON,
    );
    expect(proposal).toMatchObject({ kind: 'ask', to: ['otto'] });
    expect(proposal.text).toContain(`muster status ${id} monitoring`);
    const clear = await muster.state(address);
    expect(clear.timeline).toContainEqual(
      expect.objectContaining({ kind: 'all-clear', text: 'All alerts have cleared' }),
    );
    expect(Object.values(clear.alerts).map(({ firing }) => firing)).toEqual([false, false]);
    expect(await muster.muster('status', id, 'monitoring', 'It is mended.', '--as', 'otto')).toMatchObject({ code: 0 });
    expect((await muster.state(address)).status).toBe('monitoring');
    expect(doubledKeys(muster.lines())).toEqual([]);
  });

  it('open an incident of what began while nothing of Muster ran', async () => {
    const { shop, monitoring, muster } = now();
    await muster.killEverything();
    const { failed } = await monitoring.notifications();
    shop.break('mail');
    await untilTrue('a try that failed', async () => (await monitoring.notifications()).failed > failed, SOON);
    await muster.startAgain();
    const { id } = await muster.state(await addressOf(muster, 'mail'));
    await pagesGoOut(muster, id);
    expect(firstPages(muster.lines(id))).toEqual(FIRST_PAGES);
    expect(doubledKeys(muster.lines())).toEqual([]);
    shop.heal();
  });
});

describeWithMonitoring('Alertmanager, while Temporal is away', () => {
  const endLater = useEnds();
  let temporal: OwnTemporal | undefined;
  const now = useWorld(async () => {
    temporal = await startOwnTemporal();
    endLater(temporal.stop);
    return startWorld(endLater, temporal.address);
  });

  it('is told 503, tries again, and opens the incident when Temporal is back', async () => {
    const { shop, monitoring, muster } = now();
    if (temporal === undefined) throw new Error('There is no Temporal.');
    await temporal.kill();
    shop.break('mail');
    await untilTrue('two tries that failed', async () => (await monitoring.notifications()).failed >= 2, SOON);
    await temporal.bringBack();
    const { id } = await muster.state(await addressOf(muster, 'mail'));
    await pagesGoOut(muster, id);
    expect(firstPages(muster.lines())).toEqual(FIRST_PAGES);
    expect(await muster.openAddresses()).toHaveLength(1);
    const { tried, failed } = await monitoring.notifications();
    expect(tried).toBeGreaterThan(failed);
  });
});
