/** How much memory of the worker does one open incident take in its cache? */
import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { Product } from '../e2e/product';
import { manyServices } from '../e2e/storms';
import { playStorm } from './storm-round';

/** The first ones fill what a worker takes for itself whatever it does; by the others is measured. */
const INCIDENTS = { first: 100, then: 150 };

/** Until then the start of all of them is over. */
const AGE_MS = 45_000;

/** In MiB: what the worker's memory grows by with 150 more P1s, by incident. */
export async function incidentMemory(): Promise<number> {
  const muster = await Product.start();
  try {
    await playStorm(muster, manyServices(INCIDENTS.first, 'P1', 500));
    await pause(AGE_MS);
    const before = workerMemory(muster);
    await playStorm(muster, manyServices(INCIDENTS.then, 'P1'));
    await pause(AGE_MS);
    return (workerMemory(muster) - before) / INCIDENTS.then;
  } finally {
    await muster.stop();
  }
}

/** What the system has given to the worker, in MiB. */
function workerMemory(muster: Product): number {
  const worker = muster.child('worker');
  if (worker === undefined) throw new Error('No worker runs');
  const [, kilobytes] = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${worker.pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes) / 1_024;
}
