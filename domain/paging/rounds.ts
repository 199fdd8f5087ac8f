/**
 * Does a page ring again after its person has answered? A provider's incident (PagerDuty) rings until it is acknowledged there;
 * pages added to it later ring for nobody. So a page after an answer begins a new round, with its own incident there.
 */
import type { Policy } from '../../policy/schema';
import type { Effect } from '../state/effects';
import type { EffectRecord, Incident } from '../state/incident';
import type { IncidentPerson, Rounds } from '../state/people';
import type { Instant, PersonId } from '../state/vocabulary';

type Page = Extract<Effect, { do: 'page' }>;

const asksForRounds = ({ delivery }: Policy): boolean => delivery.following.ringsAgain;

/**
 * A page is being sent: it belongs to the open round or begins another one, and its record says which. `before` is the record
 * of its last try.
 */
export function withRound(
  policy: Policy,
  incident: Incident,
  { key, to, kind }: Page,
  at: Instant,
  before?: EffectRecord,
): Incident {
  const person = incident.people[to];
  if (!asksForRounds(policy) || person === undefined) return incident;
  // A withdrawal withdraws what was open when it was first tried, not what began while it waited for its vendor.
  if (kind === 'withdrawal' && before !== undefined) return recordedIn(incident, key, before.round ?? 1);
  const rounds = kind === 'withdrawal' ? withdrawn(person.rounds) : paged(person.rounds, kind, at);
  return rounds === undefined ? incident : recordedIn(withRounds(incident, person, rounds), key, rounds.begun);
}

function recordedIn(incident: Incident, key: string, round: number): Incident {
  const record = incident.effects[key];
  if (record === undefined || round <= 1) return incident;
  return { ...incident, effects: { ...incident.effects, [key]: { ...record, round } } };
}

const withdrawn = (rounds: Rounds | undefined): Rounds | undefined => rounds && { ...rounds, withdrawn: rounds.begun };

function paged(rounds: Rounds | undefined, kind: Page['kind'], at: Instant): Rounds {
  const isNotice = kind === 'notice';
  if (rounds !== undefined && !isOver(rounds, at) && (isNotice || rounds.isQuiet !== true)) return rounds;
  const { isQuiet: _before, ...rest } = rounds ?? { begun: 0 };
  return { ...rest, begun: rest.begun + 1, ...(isNotice && { isQuiet: true }) };
}

/** A message about what a person did at this very instant is no reason to ring for them. */
const isOver = ({ begun, answered, withdrawn: takenBack }: Rounds, at: Instant): boolean =>
  takenBack === begun || (answered?.upTo === begun && at > answered.at);

/** A person who has acknowledged answers their pages so far by anything they do on the incident. */
export function answeredRounds(policy: Policy, incident: Incident, by: PersonId, at: Instant): Incident {
  const person = incident.people[by];
  if (!asksForRounds(policy) || person?.rounds === undefined || person.acknowledgedAt === undefined) return incident;
  return withRounds(incident, person, { ...person.rounds, answered: { upTo: person.rounds.begun, at } });
}

const withRounds = (incident: Incident, person: IncidentPerson, rounds: Rounds): Incident => ({
  ...incident,
  people: { ...incident.people, [person.id]: { ...person, rounds } },
});

/** When a person last answered, and up to which round. Without rounds there is one, and the first answer counts. */
export function answerOf(policy: Policy, person: IncidentPerson): { upTo: number; at: Instant } | undefined {
  if (asksForRounds(policy)) return person.rounds?.answered;
  return person.acknowledgedAt === undefined ? undefined : { upTo: 1, at: person.acknowledgedAt };
}
