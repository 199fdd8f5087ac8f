import { ProviderRejected } from '../../../activities/errors';
import { type Invitation, invitation } from '../../../activities/post-mortem/invitation';

const meeting: Invitation = {
  uid: 'i-1-post-mortem@muster',
  sequence: 2,
  title: 'Post-mortem: größere Störung; „slow“, down',
  description: 'What happened.\nJoin:\r\n\tnow',
  startsAt: Date.UTC(2024, 0, 16, 15),
  lastsMs: 3_600_000,
  organizer: { name: 'Muster', address: 'muster@example.org' },
  attendees: [{ name: 'Ana "the VP" Díaz;CN=x\r\nX-EVIL:1', address: 'ana@example.org' }],
  url: 'https://zoom.us/j/123',
};

/** The file as a calendar reads it: unfolded, one property a line. */
const properties = (file: string): string[] => file.replace(/\r\n[ \t]/g, '').split('\r\n');

const begins = (file: string, start: string): string[] => properties(file).filter((line) => line.startsWith(start));

describe('an invitation', () => {
  it('says when, what, who and which version', () => {
    expect(properties(invitation(meeting))).toEqual(
      expect.arrayContaining([
        'METHOD:REQUEST',
        'UID:i-1-post-mortem@muster',
        'SEQUENCE:2',
        'DTSTAMP:20240116T150000Z',
        'DTSTART:20240116T150000Z',
        'DTEND:20240116T160000Z',
        'SUMMARY:Post-mortem: größere Störung\\; „slow“\\, down',
        'DESCRIPTION:What happened.\\nJoin:\\n\tnow',
        'STATUS:CONFIRMED',
        'URL:https://zoom.us/j/123',
      ]),
    );
    expect(begins(invitation(meeting), 'ORGANIZER')).toEqual(['ORGANIZER;CN="Muster":MAILTO:muster@example.org']);
  });

  it('is withdrawn under the same uid', () => {
    const file = invitation({ ...meeting, sequence: 3, cancelled: 'for all' });
    expect(properties(file)).toEqual(
      expect.arrayContaining(['METHOD:CANCEL', 'STATUS:CANCELLED', 'UID:i-1-post-mortem@muster', 'SEQUENCE:3']),
    );
  });

  it('is the same file for the same input, and stamped when it is told to', () => {
    expect(invitation(meeting)).toBe(invitation({ ...meeting }));
    const stamped = invitation({ ...meeting, madeAt: Date.UTC(2024, 0, 15, 16, 0, 9) });
    expect(begins(stamped, 'DTSTAMP')).toEqual(['DTSTAMP:20240115T160009Z']);
  });

  it('ends each line with CRLF, none longer than 75 octets, and breaks no character', () => {
    const title = '🔥'.repeat(60);
    const file = invitation({ ...meeting, title });
    expect(file.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    for (const line of file.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
    expect(begins(file, 'SUMMARY')).toEqual([`SUMMARY:${title}`]);
  });

  it('lets no text begin a property of its own', () => {
    const title = 'x\r\nATTENDEE:mailto:evil@example.org\rX-EVIL:1\u0000';
    const file = invitation({ ...meeting, title, uid: 'a\r\nX-EVIL:1' });
    expect(begins(file, 'X-EVIL')).toEqual([]);
    expect(begins(file, 'ATTENDEE')).toEqual([
      'ATTENDEE;RSVP=TRUE;ROLE="REQ-PARTICIPANT";PARTSTAT="NEEDS-ACTION";' +
        `CN="Ana 'the VP' Díaz;CN=x X-EVIL:1":mailto:ana@example.org`,
    ]);
  });

  it('refuses an attendee who has no mail address', () => {
    const attendees = [{ name: 'Ana', address: '@ana' }];
    expect(() => invitation({ ...meeting, attendees })).toThrow(ProviderRejected);
  });
});
