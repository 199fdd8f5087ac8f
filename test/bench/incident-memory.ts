/** How much memory of the worker does one open incident take in its cache? */
import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { Product } from '../e2e/product';
import { manyServices } from '../e2e/storms';
import { playStorm } from './storm-round';

const INCIDENTS = 100;

/** Until then the start of all of them is over. */
const AGE_MS = 45_000;

/** In MiB: what the worker's memory has grown by with a hundred P1s, by incident. */
export async function incidentMemory(): Promise<number> {
  const muster = await Product.start();
  try {
    await playStorm(muster, manyServices(5, 'P1', 900));
    const before = workerMemory(muster);
    await playStorm(muster, manyServices(INCIDENTS, 'P1'));
    await pause(AGE_MS);
    return (workerMemory(muster) - before) / INCIDENTS;
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
