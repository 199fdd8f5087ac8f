/** What changes with the severity? */
import type { Policy, Severity } from '../../policy/schema';
import { moveDecision } from '../decision/deadline';
import { noted } from '../ledger/timeline';
import { callAll, contacted } from '../paging/calls';
import { isCalledFor } from '../paging/matrix';
import type { Incident } from '../state/incident';
import { effectKey } from '../state/keys';
import type { Instant, PersonId } from '../state/vocabulary';
import { endedWithTicket } from '../status/evolve';
import { isEndedByTicket } from './worst';

/**
 * The age stays, the new severity's actions start, and what is done stays done. Everyone contacted so far gets a notice; a
 * person that the new severity doesn't need gets their page withdrawn.
 */
export function severityChanged(
  policy: Policy,
  incident: Incident,
  severity: Severity,
  at: Instant,
  why: { by: string; because: string },
): Incident {
  const number = incident.counts.severities + 1;
  let next: Incident = {
    ...incident,
    severity,
    severitySince: at,
    severityReasons: [why.because],
    unclassified: false,
    counts: { ...incident.counts, severities: number },
  };
  next = noted(next, at, {
    kind: 'severity',
    text: `Severity changed from ${incident.severity} to ${severity}`,
    by: why.by,
    because: why.because,
  });
  next = moveCadence(policy, moveDecision(policy, next));

  const isWanted = (id: PersonId) => isCalledFor(policy, next, id);
  const people = contacted(incident);
  next = callAll(next, people.filter(isWanted), {
    key: (to) => effectKey('severity-notice', { number, to }),
    reason: 'severity-changed',
    kind: 'notice',
    at,
  });
  next = callAll(
    next,
    people.filter((id) => !isWanted(id)),
    {
      key: (to) => effectKey('withdrawal', { cause: `severity-${number}`, to }),
      reason: 'withdrawn',
      kind: 'withdrawal',
      at,
    },
  );
  const isAll = isEndedByTicket(policy, next) && next.ticket !== undefined;
  return isAll ? endedWithTicket(next, at) : next;
}

/** The next update is never due before the severity that requires it: if it would be, the cadence starts again. */
function moveCadence(policy: Policy, incident: Incident): Incident {
  const { updates, severitySince } = incident;
  const every = policy.severities[incident.severity].updates?.postAfter ?? 0;
  if (updates.anchorAt + every > severitySince) return incident;
  return { ...incident, updates: { ...updates, anchorAt: severitySince } };
}
