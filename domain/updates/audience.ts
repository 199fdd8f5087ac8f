/** Who gets a message: the channel, the stakeholders, or some people? */
import type { AgendaEntry, MessageName } from '../state/effects';
import type { Incident } from '../state/incident';
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

/** Who is in charge now: the lead, or until there is one, the person who was contacted first. */
export function inCharge(incident: Incident): PersonId[] {
  if (incident.lead !== undefined) return [incident.lead];
  const first = incident.contacts.find(({ people }) => people.length > 0);
  const onCall = first?.people.find(({ roles }) => roles.includes('on-call-engineer') || roles.includes('all-on-call'));
  return first === undefined ? [] : [onCall?.id ?? first.people[0]?.id].filter((id) => id !== undefined);
}
