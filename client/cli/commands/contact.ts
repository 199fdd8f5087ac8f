/** What do `muster contact verify`, `muster contact confirm` and `muster lost-phone` accept, and what do they print? */
import { randomInt } from 'node:crypto';
import type { Command } from 'commander';
import type { ContactPoint, Person } from '../../../directory/schema';
import type { TestedPoint } from '../../../domain/doctor/test-message';
import { LINK_LASTS_MS } from '../../../launcher/answer-token';
import { pointSubject } from '../../../launcher/contact-points';
import { createPeopleBook, isSamePoint, type PeopleBook } from '../../../launcher/people-book';
import { createSessionFile } from '../../access/session-file';
import { endSessions } from '../../access/sessions';
import { revokeTokensOf } from '../../access/issue';
import { Refused } from '../../errors';
import { findPerson } from '../../people/lookup';
import { Ended, type Open, type Session } from '../session';
import { doctorPage } from './doctor';

/** Ways to people: whether each works, and what to do when a phone is gone. */
export function addContact(muster: Command, open: Open): void {
  const contact = muster.command('contact').description('check that people can be reached by their contact points');
  contact
    .command('verify')
    .description('send a test by each contact point of a person, who confirms each')
    .argument('<person>', 'an id, a handle or a name from the directory')
    .option('--channel <channel>', 'only by this channel, such as sms')
    .action((named: string, { channel }: { channel?: string }, self: Command) => verify(open(self), named, channel));
  contact
    .command('confirm')
    .description('confirm a contact point with the code that its test has')
    .argument('<person>', 'who got the test')
    .argument('<code>', 'the six digits in it')
    .action((named: string, code: string, _: object, self: Command) => confirm(open(self), named, code));
  muster
    .command('lost-phone')
    .description("end a person's answer links, tokens and sessions at once, because a phone or laptop is gone")
    .argument('<person>', 'an id, a handle or a name from the directory')
    .action((named: string, _: object, self: Command) => lostPhone(open(self), named));
}

const bookOf = ({ config }: Session): PeopleBook => createPeopleBook({ home: config.home });

function known({ ground, config }: Session, named: string): Person {
  const person = findPerson(ground.directory.current(), named);
  if (person === undefined) throw new Refused(`${named} is not in the directory (${config.directory}).`);
  return person;
}

async function verify(session: Session, named: string, channel: string | undefined): Promise<void> {
  const { io, ground } = session;
  const { person: by } = await session.me({ guests: 'refused' });
  const sender = known(session, by);
  const person = known(session, named);
  const points = person.contactPoints.filter((point) => channel === undefined || point.channel === channel);
  if (points.length === 0)
    throw new Refused(
      `${person.name} has no contact point${channel === undefined ? '' : ` ${channel}`} in the directory.`,
    );
  const at = io.now();
  const tested = await Promise.all(points.map((point) => asked(bookOf(session), person, point, at)));
  const examined = await session.connected(({ sendTest }) =>
    sendTest({
      at,
      by: { id: sender.id, name: sender.name },
      to: { id: person.id, name: person.name },
      channel: ground.policies[0]?.policy.communication.channel.name ?? '',
      points: tested,
    }),
  );
  const next = `${person.name} confirms each by the link or the key, or with: muster contact confirm ${person.id} CODE\n`;
  session.print(examined, doctorPage(examined, session.sheet) + next);
  if (examined.some(({ state }) => state === 'error')) throw new Ended(1);
}

const CODES = { from: 100_000, to: 1_000_000 };

async function asked(
  book: PeopleBook,
  { id: person }: Person,
  { channel, address }: ContactPoint,
  at: number,
): Promise<TestedPoint> {
  const code = randomInt(CODES.from, CODES.to).toString();
  const point = { person, channel, address };
  await book.testSent(point, code, at);
  return { channel, address, code, linkTo: pointSubject(point) };
}

async function confirm(session: Session, named: string, code: string): Promise<void> {
  const { id, name, contactPoints } = known(session, named);
  const book = bookOf(session);
  const at = session.io.now();
  const point = book
    .points()
    .filter((one) => one.person === id && one.code === code.trim() && (one.sentAt ?? 0) > at - LINK_LASTS_MS)
    .find((one) => contactPoints.some(({ channel, address }) => isSamePoint(one, { person: id, channel, address })));
  if (point === undefined)
    throw new Refused(
      `No test of the last 24 hours to ${name} has the code ${code}. Send one: muster contact verify ${id}`,
    );
  await book.confirmed(point, at);
  const { channel, address } = point;
  session.print({ person: id, channel, address }, `${name}’s ${channel} ${address} is confirmed.\n`);
}

async function lostPhone(session: Session, named: string): Promise<void> {
  const { id, name } = known(session, named);
  await bookOf(session).endLinks(id);
  const tokens = await revokeTokensOf(session.config.tokens, id);
  await endSessions(createSessionFile(session.config.home), id);
  const what = tokens.length === 0 ? 'There was no token' : `Revoked tokens: ${tokens.join(', ')}`;
  session.print(
    { person: id, tokens },
    `All answer links and sessions of ${name} are over. ${what}. If the number is gone too, take it out of the directory.\n`,
  );
}
