/** Which probes are read now, and what does a reading change? */
import type { Policy } from '../../policy/schema';
import { noted } from '../ledger/timeline';
import { relapsed } from '../status/evolve';
import type { Watch } from '../state/effects';
import type { Readings } from '../state/events';
import { type Incident, isOpen } from '../state/incident';
import { watchKey } from '../state/keys';
import type { Instant } from '../state/vocabulary';
import { inert } from '../text/inert';
import { bindItems, boundProbes } from './checklist';
import { readLater } from './verify';
import { isProbed } from './watch';
import { rulesOf } from '../severity/scale';

/** Which probes are read now: the checklist's from `mitigating` on, the log watch until the end. */
export function watchProbes(policy: Policy, incident: Incident): Watch[] {
  const { logWatch } = rulesOf(policy, incident.severity);
  if (!isOpen(incident)) return [];
  const probes = [
    ...(isProbed(policy, incident) ? boundProbes(policy) : []),
    ...(logWatch === null ? [] : [logWatch.probe]),
  ];
  return probes.length === 0
    ? []
    : [{ key: watchKey('probes', { probes: probes.join(',') }), watch: 'probes', probes: [...new Set(probes)] }];
}

/** Takes in one round: what the probes read, and which of them could not be read. */
export function probesRead(policy: Policy, incident: Incident, { readings, unread }: Readings, at: Instant): Incident {
  const isRead = (probe: string): boolean => readings[probe] !== undefined;
  const before = Object.entries(incident.unread).filter(([probe]) => !isRead(probe));
  const now = Object.entries(unread).map(([probe, because]): [string, string] => [probe, inert(because, 300)]);
  const known: Incident = { ...incident, unread: Object.fromEntries([...before, ...now]) };
  return Object.entries(readings).reduce(
    (next, [probe, reading]) => probeRead(policy, next, probe, reading, at),
    known,
  );
}

function probeRead(
  policy: Policy,
  incident: Incident,
  probe: string,
  { passed, evidence: read }: Readings['readings'][string],
  at: Instant,
): Incident {
  const before = incident.probes[probe];
  const reading = { passed, evidence: inert(read, 300), at };
  const known: Incident = { ...incident, probes: { ...incident.probes, [probe]: reading } };
  const next = readLater(bindItems(policy, known, probe, reading, at), probe, passed, at);
  const turned = before?.passed === true && !passed;
  if (turned && next.status === 'monitoring' && boundProbes(policy).includes(probe))
    return relapsed(policy, next, at, reading.evidence);
  const { logWatch } = rulesOf(policy, incident.severity);
  if (logWatch?.probe !== probe || passed || before?.passed === false) return next;
  const counts = { ...next.counts, logFailures: next.counts.logFailures + 1 };
  const text = `Similar errors ${turned ? 'are back' : 'continue'}: ${reading.evidence}`;
  return noted({ ...next, counts }, at, { kind: 'log-watch', text });
}
