/** Is the service stable after the fix? */
import type { Policy } from '../../policy/schema';
import { noted } from '../ledger/timeline';
import { relapsed } from '../status/evolve';
import type { AgendaEntry } from '../state/effects';
import { firingCount, type Incident } from '../state/incident';
import { effectKey } from '../state/keys';
import type { Instant } from '../state/vocabulary';
import { inCharge, tell } from '../updates/audience';
import { boundProbes } from './checklist';

/** Why the service can't be called stable yet. */
export function unstableBecause(policy: Policy, incident: Incident): string[] {
  const failing = boundProbes(policy).filter((probe) => incident.probes[probe]?.passed === false);
  const firing = firingCount(incident);
  return [
    ...failing.map((probe) => `${policy.probes[probe]?.title ?? probe}: ${incident.probes[probe]?.evidence ?? ''}`),
    ...(firing > 0 ? [`${firing} alert${firing === 1 ? '' : 's'} still firing`] : []),
  ];
}

/** The stability watch: at its end the lead is asked to resolve. */
export function planStability(policy: Policy, incident: Incident): AgendaEntry[] {
  const rules = policy.severities[incident.severity].stability;
  if (rules === null || incident.status !== 'monitoring') return [];
  const number = incident.counts.relapses + 1;
  if (incident.stableAt !== undefined)
    return tell(inCharge(incident), effectKey('stable', { number }), 'stable', incident.stableAt);
  return [
    {
      at: incident.statusSince + rules.watchFor,
      effect: { do: 'find-stable', key: effectKey('stable-check', { at: incident.statusSince }) },
    },
  ];
}

export function stableFound(policy: Policy, incident: Incident, at: Instant): Incident {
  const against = unstableBecause(policy, incident);
  if (against.length === 0)
    return noted({ ...incident, stableAt: at }, at, { kind: 'stable', text: 'Stable for the whole stability watch' });
  return relapsed(policy, incident, at, `the stability watch ended with problems: ${against.join('; ')}`);
}
