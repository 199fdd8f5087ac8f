import type { Policy } from '../policy/schema';
import { relapsed, statusChanged } from './changing';
import { boundProbes } from './checklist';
import { deliveryHeard } from './delivering';
import { reopened } from './deciding';
import type { WatchReport } from './events';
import { isOpen, type Incident, type Instant } from './incident';
import { inert } from './inert';
import { noted } from './timeline';

/** Takes in what a watch saw change. */
export function watchReported(policy: Policy, incident: Incident, report: WatchReport, at: Instant): Incident {
  if (!isOpen(incident)) return incident;
  if (report.of === 'delivery') return deliveryHeard(incident, report, at);
  if (report.of === 'rollback') return rollbackSeen(policy, incident, report, at);
  return Object.entries(report.readings).reduce(
    (next, [probe, reading]) => probeRead(policy, next, probe, reading, at),
    incident,
  );
}

function rollbackSeen(
  policy: Policy,
  incident: Incident,
  { healthy, text }: Extract<WatchReport, { of: 'rollback' }>,
  at: Instant,
): Incident {
  if (incident.rollback?.phase !== 'watching') return incident;
  if (!healthy) return reopened(policy, incident, text, at);
  const done: Incident = { ...incident, rollback: { ...incident.rollback, phase: 'healthy', startedAt: at, text } };
  const told = noted(done, at, {
    kind: 'rollback',
    text: `Rolled back to ${incident.rollback.to ?? 'the version before'}: ${text}`,
  });
  return told.status === 'monitoring'
    ? told
    : statusChanged(told, 'monitoring', at, 'muster', 'the rollback is healthy');
}

function probeRead(
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

/** Items bound to the probe tick themselves with the evidence, and untick with a word to the lead. */
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
