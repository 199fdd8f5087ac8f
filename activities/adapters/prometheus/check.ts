/** Does Prometheus answer, and does each probe's query have a value? */
import { type Examined, noteFinding, ok, wrong } from '../../../domain/doctor/finding';
import { renderParameters } from '../../../policy/parameters';
import type { Ports } from '../../ports';
import type { IntegrationCheck } from '../../ports/check';
import type { Metrics } from '../../ports/diagnostics';

/** Asks Prometheus for a number that it need not look up, then for the value of each query that a probe depends on. */
export const createMetricsCheck = (metricsOf: Ports['metrics']): IntegrationCheck => ({
  what: 'metrics',
  async examine({ policy, signal }) {
    const { parameters } = policy.investigation;
    const metrics = metricsOf(parameters);
    if (metrics === undefined)
      return [noteFinding('metrics', 'not configured, so probes that need Prometheus stay open')];
    const address = parameters['prometheusUrl']?.value ?? 'Prometheus';
    const unusable = await whyUnusable(metrics, signal);
    if (unusable !== undefined) return [wrong('metrics', `${address}: ${unusable}`)];
    const probes = Object.entries(policy.probes).flatMap(([id, probe]) =>
      probe.use === 'prometheus' ? [{ id, query: renderParameters(probe.query, parameters) }] : [],
    );
    return [
      ok('metrics', `${address} answers`),
      ...(await Promise.all(probes.map((one) => series(metrics, one, signal)))),
    ];
  },
});

/** Why the simplest question has no right answer; nothing where it has. */
async function whyUnusable(metrics: Metrics, signal: AbortSignal): Promise<string | undefined> {
  try {
    const answer = await metrics.query('1', undefined, signal);
    return answer === 1 ? undefined : `the test query 1 returned ${String(answer)}`;
  } catch (error) {
    if (signal.aborted || !(error instanceof Error)) throw error;
    return error.message;
  }
}

async function series(
  metrics: Metrics,
  { id, query }: { id: string; query: string },
  signal: AbortSignal,
): Promise<Examined> {
  const what = `metrics, probe ${id}`;
  try {
    const value = await metrics.query(query, undefined, signal);
    return value === undefined
      ? noteFinding(what, `no value now: no such series, or no traffic. People tick this item by hand. ${query}`)
      : ok(what, `${Number(value.toPrecision(3))}`);
  } catch (error) {
    if (signal.aborted || !(error instanceof Error)) throw error;
    return wrong(what, error.message);
  }
}
