/** What does the calendar file of a meeting's invitation or cancellation look like? */
import { ProviderRejected } from '../errors';
import { createEvents } from 'ics';

export interface Invitation {
  uid: string;
  /** Counts the changes: a calendar takes the invitation with the higher one. */
  sequence: number;
  title: string;
  description: string;
  startsAt: number;
  lastsMs: number;
  organizer?: { name: string; address: string };
  attendees: { name: string; address: string }[];
  /** Where to join. */
  url?: string;
  /** It is withdrawn: from everybody, or from these attendees while it takes place for others. */
  cancelled?: 'for all' | 'for these';
  /** When this version was made; without it the meeting's start stands in, so that the same input is the same file. */
  madeAt?: number;
}

/**
 * An invitation (or its withdrawal) to one meeting as an iCalendar file for a mail: CRLF, lines folded at 75 octets.
 * Throws `ProviderRejected` for what no calendar would take, such as an attendee without a mail address.
 */
export function invitation(meeting: Invitation): string {
  const { uid, sequence, startsAt, lastsMs, organizer, attendees, url, cancelled } = meeting;
  const { error, value } = createEvents(
    [
      {
        uid: printable(uid),
        sequence,
        title: printable(meeting.title),
        description: printable(meeting.description),
        start: startsAt,
        end: startsAt + lastsMs,
        // RFC 5546, 3.2.5: without a status where only some people are withdrawn.
        ...(cancelled === 'for these' ? {} : { status: cancelled === undefined ? 'CONFIRMED' : 'CANCELLED' }),
        busyStatus: cancelled === undefined ? 'BUSY' : 'FREE',
        ...(organizer === undefined ? {} : { organizer: person(organizer) }),
        attendees: attendees.map((attendee) => ({
          ...person(attendee),
          rsvp: cancelled === undefined,
          role: 'REQ-PARTICIPANT',
          partstat: 'NEEDS-ACTION',
        })),
        ...(url === undefined ? {} : { url, location: url }),
      },
    ],
    { productId: '-//Muster//Incident response//EN', method: cancelled === undefined ? 'REQUEST' : 'CANCEL' },
  );
  if (value === null) throw new ProviderRejected('calendar', error?.message ?? "can't create the invitation");
  return fold(value.replace(/^DTSTAMP:.*$/m, `DTSTAMP:${utc(meeting.madeAt ?? startsAt)}`));
}

function person({ name, address }: { name: string; address: string }): { name: string; email: string } {
  // The format has no way to write a double quote in a name.
  return { name: printable(name).replace(/\s+/g, ' ').replace(/"/g, "'"), email: address };
}

/** Without control characters other than line breaks: a lone CR would begin a line of the file. */
function printable(text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(/[^\P{Cc}\n\t]/gu, ' ');
}

function utc(at: number): string {
  return new Date(at).toISOString().replace(/[-:]|\.\d+/g, '');
}

/** Folds the lines again: the standard counts octets, the library counts characters. */
function fold(file: string): string {
  return file
    .replace(/\r\n[ \t]/g, '')
    .split('\r\n')
    .map(foldLine)
    .join('\r\n');
}

function foldLine(line: string): string {
  let folded = '';
  let octets = 0;
  for (const character of line) {
    const size = Buffer.byteLength(character);
    if (octets + size > 75) {
      folded += '\r\n ';
      octets = 1; // the space that marks a continuation
    }
    folded += character;
    octets += size;
  }
  return folded;
}
