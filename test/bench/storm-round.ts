import { until } from '../support/until';
import type { Product } from '../e2e/product';
import { type Delivery, sendAll } from '../e2e/sender';
import type { WebhookBody } from '../e2e/storms';

/** What one storm took. */
export interface Round {
  requestsPerSecond: number;
  alertsPerSecond: number;
  /** From the first post to the last first page, in seconds. */
  lastAfter: number;
}

const PAGED_WITHIN_MS = 300_000;

/** Sends a storm at once and waits until each of its incidents has paged. */
export async function playStorm(muster: Product, bodies: WebhookBody[]): Promise<Round> {
  const begunAt = Date.now();
  const deliveries = await sendAll(bodies, { url: muster.intake });
  const seconds = (Math.max(...deliveries.map(({ acceptedAt }) => acceptedAt)) - begunAt) / 1_000;
  const accepted = firstAccepted(deliveries);
  const paged = await until(
    'the first page of every incident',
    () => {
      const pages = firstPages(muster);
      return [...accepted.keys()].every((service) => pages.has(service)) ? pages : undefined;
    },
    { withinMs: PAGED_WITHIN_MS, everyMs: 500 },
  );
  return {
    requestsPerSecond: bodies.length / seconds,
    alertsPerSecond: bodies.reduce((sum, { alerts }) => sum + alerts.length, 0) / seconds,
    lastAfter: (Math.max(...[...accepted.keys()].map((service) => paged.get(service) ?? NaN)) - begunAt) / 1_000,
  };
}

/** When the first alert of each service was accepted. */
function firstAccepted(deliveries: Delivery<WebhookBody>[]): Map<string, number> {
  const first = new Map<string, number>();
  for (const { body, acceptedAt } of deliveries)
    for (const { labels } of body.alerts) {
      const service = labels['service'] ?? '';
      first.set(service, Math.min(first.get(service) ?? Infinity, acceptedAt));
    }
  return first;
}

/** When the first page about each service went out. */
function firstPages(muster: Product): Map<string, number> {
  const first = new Map<string, number>();
  for (const { port, incidentId, at } of muster.lines()) {
    if (port !== 'page') continue;
    // An id is the service's name, the alert group, the run.
    const service = incidentId.replace(/-[^-]+-[^-]+$/, '');
    first.set(service, Math.min(first.get(service) ?? Infinity, Date.parse(at)));
  }
  return first;
}
