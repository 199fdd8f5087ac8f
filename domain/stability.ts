import type { Policy } from '../policy/schema';
import type { AgendaEntry } from './effects';
import { boundProbes } from './checklist';
import { firingCount, type Incident } from './incident';
import { inCharge, tell } from './updates';

/** What still speaks against calling the service stable. */
export function unstableBecause(policy: Policy, incident: Incident): string[] {
  const failing = boundProbes(policy).filter((probe) => incident.probes[probe]?.passed === false);
  const firing = firingCount(incident);
  return [
    ...failing.map((probe) => `${policy.probes[probe]?.title ?? probe}: ${incident.probes[probe]?.evidence ?? ''}`),
    ...(firing > 0 ? [`${firing} alert${firing === 1 ? '' : 's'} still firing`] : []),
  ];
}

/** The watch after the fix: at its end the lead is asked to resolve. */
export function planStability(policy: Policy, incident: Incident): AgendaEntry[] {
  const rules = policy.severities[incident.severity].stability;
  if (rules === null || incident.status !== 'monitoring') return [];
  const round = incident.counts.relapses + 1;
  if (incident.stableAt !== undefined) return tell(inCharge(incident), `stable:${round}`, 'stable', incident.stableAt);
  return [
    {
      at: incident.statusSince + rules.watchFor,
      effect: { do: 'find-stable', key: `stable-check:${incident.statusSince}` },
    },
  ];
}
