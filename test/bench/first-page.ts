/** How long after the alert does the first page go out while nothing else happens, beside one bare activity? */
import axios from 'axios';
import { setTimeout as pause } from 'node:timers/promises';
import { Product } from '../e2e/product';
import { manyServices, type WebhookBody } from '../e2e/storms';
import { until } from '../support/until';
import { startBareActivity } from './bare-activity';
import { quantile } from './figures';

/** Waits in ms: of half of them, and of all but one in twenty. `times`: how many times as long the page takes at the median. */
export interface FirstPage {
  page: { p50: number; p95: number };
  bare: { p50: number; p95: number };
  times: number;
}

const TRIES = 15;

/** Pages to one person within 5 s go together, so the next alert comes after that. */
const APART_MS = 5_500;

/** One alert at a time on a Muster that is warm; before each, the bare activity on the same Temporal. */
export async function firstPage(): Promise<FirstPage> {
  const muster = await Product.start();
  const bare = await startBareActivity(muster.temporalAddress);
  try {
    const waits: { page: number; bare: number }[] = [];
    for (const [n, body] of manyServices(TRIES + 2, 'P1').entries()) {
      const alone = await bare.once();
      const page = await pagedAfter(muster, body);
      // The first two get warm.
      if (n >= 2) waits.push({ page, bare: alone });
      await pause(APART_MS);
    }
    const [pages, bares] = [waits.map(({ page }) => page), waits.map((wait) => wait.bare)];
    const spread = (of: number[]): FirstPage['page'] => ({ p50: quantile(of, 0.5), p95: quantile(of, 0.95) });
    return { page: spread(pages), bare: spread(bares), times: quantile(pages, 0.5) / quantile(bares, 0.5) };
  } finally {
    await bare.stop();
    await muster.stop();
  }
}

async function pagedAfter(muster: Product, body: WebhookBody): Promise<number> {
  const service = body.alerts[0]?.labels['service'] ?? '';
  const sentAt = Date.now();
  await axios.post(muster.intake, body, { proxy: false });
  const first = await until(
    `the page about ${service}`,
    () => muster.lines().find(({ port, incidentId }) => port === 'page' && incidentId.startsWith(`${service}-`)),
    { everyMs: 20 },
  );
  return Date.parse(first.at) - sentAt;
}
