/** Who is invited to the post-mortem meeting, and how is the meeting taken out of calendars again? */
import type { Instant, PersonId } from '../../domain/state/vocabulary';
import { classed } from '../failures';
import type { Ports, Receipt } from '../ports';
import { invitation } from './invitation';
import { Context } from '@temporalio/activity';
import { defined } from '../../domain/state/fields';

/** Somebody as a calendar knows them. */
export interface Invitee {
  name: string;
  address: string;
}

interface MeetingEvent {
  incidentId: string;
  key: string;
  title: string;
  text: string;
  sequence: number;
  startsAt: Instant;
  lastsMs: number;
  madeAt: Instant;
}

export interface MeetingInvitation extends MeetingEvent {
  attendees: PersonId[];
}

export interface MeetingWithdrawal extends MeetingEvent {
  /** Who has the meeting in their calendar, at the address that the invitation went to. */
  invited: Invitee[];
  /** Who may have it or not, nobody knows. */
  perhaps: PersonId[];
  /** For others the meeting takes place. */
  goesOn: boolean;
}

export const createInvitingActivities = ({
  records,
  calendar,
  directory,
}: Pick<Ports, 'records' | 'calendar' | 'directory'>) => {
  const mailable = async (ids: PersonId[]): Promise<Invitee[]> => {
    const people = await Promise.all(ids.map((id) => directory.person(id)));
    return people.flatMap((person) => {
      const mail = person?.contactPoints.find(({ channel }) => channel === 'email');
      return person === undefined || mail === undefined ? [] : [{ name: person.name, address: mail.address }];
    });
  };

  const eventOf = ({ incidentId, title, text, sequence, startsAt, lastsMs, madeAt }: MeetingEvent) => ({
    uid: `${incidentId}-post-mortem@muster`,
    title,
    description: text,
    sequence,
    startsAt,
    lastsMs,
    madeAt,
    ...defined({ organizer: calendar.organizer }),
  });

  return {
    /** Invites everybody who has a mail address, and answers who that was; the file is kept beside the record as well. */
    invite: (request: MeetingInvitation): Promise<Receipt & { people: Invitee[] }> =>
      classed(async () => {
        const { incidentId, key, title: subject, text, sequence, startsAt, lastsMs } = request;
        const to = await mailable(request.attendees);
        const event = eventOf(request);
        const ics = invitation({ ...event, attendees: to });
        await records.keep(incidentId, 'post-mortem-invitation.ics', ics);
        const sent = await calendar.invite(
          { incidentId, key, kind: 'invitation', subject, text, to, uid: event.uid, sequence, startsAt, lastsMs, ics },
          Context.current().cancellationSignal,
        );
        return { ...sent, people: to };
      }),

    /** Takes the meeting out of calendars again, and answers out of whose; of nobody's where nobody can have it. */
    withdrawMeeting: (request: MeetingWithdrawal): Promise<Receipt & { people: Invitee[] }> =>
      classed(async () => {
        const { incidentId, key, text, sequence, startsAt, lastsMs, goesOn } = request;
        const to = differing([...request.invited, ...(await mailable(request.perhaps))]);
        if (to.length === 0) return { reference: 'nobody was invited', people: [] };
        const event = eventOf(request);
        const ics = invitation({ ...event, attendees: to, cancelled: goesOn ? 'for these' : 'for all' });
        await records.keep(incidentId, 'post-mortem-cancellation.ics', ics);
        const subject = `Cancelled: ${request.title}`;
        const told = await calendar.invite(
          { incidentId, key, kind: 'withdrawal', subject, text, to, uid: event.uid, sequence, startsAt, lastsMs, ics },
          Context.current().cancellationSignal,
        );
        return { ...told, people: to };
      }),
  };
};

const differing = (people: Invitee[]): Invitee[] =>
  people
    .filter(({ address }, n) => people.findIndex((other) => other.address === address) === n)
    .map(({ name, address }) => ({ name, address }));
