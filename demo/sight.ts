/** What can be seen of the demo at one moment? */
import type { IncidentView } from '../domain/view';
import type { PostMortemView } from '../domain/post-mortem/view';
import { readKey } from '../domain/state/keys';
import type { IsMeant } from './calls';
import type { SentMessage } from './messages';
import type { ServiceState } from './service';
import type { Outage } from './system';

/** Everything that can be seen of the play at one moment. */
export interface Sight {
  readonly now: number;
  /** How long the service has had traffic. */
  readonly servingMs: number;
  readonly service: ServiceState;
  /** Everything that has gone out, to vendors and into the outbox. */
  readonly sent: readonly SentMessage[];
  /** Absent before the alert. */
  readonly incident?: IncidentView;
  readonly postMortem?: PostMortemView;
  readonly isPostMortemComplete: boolean;
  readonly outage?: Outage;
  /** Why the incident could not be read just now; what is shown is from before. */
  readonly trouble?: string;
}

/** Instants of the incident, on the real clock. */
export const startedAt = ({ incident }: Sight): number | undefined =>
  incident === undefined ? undefined : Date.parse(incident.startedAt);

/** Whether a message with such a key has gone out. */
export const isSent = ({ sent }: Pick<Sight, 'sent'>, isIt: IsMeant): boolean =>
  sent.some(({ key }) => isIt(readKey(key)));

/** Whether the timeline has such an entry. */
export const isTold = ({ incident, postMortem }: Sight, kind: string, text = /./): boolean =>
  [...(incident?.timeline ?? []), ...(postMortem?.timeline ?? [])].some(
    (entry) => entry.kind === kind && text.test(entry.text),
  );

/** The person who holds a role and was called to this incident. */
export function holderOf(incident: IncidentView, role: string): IncidentView['people'][number] {
  const holder = incident.people.find(({ roles }) => roles.includes(role));
  if (holder === undefined) throw new Error(`Nobody on ${incident.id} has the role ${role}.`);
  return holder;
}
