/** How long does `muster start` take to be ready on a home that has its caches? */
import { Product } from '../e2e/product';

/** In seconds, the second start on one home. */
export async function secondStart(): Promise<number> {
  const muster = await Product.start();
  try {
    await muster.killEverything();
    const begunAt = performance.now();
    await muster.startAgain();
    return (performance.now() - begunAt) / 1_000;
  } finally {
    await muster.stop();
  }
}
