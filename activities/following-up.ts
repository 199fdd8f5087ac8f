import { Context } from '@temporalio/activity';
import type { Incident, Instant, PersonId, Role, TimelineEntry } from '../domain/incident';
import { draftPostMortem, writeTimeline } from '../domain/post-mortem-draft';
import type { Calendar, Policy } from '../policy/schema';
import { classed } from './failures';
import { isClosed } from './item-tickets';
import type { Ports, Receipt } from './ports';

export interface Reminder {
  incidentId: string;
  key: string;
  to: PersonId[];
  /** Roles whose holders at `at` are reminded as well. */
  roles: Role[];
  at: Instant;
  subject: string;
  text: string;
  /** Where it goes when nobody is found. */
  channel: string;
  /** The ticket of the item that this is about: where it is closed, nobody is reminded. */
  ticket?: string;
}

type FollowUpPorts = Pick<Ports, 'records' | 'businessCalendar' | 'chat' | 'directory' | 'tickets'>;

export const createFollowUpActivities = ({ records, businessCalendar, chat, directory, tickets }: FollowUpPorts) => ({
  /** Writes the post-mortem's draft and the readable timeline beside the record; answers where the draft is. */
  draftPostMortem: ({ policy, incident }: { policy: Policy; incident: Incident }): Promise<{ path: string }> =>
    classed(async () => {
      await records.append(incident.id, incident.timeline);
      const story = (await records.read(incident.id)) as TimelineEntry[];
      await records.keep(incident.id, 'timeline.md', writeTimeline(incident, story));
      return { path: await records.keep(incident.id, 'post-mortem.md', draftPostMortem(policy, incident, story)) };
    }),

  /** A time for the meeting: in business hours where there is a slot, in any case before the deadline. */
  findSlot: (request: { calendar: Calendar; after: Instant; soonBy: Instant; latestBy: Instant; lastsMs: number }) =>
    classed(() => businessCalendar(request.calendar).meetingSlot(request)),

  /** Reminds people and the holders of roles, each once; nobody where the ticket that it is about is closed. */
  remind: ({
    incidentId,
    key,
    to,
    roles,
    at,
    subject,
    text,
    channel,
    ticket,
  }: Reminder): Promise<Receipt & { closed?: true }> =>
    classed(async () => {
      if (ticket !== undefined && (await isClosed(tickets, ticket, Context.current().cancellationSignal)))
        return { reference: ticket, closed: true };
      const holders = await Promise.all(roles.map((role) => directory.whoIs(role, at)));
      const people = new Set([...to, ...holders.flatMap((found) => found.people.map(({ id }) => id))]);
      const message = {
        incidentId,
        key,
        kind: 'reminder' as const,
        subject,
        text,
        to: people.size > 0 ? [...people] : [channel],
      };
      return chat.post(message, Context.current().cancellationSignal);
    }),
});
