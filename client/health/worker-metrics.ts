/** Which metrics does the worker report, and could it be reached at all? */
import { Gauge, Registry } from 'prom-client';

const LIMIT_MS = 1_000;

/** What the worker's own exporter says, with a gauge before it that tells whether it said anything. Never rejects. */
export function createWorkerMetrics(address: string, limitMs = LIMIT_MS): () => Promise<string> {
  return async () => {
    const text = await read(address, limitMs);
    const registry = new Registry();
    const gauge = new Gauge({
      name: 'muster_worker_reachable',
      help: '1 if the worker reported its metrics, else 0',
      registers: [registry],
    });
    gauge.set(text === undefined ? 0 : 1);
    return `${await registry.metrics()}\n${text ?? ''}`;
  };
}

async function read(address: string, limitMs: number): Promise<string | undefined> {
  try {
    const signal = AbortSignal.timeout(limitMs);
    const answer = await fetch(`http://${address}/metrics`, { signal, redirect: 'error' });
    return answer.ok ? await answer.text() : undefined;
  } catch {
    return undefined;
  }
}
