/** Who gets a message: the channel, the stakeholders, or some people? */
import type { Policy } from '../../policy/schema';
import { rulesOf } from '../severity/scale';
import type { AgendaEntry, MessageName } from '../state/effects';
import type { Incident } from '../state/incident';
import { hasDeclined } from '../paging/response';
import { effectKey } from '../state/keys';
import type { Instant, PersonId } from '../state/vocabulary';

export type Audience = 'channel' | 'stakeholders';

export const portOf = (audience: Audience): 'chat' | 'mail' => (audience === 'channel' ? 'chat' : 'mail');

/** Who got the first notification. */
export const announcedTo = ({ effects }: Incident): Audience[] =>
  (['channel', 'stakeholders'] as const).filter(
    (audience) => effects[effectKey('initial', { port: portOf(audience) })] !== undefined,
  );

/** One post per audience, each with its own key, so that a dead mail server doesn't delay the channel. */
export const postTo = (
  audience: Audience[],
  key: (port: 'chat' | 'mail') => string,
  message: MessageName,
  at: Instant,
): AgendaEntry[] =>
  audience.map((to) => {
    const port = portOf(to);
    return { at, effect: { do: 'post', key: key(port), port, message } };
  });

/** A message to some people, not to a channel. */
export const tell = (people: PersonId[], key: string, message: MessageName, at: Instant): AgendaEntry[] =>
  people.length === 0 ? [] : [{ at, effect: { do: 'post', key, port: 'chat', message, toPeople: people } }];

/** Who is in charge now: the lead, or until there is one whoever stands in by the policy, else the person who was contacted first. */
export function inCharge(policy: Policy, incident: Incident): PersonId[] {
  if (incident.lead !== undefined) return [incident.lead];
  const { response } = incident;
  const called = incident.contacts
    .map(({ people }) => people.filter(({ id }) => !hasDeclined(incident, id, response.since)))
    .find((people) => people.length > 0);
  const { standsIn } = rulesOf(policy, incident.severity).team;
  const stand = called?.find(
    ({ id }) => standsIn !== undefined && incident.people[id]?.roles.includes(standsIn) === true,
  );
  const id = (stand ?? called?.[0])?.id;
  return id === undefined ? [] : [id];
}
