/** What changes with the severity? */
import type { Policy, Severity } from '../../policy/schema';
import { moveDecision } from '../decision/deadline';
import { noted } from '../ledger/timeline';
import { callAll, contacted, isOnlyTold, isWithdrawn } from '../paging/calls';
import { isCalledFor } from '../paging/matrix';
import { calledForAnswer, isAnswered, isAnsweredFor } from '../paging/response';
import type { Clock, Incident } from '../state/incident';
import { effectKey } from '../state/keys';
import type { Instant, PersonId } from '../state/vocabulary';
import { endedWithTicket } from '../status/evolve';
import { changeToTell } from '../updates/changes';
import { isEndedByTicket } from './worst';
import { isWorse, rulesOf } from './scale';

interface Why {
  by: string;
  because: string;
  /** Who raised it here, and so is there. */
  raisedBy?: PersonId;
}

/**
 * The new severity's actions start, and what is done stays done. A rise calls for an answer of its own; a rise from a severity
 * that pages nobody starts the clock. Everyone contacted so far is told; whom the new severity doesn't need, their page is
 * withdrawn.
 */
export function severityChanged(
  policy: Policy,
  incident: Incident,
  severity: Severity,
  at: Instant,
  why: Why,
): Incident {
  const number = incident.counts.severities + 1;
  const known: Incident = {
    ...incident,
    severity,
    severityReasons: [why.because],
    unclassified: false,
    counts: { ...incident.counts, severities: number },
  };
  const isConfirmed = incident.unclassified && !isWorse(policy, severity, incident.severity);
  const next = isConfirmed
    ? confirmed(policy, known, incident.severity, at, why)
    : begun(policy, known, incident.severity, at, why);
  const all = told(policy, next, isConfirmed, at);
  const isAll = isEndedByTicket(policy, all) && all.ticket !== undefined;
  return isAll ? endedWithTicket(all, at) : all;
}

/** Somebody said how bad it really is: that moves no clock. */
function confirmed(policy: Policy, incident: Incident, before: Severity, at: Instant, { by, because }: Why): Incident {
  const { severity, counts } = incident;
  const text =
    severity === before
      ? `Severity ${severity} confirmed`
      : `Severity confirmed as ${severity}, it was taken for ${before}`;
  const kept = rulesOf(policy, severity).decision === null ? moveDecision(policy, incident) : incident;
  const told = { ...kept, confirmed: { number: counts.severities, at } };
  return noted(told, at, { kind: 'severity', text, by, because });
}

/** Another severity begins. */
function begun(policy: Policy, incident: Incident, before: Severity, at: Instant, why: Why): Incident {
  const { by, because, raisedBy } = why;
  const { severity } = incident;
  const isRise = isWorse(policy, severity, before);
  const asks =
    isRise && rulesOf(policy, severity).response.within !== null && !isAnsweredFor(policy, incident, severity);
  const text = `Severity changed from ${before} to ${severity}`;
  const changed = noted(
    {
      ...incident,
      severitySince: at,
      clock: clockOf(policy, incident, before, at),
    },
    at,
    { kind: 'severity', text, by, because },
  );
  const called = asks ? calledForAnswer(changed, 'rise', raisedBy, at) : changed;
  const teamed = rulesOf(policy, severity).team.quorum === 'all' ? teamAsked(called, at, !asks) : called;
  return changeToTell(moveCadence(policy, moveDecision(policy, teamed)), { at, by });
}

/** A rise from a severity that pages nobody starts a clock; a fall to one goes on with the clock that it had. */
function clockOf(policy: Policy, { severity, clock, counts }: Incident, former: Severity, at: Instant): Clock {
  const paged = rulesOf(policy, former).contact.by === 'page';
  const pages = rulesOf(policy, severity).contact.by === 'page';
  if (paged && !pages) return clock.before ?? clock;
  if (paged || !isWorse(policy, severity, former)) return clock;
  return { number: counts.severities + 1, since: at, setAt: at, before: clock };
}

/** The next update is never due before the severity that requires it: if it would be, the cadence starts again. */
function moveCadence(policy: Policy, incident: Incident): Incident {
  const { updates, severitySince } = incident;
  const every = rulesOf(policy, incident.severity).updates?.postAfter ?? 0;
  if (updates.anchorAt + every > severitySince) return incident;
  return { ...incident, updates: { ...updates, anchorAt: severitySince } };
}

/** Each role of the team is asked to join; in a severity that was answered before, the missing ones are rung at once. */
const teamAsked = (incident: Incident, since: Instant, again: boolean): Incident => ({
  ...incident,
  team: { number: incident.team.number + 1, since, again, outAt: {} },
});

/** Whoever was contacted hears of it: a notice, a page where it had been withdrawn, or its withdrawal. */
function told(policy: Policy, incident: Incident, isConfirmed: boolean, at: Instant): Incident {
  const number = incident.counts.severities;
  const people = contacted(incident).filter((id) => !isWithdrawn(incident, id));
  const wanted = new Set(people.filter((id) => isCalledFor(policy, incident, id)));
  const heard = callAll(incident, isConfirmed ? [] : [...wanted], {
    key: (to) => effectKey('severity-notice', { number, to }),
    reason: 'severity-changed',
    kind: 'notice',
    at,
  });
  const rung = callAll(heard, wantedAgain(policy, incident), {
    key: (to) => effectKey('wanted-again', { number, to }),
    reason: 'wanted-again',
    kind: 'page',
    at,
  });
  return callAll(
    calledInEarnest(policy, rung, at),
    people.filter((id) => !wanted.has(id)),
    {
      key: (to) => effectKey('withdrawal', { cause: `severity-${number}`, to }),
      reason: 'withdrawn',
      kind: 'withdrawal',
      at,
    },
  );
}

/** Who was called by name in a severity that rings nobody, and has not answered, is rung once it does. */
function calledInEarnest(policy: Policy, incident: Incident, at: Instant): Incident {
  if (rulesOf(policy, incident.severity).contact.by !== 'page') return incident;
  const number = incident.counts.severities;
  return incident.calls
    .filter((call) => isOnlyTold(incident, call))
    .reduce(
      (next, { to, reason }) =>
        callAll(next, [to], { key: () => effectKey('rung-now', { number, to }), reason, kind: 'page', at }),
      incident,
    );
}

/**
 * Whose page was withdrawn, although a column of this severity had called them. Those whom the first column calls for an answer,
 * or whose role is missing, are rung for that.
 */
function wantedAgain(policy: Policy, incident: Incident): PersonId[] {
  const { severity, clock } = incident;
  if (rulesOf(policy, severity).contact.by !== 'page') return [];
  const columns = incident.contacts.filter(
    (contact) =>
      contact.severity === severity &&
      contact.clock === clock.number &&
      contact.by === 'page' &&
      (contact.rings === undefined || isAnswered(incident)),
  );
  const people = new Set(columns.flatMap((contact) => contact.people.map(({ id }) => id)));
  return [...people].filter((id) => isWithdrawn(incident, id));
}
