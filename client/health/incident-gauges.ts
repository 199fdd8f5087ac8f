/** How many incidents are open or overdue, as metrics for Prometheus? */
import { OPEN_STATUSES } from '../../domain/state/vocabulary';
import type { PinnedPolicy } from '../../workflows/contract';
import type { IncidentClient } from '../incidents/api';
import { knownSeverities } from '../incidents/policies';
import type { IncidentSummary } from '../incidents/runs';
import { withinMs } from './check';
import { Gauge, Registry } from 'prom-client';

/** `new`: no worker has taken it up yet. */
const STATUSES = [...OPEN_STATUSES, 'new'] as const;

/** A scrape may see what was true a few seconds ago: however many scrapes come in that time, Temporal is asked once. */
const KEPT_MS = 5_000;

const LIMIT_MS = 2_000;

/**
 * The open incidents as gauges, in Prometheus' text format. While Temporal does not tell, in time or at all, they are
 * left out and `muster_temporal_reachable` is 0.
 */
export function createIncidentGauges(
  { list }: Pick<IncidentClient, 'list'>,
  policies: () => readonly PinnedPolicy[],
  { keptMs = KEPT_MS, limitMs = LIMIT_MS, now = Date.now } = {},
): () => Promise<string> {
  let known: { at: number; incidents: IncidentSummary[] } | undefined;
  let underWay: Promise<IncidentSummary[] | undefined> | undefined;
  const severities = (): string[] => knownSeverities(policies());

  const ask = async (): Promise<IncidentSummary[] | undefined> => {
    try {
      // What is only practised is not open, and nothing of it is overdue.
      const incidents = (await list({ all: false })).filter(({ drill }) => drill === undefined);
      known = { at: now(), incidents };
      return incidents;
    } catch {
      return undefined;
    } finally {
      underWay = undefined;
    }
  };
  return async () => {
    if (known !== undefined && now() - known.at < keptMs) return gaugesOf(known.incidents, severities(), now());
    underWay ??= ask();
    return gaugesOf(await withinMs(limitMs, underWay), severities(), now());
  };
}

function gaugesOf(incidents: IncidentSummary[] | undefined, severities: string[], at: number): Promise<string> {
  // New each time: what is left out must not stay as it was.
  const registry = new Registry();
  const gauge = (name: string, help: string, labelNames: string[] = []) =>
    new Gauge({ name, help, labelNames, registers: [registry] });
  gauge('muster_temporal_reachable', '1 if Temporal listed the open incidents, else 0').set(incidents ? 1 : 0);
  if (incidents !== undefined) {
    const open = gauge('muster_open_incidents', 'Open incidents', ['severity', 'status']);
    for (const severity of [...severities, 'unknown']) for (const status of STATUSES) open.set({ severity, status }, 0);
    for (const { severity, status } of incidents)
      open.inc({ severity: among(severities, severity, 'unknown'), status: among(STATUSES, status, 'new') });
    gauge('muster_overdue_incidents', 'Open incidents whose next deadline has passed without being processed').set(
      incidents.filter(({ nextDueAt }) => nextDueAt !== undefined && Date.parse(nextDueAt) < at).length,
    );
    gauge('muster_overdue_obligations', 'Overdue obligations of open incidents').set(
      incidents.reduce((sum, { overdue = 0 }) => sum + overdue, 0),
    );
  }
  return registry.metrics();
}

const among = (known: readonly string[], word: string, otherwise: string): string =>
  known.includes(word) ? word : otherwise;
