/** Which checklist items are still open, and which tick themselves? */
import type { Policy } from '../../policy/schema';
import { noted } from '../ledger/timeline';
import { relapsed } from '../status/evolve';
import type { Watch } from '../state/effects';
import { type Incident, isOpen } from '../state/incident';
import { watchKey } from '../state/keys';
import type { Instant } from '../state/vocabulary';
import { inert } from '../text/inert';

type Item = Policy['checklists']['immediate']['items'][number];

/** The items that are open before this incident can be resolved. */
export const openItems = (policy: Policy, incident: Incident): Item[] =>
  policy.severities[incident.severity].gated
    ? policy.checklists.immediate.items.filter(({ id }) => incident.checklist[id]?.ticked !== true)
    : [];

/** Probes that tick items of the immediate list. */
export const boundProbes = (policy: Policy): string[] =>
  policy.checklists.immediate.items.flatMap(({ probe }) => (probe === undefined ? [] : [probe]));

/** Which probes are read now: the checklist's from `mitigating` on, the log watch until the end. */
export function watchProbes(policy: Policy, incident: Incident): Watch[] {
  const rules = policy.severities[incident.severity];
  if (!isOpen(incident)) return [];
  const fixing = incident.status === 'mitigating' || incident.status === 'monitoring';
  const probes = [
    ...(fixing && rules.stability !== null ? boundProbes(policy) : []),
    ...(rules.logWatch === null ? [] : [rules.logWatch.probe]),
  ];
  return probes.length === 0
    ? []
    : [{ key: watchKey('probes', { probes: probes.join(',') }), watch: 'probes', probes: [...new Set(probes)] }];
}

export function probeRead(
  policy: Policy,
  incident: Incident,
  probe: string,
  reading: { passed: boolean; evidence: string },
  at: Instant,
): Incident {
  const before = incident.probes[probe];
  const evidence = inert(reading.evidence, 300);
  let next: Incident = {
    ...incident,
    probes: { ...incident.probes, [probe]: { passed: reading.passed, evidence, at } },
  };
  if (before?.passed === reading.passed) return next;
  next = bindItems(policy, next, probe, reading.passed, evidence, at);
  const fails = before?.passed === true && !reading.passed;
  if (fails && next.status === 'monitoring' && boundProbes(policy).includes(probe))
    return relapsed(policy, next, at, evidence);
  const { logWatch } = policy.severities[incident.severity];
  if (logWatch?.probe === probe && !reading.passed) {
    const counts = { ...next.counts, logFailures: next.counts.logFailures + 1 };
    return noted({ ...next, counts }, at, { kind: 'log-watch', text: `Similar errors are back: ${evidence}` });
  }
  return next;
}

/** Items bound to the probe tick themselves with the evidence. If one unticks, the lead is told. */
function bindItems(
  policy: Policy,
  incident: Incident,
  probe: string,
  passed: boolean,
  evidence: string,
  at: Instant,
): Incident {
  let next = incident;
  for (const item of policy.checklists.immediate.items.filter((candidate) => candidate.probe === probe)) {
    const ticked = next.checklist[item.id]?.ticked === true;
    if (ticked === passed) continue;
    next = { ...next, checklist: { ...next.checklist, [item.id]: { ticked: passed, at, by: 'muster', evidence } } };
    next = noted(next, at, {
      kind: passed ? 'ticked' : 'unticked',
      text: `${passed ? '☑' : '☐'} ${item.text}: ${evidence}`,
      by: 'muster',
    });
    if (!passed) next = { ...next, counts: { ...next.counts, unticks: next.counts.unticks + 1 } };
  }
  return next;
}
