/** What do the probes read now, and has any of them changed? */
import { type Parameters, renderParameters } from '../../policy/parameters';
import type { Probe } from '../../policy/schema';
import type { Readings } from '../../domain/state/events';
import { messageOf } from '../../domain/text/message-of';
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
  /** What was read last, and what could not be read; the watch ends when that changes. */
  known: Record<string, boolean>;
  unread: string[];
  everyMs: number;
  /** Baselines are read from before this instant. */
  startedAt: number;
}

type Reading = Pick<ProbeWatch, 'probes' | 'parameters' | 'startedAt'>;

/** One probe that takes longer can't be read: it must not hold up the others. */
const LONGEST_READ_MS = 20_000;

const NOTHING_CONNECTED = 'no integration is connected that could read it';

/** Reads one probe. A text says why it can't be read, so that a person has to look. */
async function read(tools: Tools, probe: Probe, watch: Reading, signal: AbortSignal): Promise<ProbeReading | string> {
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
      return metrics === undefined ? NOTHING_CONNECTED : readMetric(metrics, probe, watch, signal);
    }
    case 'cluster':
      return tools.cluster?.check(probe, names, signal) ?? NOTHING_CONNECTED;
    case 'database':
      return tools.database?.check(probe, names, signal) ?? NOTHING_CONNECTED;
    case 'suite':
      return NOTHING_CONNECTED; // runs once after the resolution (post-mortem/test-suites.ts)
  }
}

async function readMetric(
  metrics: Metrics,
  probe: Extract<Probe, { use: 'prometheus' }>,
  { parameters, startedAt }: Reading,
  signal: AbortSignal,
): Promise<ProbeReading | string> {
  const query = renderParameters(probe.query, parameters);
  const value = await metrics.query(query, undefined, signal);
  if (value === undefined) return 'nothing was measured';
  const spoken = (measured: number): string => spokenValue(measured, probe.unit);
  const now = spoken(value);
  if ('under' in probe.pass) {
    const { under } = probe.pass;
    return { passed: value < under, evidence: `${probe.title} ${now} (limit ${spoken(under)})` };
  }
  const { timesBaseline, before } = probe.pass;
  const baseline = await metrics.query(query, startedAt - before, signal);
  if (baseline === undefined) return "nothing was measured before the incident, so it can't be compared";
  const limit = baseline * timesBaseline;
  return {
    passed: value <= limit,
    evidence: `${probe.title} ${now} (before the incident ${spoken(baseline)}, limit ${spoken(limit)})`,
  };
}

/** All readings of one round. A probe that can't be read now has not failed: it says why it can't. */
async function round(tools: Tools, watch: Reading, signal: AbortSignal): Promise<Readings> {
  const entries = await Promise.all(
    Object.entries(watch.probes).map(async ([id, probe]) => {
      const inTime = AbortSignal.any([signal, AbortSignal.timeout(LONGEST_READ_MS)]);
      return [id, await read(tools, probe, watch, inTime).catch(messageOf)] as const;
    }),
  );
  const readings = entries.flatMap(([id, said]) => (typeof said === 'string' ? [] : [[id, said] as const]));
  const unread = entries.flatMap(([id, said]) => (typeof said === 'string' ? [[id, said] as const] : []));
  return { readings: Object.fromEntries(readings), unread: Object.fromEntries(unread) };
}

const isNews = ({ known, unread }: ProbeWatch, now: Readings): boolean =>
  Object.entries(now.readings).some(([id, { passed }]) => known[id] !== passed || unread.includes(id)) ||
  Object.keys(now.unread).some((id) => !unread.includes(id));

export const createProbingActivities = (tools: Tools) => ({
  /**
   * Watches probes until one of them reads differently from what is known, or can or can't be read, and answers with the whole round. One long
   * activity with a heartbeat, so that a quiet half hour costs the history nothing.
   */
  watchProbes: (watch: ProbeWatch): Promise<Readings> =>
    beating(async (pause) => {
      const signal = Context.current().cancellationSignal;
      for (let first = Object.keys(watch.known).length + watch.unread.length === 0; ; first = false) {
        if (!first) await pause(watch.everyMs);
        const now = await round(tools, watch, signal);
        if (isNews(watch, now)) return now;
      }
    }),

  /** Reads probes once: what they say at the end of the stability watch. */
  readProbes: (reading: Reading): Promise<Readings> => round(tools, reading, Context.current().cancellationSignal),
});
