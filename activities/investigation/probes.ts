/** What do the probes read now, and has any of them changed? */
import { type Parameters, renderParameters } from '../../policy/parameters';
import type { Probe } from '../../policy/schema';
import { beating } from '../heartbeat';
import type { Ports, ProbeReading } from '../ports';
import type { Metrics } from '../ports/diagnostics';
import { spokenValue } from './units';
import { Context } from '@temporalio/activity';

type Tools = Pick<Ports, 'health' | 'metrics' | 'cluster' | 'database'>;

/** A health check at a high speed of the policy still gets a chance to answer. */
const SHORTEST_CHECK_MS = 1_000;

export interface ProbeWatch {
  probes: Record<string, Probe>;
  parameters: Parameters;
  /** What was read last; the watch ends when a reading differs from it. */
  known: Record<string, boolean>;
  everyMs: number;
  /** Baselines are read from before this instant. */
  startedAt: number;
}

/** Reads one probe. `undefined`: nothing is connected that could read it, or it gave no value, so a person has to look. */
async function read(
  tools: Tools,
  probe: Probe,
  watch: ProbeWatch,
  signal: AbortSignal,
): Promise<ProbeReading | undefined> {
  const { parameters } = watch;
  const names = Object.fromEntries(Object.entries(parameters).map(([name, { value }]) => [name, value]));
  switch (probe.use) {
    case 'http': {
      const within = Math.max(probe.within, SHORTEST_CHECK_MS);
      const { healthy, text } = await tools.health.check(renderParameters(probe.url, parameters), within, signal);
      return { passed: healthy, evidence: `${probe.title}: ${text}` };
    }
    case 'prometheus': {
      const metrics = tools.metrics(parameters);
      return metrics === undefined ? undefined : readMetric(metrics, probe, watch, signal);
    }
    case 'cluster':
      return tools.cluster?.check(probe, names, signal);
    case 'database':
      return tools.database?.check(probe, names, signal);
    case 'suite':
      return undefined; // runs once after the resolution (post-mortem/test-suites.ts)
  }
}

async function readMetric(
  metrics: Metrics,
  probe: Extract<Probe, { use: 'prometheus' }>,
  { parameters, startedAt }: ProbeWatch,
  signal: AbortSignal,
): Promise<ProbeReading | undefined> {
  const query = renderParameters(probe.query, parameters);
  const value = await metrics.query(query, undefined, signal);
  if (value === undefined) return undefined;
  const spoken = (measured: number): string => spokenValue(measured, probe.unit);
  const now = spoken(value);
  if ('under' in probe.pass) {
    const { under } = probe.pass;
    return { passed: value < under, evidence: `${probe.title} ${now} (limit ${spoken(under)})` };
  }
  const { timesBaseline, before } = probe.pass;
  const baseline = await metrics.query(query, startedAt - before, signal);
  if (baseline === undefined) return undefined;
  const limit = baseline * timesBaseline;
  return {
    passed: value <= limit,
    evidence: `${probe.title} ${now} (before the incident ${spoken(baseline)}, limit ${spoken(limit)})`,
  };
}

/** All readings of one round. A probe that can't be read now keeps what was known: no answer is not a failure. */
async function round(tools: Tools, watch: ProbeWatch, signal: AbortSignal): Promise<Record<string, ProbeReading>> {
  const entries = await Promise.all(
    Object.entries(watch.probes).map(async ([id, probe]) => {
      const reading = await read(tools, probe, watch, signal).catch(() => undefined);
      return [id, reading] as const;
    }),
  );
  return Object.fromEntries(entries.flatMap(([id, reading]) => (reading === undefined ? [] : [[id, reading]])));
}

export const createProbingActivities = (tools: Tools) => ({
  /**
   * Watches probes until one of them reads differently from what is known, and answers with the whole round. One long
   * activity with a heartbeat, so that a quiet half hour costs the history nothing.
   */
  watchProbes: (watch: ProbeWatch): Promise<Record<string, ProbeReading>> =>
    beating(async (pause) => {
      const signal = Context.current().cancellationSignal;
      for (let first = Object.keys(watch.known).length === 0; ; first = false) {
        if (!first) await pause(watch.everyMs);
        const readings = await round(tools, watch, signal);
        const changed = Object.entries(readings).some(([id, { passed }]) => watch.known[id] !== passed);
        if (changed) return readings;
      }
    }),
});
