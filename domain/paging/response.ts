/**
 * Has anybody answered, and by when must they? A call for an answer begins at the start, with a rise above every severity that
 * was answered, and with a relapse; the first answer ends it.
 */
import type { Policy, Severity } from '../../policy/schema';
import { byAge } from '../ledger/ledger';
import type { Incident, Response } from '../state/incident';
import type { Instant, PersonId, Role } from '../state/vocabulary';
import { isWorse, rulesOf } from '../severity/scale';

/** Whoever did something so shortly before a rise is there, and is not rung by it. */
const JUST_NOW_MS = 120_000;

/** Whether somebody has answered the newest call. */
export const isAnswered = ({ response }: Incident): boolean => response.answered !== undefined;

/** By when someone must have answered the newest call; `undefined` where no response is required. */
export function responseDueAt(policy: Policy, incident: Incident): Instant | undefined {
  const { within } = rulesOf(policy, incident.severity).response;
  return within === null ? undefined : byAge(incident, within, incident.response.since);
}

/** Whether somebody has answered a severity that is as bad: then a rise to this one calls for no answer of its own. */
export const isAnsweredFor = (policy: Policy, { answeredIn }: Incident, severity: Severity): boolean =>
  answeredIn.some((answered) => !isWorse(policy, severity, answered));

/** A new call for an answer. Who brought it about is there already; so is, at a rise, whoever acted just before. */
export function calledForAnswer(
  incident: Incident,
  by: Response['by'],
  cause: PersonId | undefined,
  at: Instant,
): Incident {
  const spared = Object.values(incident.people)
    .filter(
      ({ id, answeredAt = -Infinity }) =>
        id === cause || (by === 'rise' && answeredAt >= at - JUST_NOW_MS / incident.policy.speed),
    )
    .map(({ id }) => id);
  return { ...incident, response: { number: incident.response.number + 1, since: at, by, spared } };
}

/** Since when the matrix calls: since the newest call for an answer, or a clock that is newer. */
export const calledSince = ({ response, clock }: Incident): Instant => Math.max(response.since, clock.since);

/** Whether this person has said that they can't since then. */
export const isOut = ({ people }: Incident, person: PersonId, since: Instant): boolean =>
  (people[person]?.declinedAt ?? -Infinity) >= since;

/**
 * Whether a person who was called at `since` has declined: they are rung no more for that. The matrix calls since the newest call
 * for an answer; where everybody has declined that, all are rung again rather than nobody.
 */
export function hasDeclined(incident: Incident, person: PersonId, since: Instant): boolean {
  if (!isOut(incident, person, since)) return false;
  const { response, contacts, wanted } = incident;
  return (
    response.answered !== undefined ||
    wanted.length > 0 ||
    contacts.some(({ people }) => people.some(({ id }) => !isOut(incident, id, calledSince(incident))))
  );
}

/** Somebody is on it: the first answer ends the repeats. Nobody's own act answers a call that it brought about. */
export function answerGiven(incident: Incident, id: PersonId, roles: Role[], at: Instant): Incident {
  const person = incident.people[id];
  if (person === undefined) return incident;
  const { declinedAt: _declined, ...known } = person;
  const { acknowledgedAt = at, joinedAt = at } = known;
  const { answeredIn, severity, response, clock } = incident;
  const before = (known.answeredAt ?? -Infinity) >= clock.since ? (known.answeredAs ?? []) : [];
  const answeredAs = [...new Set([...before, ...roles])];
  return {
    ...incident,
    people: { ...incident.people, [id]: { ...known, acknowledgedAt, joinedAt, answeredAt: at, answeredAs } },
    response: response.answered === undefined ? { ...response, answered: { by: id, at } } : response,
    answeredIn: answeredIn.includes(severity) ? answeredIn : [...answeredIn, severity],
  };
}
