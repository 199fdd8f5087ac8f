/** How many incidents of a storm get their first page a second, beside bare workflows with one activity on the same Temporal? */
import { Product } from '../e2e/product';
import { manyServices } from '../e2e/storms';
import { startBareActivity } from './bare-activity';
import { playStorm } from './storm-round';

/** Of one storm over as many services. `share`: the rate of first pages as a part of the bare one. */
export interface StormBesideBare {
  services: number;
  firstPagesASecond: number;
  bareASecond: number;
  share: number;
  /** When the last incident had its first page, in seconds from the first post. */
  lastAfter: number;
}

/** First as many bare workflows at once, then the storm, on a Muster that is warm. */
export async function stormBesideBare(services: number): Promise<StormBesideBare> {
  const muster = await Product.start();
  const bare = await startBareActivity(muster.temporalAddress);
  try {
    await playStorm(muster, manyServices(5, 'P1', 900));
    const bareASecond = await bare.manyASecond(services);
    const { lastAfter } = await playStorm(muster, manyServices(services, 'P1'));
    const firstPagesASecond = services / lastAfter;
    return { services, firstPagesASecond, bareASecond, share: firstPagesASecond / bareASecond, lastAfter };
  } finally {
    await bare.stop();
    await muster.stop();
  }
}
