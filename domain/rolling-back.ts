import type { Policy } from '../policy/schema';
import { reopened } from './deciding';
import type { Outcome } from './events';
import type { Incident, Instant, Rollback } from './incident';
import { noted } from './timeline';

/** A rollback comes to another phase; the timeline says so. */
export function inPhase(incident: Incident, change: Partial<Rollback>, at: Instant, text: string): Incident {
  if (incident.rollback === undefined) return incident;
  const rollback = { ...incident.rollback, ...change, startedAt: at, text };
  return noted({ ...incident, rollback }, at, { kind: 'rollback', text });
}

/** The dry run went well: the order is next, by Muster or by a person. */
export function rehearsed(
  incident: Incident,
  { from, to, text, byHand }: Extract<Outcome, { of: 'rehearsed' }>,
  at: Instant,
): Incident {
  const target = { to, ...(from !== undefined && { from }) };
  if (byHand)
    return inPhase(incident, { ...target, phase: 'by-hand' }, at, `A person has to roll back to ${to}: ${text}`);
  return inPhase(incident, { ...target, phase: 'executing' }, at, `Dry run of the rollback to ${to}: ${text}`);
}

/** Nobody knows whether the order was carried out, so what runs now decides; it is never given twice. */
export function readBack(policy: Policy, incident: Incident, current: string, at: Instant): Incident {
  const { rollback } = incident;
  if (rollback === undefined) return incident;
  if (current === rollback.to)
    return inPhase(incident, { phase: 'watching' }, at, `Read back: ${current} runs, so the rollback did happen`);
  const because =
    current === rollback.from
      ? `read back: still on ${current}`
      : `read back: ${current} runs, which is neither the old nor the target version; somebody else has moved it`;
  return reopened(policy, incident, because, at);
}
