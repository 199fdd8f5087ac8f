/** Whom may an incident reach? Everybody whom the policy names; a drill reaches nobody but those who take part. */
import type { AgendaEntry, Effect } from '../state/effects';
import type { EffectOutcome } from '../state/events';
import type { Incident } from '../state/incident';
import type { PersonId } from '../state/vocabulary';

interface Audience {
  drill?: Incident['drill'] | undefined;
}

/** Whether this incident may contact this person. */
export const mayReach = ({ drill }: Audience, person: PersonId): boolean => drill?.includes(person) ?? true;

/** What is planned, without rings to whoever takes no part, whichever rule asks for them. */
export const withinAudience = (incident: Audience, entries: AgendaEntry[]): AgendaEntry[] =>
  incident.drill === undefined
    ? entries
    : entries.filter(({ effect }) => effect.do !== 'page' || mayReach(incident, effect.to));

/** Who reads a post in the place of the channel, where not everybody in the channel may; else whom it names. */
export function readersOf(
  { drill }: Audience,
  { toPeople }: Pick<Extract<Effect, { do: 'post' }>, 'toPeople'>,
): PersonId[] | undefined {
  if (drill === undefined) return toPeople;
  return toPeople === undefined ? drill : toPeople.filter((person) => drill.includes(person));
}

const NOT_SENT: EffectOutcome = {
  of: 'delivered',
  reference: 'drill',
  note: 'drill: nothing leaves those who take part',
};

/**
 * What a drill only pretends: what would be read by others or would change what runs. It counts as done, so that everything
 * after it is practised too. Absent for what really happens.
 */
export function pretended(incident: Audience, effect: Effect): EffectOutcome | undefined {
  if (incident.drill === undefined) return undefined;
  switch (effect.do) {
    case 'post':
      return effect.port === 'mail' || readersOf(incident, effect)?.length === 0 ? NOT_SENT : undefined;
    case 'create-ticket':
    case 'show-statement':
    case 'execute-rollback':
      return NOT_SENT;
    case 'rehearse-rollback':
      return {
        of: 'rehearsed',
        byHand: true,
        to: effect.to ?? 'the version before',
        text: 'this is a drill, so nobody does. Say when you would be done',
      };
    default:
      return undefined;
  }
}
