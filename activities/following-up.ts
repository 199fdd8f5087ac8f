import { Context } from '@temporalio/activity';
import type { Incident, Instant, PersonId, Role, TimelineEntry } from '../domain/incident';
import { draftPostMortem, writeTimeline } from '../domain/post-mortem-draft';
import type { Calendar, Policy } from '../policy/schema';
import { classed } from './failures';
import { invitation } from './invitation';
import { isClosed } from './item-tickets';
import type { Ports, Receipt } from './ports';

export interface MeetingInvitation {
  incidentId: string;
  key: string;
  title: string;
  text: string;
  attendees: PersonId[];
  sequence: number;
  startsAt: Instant;
  lastsMs: number;
  madeAt: Instant;
}

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
  ownChannel?: true;
  /** The ticket of the item that this is about: where it is closed, nobody is reminded. */
  ticket?: string;
}

type FollowUpPorts = Pick<Ports, 'records' | 'businessCalendar' | 'calendar' | 'chat' | 'directory' | 'tickets'>;

export const createFollowUpActivities = ({
  records,
  businessCalendar,
  calendar,
  chat,
  directory,
  tickets,
}: FollowUpPorts) => ({
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

  /** Invites everybody who has a mail address; the file is kept beside the record as well. */
  invite: ({
    incidentId,
    key,
    title,
    text,
    attendees,
    sequence,
    startsAt,
    lastsMs,
    madeAt,
  }: MeetingInvitation): Promise<Receipt> =>
    classed(async () => {
      const people = await Promise.all(attendees.map((id) => directory.person(id)));
      const to = people.flatMap((person) => {
        const mail = person?.contactPoints.find(({ channel }) => channel === 'email');
        return person === undefined || mail === undefined ? [] : [{ name: person.name, address: mail.address }];
      });
      const uid = `${incidentId}-post-mortem@muster`;
      const from = calendar.organizer === undefined ? {} : { organizer: calendar.organizer };
      const ics = invitation({
        uid,
        sequence,
        title,
        description: text,
        startsAt,
        lastsMs,
        attendees: to,
        madeAt,
        ...from,
      });
      await records.keep(incidentId, 'post-mortem-invitation.ics', ics);
      const message = { incidentId, key, kind: 'invitation' as const, subject: title, text };
      return calendar.invite(
        { ...message, to, uid, sequence, startsAt, lastsMs, ics },
        Context.current().cancellationSignal,
      );
    }),

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
    ownChannel,
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
        ...(ownChannel !== undefined && { ownChannel }),
      };
      return chat.post(message, Context.current().cancellationSignal);
    }),
});
