import { createMail } from '../../activities/adapters/mail';
import type { CalendarPort, Mailer } from '../../activities/ports';
import { postMortemId } from '../../workflows/contract';
import { FakeMailServer } from '../fakes/mail/fake-mail-server';
import { HOUR, MINUTE } from '../support/times';
import { guide, guideWith, PEOPLE } from '../support/virtual-clock';
import { directoryOf, useSkippingSystem } from '../support/time-skip-system';
import { SkippingIncident } from '../support/time-skip-incident';

let fake: FakeMailServer;
beforeAll(async () => {
  fake = await FakeMailServer.start();
});
afterEach(() => fake.refusals.clear());
afterAll(async () => {
  await fake.stop();
});

/** The people of the guide's tests; one can leave during a test. */
const people = { ...PEOPLE };
afterEach(() => Object.assign(people, PEOPLE));
const directory = directoryOf(people);

/** The mail adapter on the server of this file, from the moment at which it is there. */
const from = { name: 'Muster', address: 'alerts@muster.example' };
let begun: ReturnType<typeof createMail> | undefined;
const mail = (): ReturnType<typeof createMail> =>
  (begun ??= createMail({
    smtp: { host: '127.0.0.1', port: fake.port, tls: 'none' },
    from,
    home: server.system.home,
    directory,
  }));
const calendar: CalendarPort = {
  organizer: from,
  invite: (request, signal) => mail().calendar.invite(request, signal),
};
const mailer: Mailer = { send: (message, signal) => mail().mailer.send(message, signal) };
const server = useSkippingSystem('test', () => ({ calendar, mailer, reminderMail: mailer, directory }));

/** Resolved in the evening, so that the meeting is the next morning: all that comes before it lies ahead. */
async function resolved(): Promise<SkippingIncident> {
  await server.env.sleep(10 * HOUR);
  const incident = await SkippingIncident.open(server.env, 'P2');
  await incident.waits(2 * MINUTE + 30_000);
  await incident.act('emil', { do: 'acknowledge' });
  await incident.act('emil', { do: 'resolve', resolution: 'fixed', override: 'nobody is left to ask' });
  await incident.handle.result();
  return incident;
}

/** What the calendar programs of those who got it read, in the order in which it came. */
async function calendarsOf(incident: SkippingIncident) {
  const { default: ICAL } = await import('ical.js');
  const mails = fake.received.filter(({ mail: one }) => one.headers.get('x-muster-incident') === incident.id);
  return mails.flatMap(({ to, raw, mail: { attachments, subject } }) => {
    const file = attachments.find(({ filename }) => filename === 'invite.ics');
    if (file === undefined) return [];
    const calendarFile = new ICAL.Component(ICAL.parse(file.content.toString('utf8')) as unknown[]);
    const event = calendarFile.getFirstSubcomponent('vevent');
    return [
      {
        to: [...to].sort(),
        subject,
        part: /text\/calendar; charset=utf-8;\s+method=(\w+)/.exec(raw)?.[1],
        method: String(calendarFile.getFirstPropertyValue('method')),
        uid: String(event?.getFirstPropertyValue('uid')),
        sequence: Number(event?.getFirstPropertyValue('sequence')),
        status: String(event?.getFirstPropertyValue('status')),
      },
    ];
  });
}

test('a post-mortem that is held early leaves the calendars of everybody who was invited, once', async () => {
  const incident = await resolved();
  await incident.waits(1 * MINUTE);
  await incident.followUp('emil', { do: 'hold' });
  await incident.waits(30 * HOUR);
  const [invited, cancelled, ...others] = await calendarsOf(incident);
  expect(invited).toMatchObject({ method: 'REQUEST', part: 'REQUEST', sequence: 0, status: 'CONFIRMED' });
  expect(invited?.to).toContain('vera@example.com');
  expect(cancelled).toEqual({
    ...invited,
    subject: `Cancelled: ${invited?.subject ?? ''}`,
    method: 'CANCEL',
    part: 'CANCEL',
    sequence: 1,
    status: 'CANCELLED',
  });
  expect(others).toEqual([]);
  const { timeline, meeting } = await incident.postMortemView();
  expect(timeline.map(({ text }) => text).join('\n')).toMatch(
    /Invitation to the meeting on .* withdrawn from .*vera.*held early/,
  );
  expect(meeting?.off).toBe('it was held early');
}, 60_000);

test('moved, then left out, then set anew: request, request, cancel, request, each above the one before', async () => {
  const incident = await resolved();
  await incident.waits(1 * MINUTE);
  const { meeting } = await incident.postMortemView();
  const startsAt = Date.parse(meeting?.startsAt ?? '') + 2 * HOUR;
  await incident.followUp('emil', { do: 'move', startsAt, reason: 'then all can come' });
  await incident.waits(1 * MINUTE);
  await incident.followUp('emil', { do: 'skip', item: 'post-mortem-conducted', reason: 'nothing to learn' });
  await incident.waits(1 * MINUTE);
  await incident.followUp('emil', { do: 'move', startsAt: startsAt + HOUR });
  await incident.waits(1 * MINUTE);
  const seen = await calendarsOf(incident);
  expect(seen.map(({ method, sequence }) => [method, sequence])).toEqual([
    ['REQUEST', 0],
    ['REQUEST', 1],
    ['CANCEL', 2],
    ['REQUEST', 3],
  ]);
  expect(new Set(seen.map(({ uid }) => uid)).size).toBe(1);
}, 60_000);

test('who has left the directory is told as well: of a move that leaves them out, and of the end', async () => {
  const incident = await resolved();
  await incident.waits(1 * MINUTE);
  const { meeting } = await incident.postMortemView();
  delete people['dora'];
  await incident.followUp('emil', { do: 'move', startsAt: Date.parse(meeting?.startsAt ?? '') + 2 * HOUR });
  await incident.waits(1 * MINUTE);
  delete people['vera'];
  await incident.followUp('emil', { do: 'hold' });
  await incident.waits(1 * MINUTE);
  const [first, ...later] = await calendarsOf(incident);
  const others = first?.to.filter((address) => address !== 'dora@example.com') ?? [];
  expect(others).toContain('vera@example.com');
  expect(later.map(({ to, method, sequence, status }) => [method, sequence, status, to])).toEqual([
    ['REQUEST', 1, 'CONFIRMED', others],
    // For the others it goes on: RFC 5546, 3.2.5 wants no status then.
    ['CANCEL', 1, 'null', ['dora@example.com']],
    ['CANCEL', 2, 'CANCELLED', others],
  ]);
}, 60_000);

test('a mail server that puts the cancellation off: the end waits for it, and it comes once', async () => {
  const incident = await resolved();
  await incident.waits(1 * MINUTE);
  for (const id of Object.keys(PEOPLE)) fake.refusals.set(`${id}@example.com`, { code: 450, words: 'not now' });
  await incident.followUp('emil', { do: 'hold' });
  for (const signer of ['emil', 'vera']) await incident.followUp(signer, { do: 'sign' });
  const later = [...guide.checklists.extended.items, ...guide.checklists.followUp.items];
  for (const { id } of later.filter((item) => !guide.postMortem.heldTicks.includes(item.id)))
    await incident.followUp('emil', { do: 'tick', item: id });
  await incident.waits(5 * MINUTE);
  const afterwards = server.env.client.workflow.getHandle(postMortemId(incident.id));
  expect((await afterwards.describe()).status.name).toBe('RUNNING');
  const { timeline } = await incident.postMortemView();
  expect(timeline.filter(({ kind }) => kind === 'not-delivered').map(({ text }) => text)).toEqual([
    expect.stringMatching(/^Withdrawal of the invitations failed: mail .*not now/),
  ]);
  fake.refusals.clear();
  await expect(incident.postMortemResult()).resolves.toContain('signed');
  const seen = await calendarsOf(incident);
  expect(seen.map(({ method, sequence }) => [method, sequence])).toEqual([
    ['REQUEST', 0],
    ['CANCEL', 1],
  ]);
}, 60_000);

test('who is refused by the mail server is on the timeline with its reason, once; the others have the mail', async () => {
  const policy = guideWith(({ communication }) => {
    communication.stakeholders.addresses = ['stakeholders@company.com', 'press@company.com'];
  });
  fake.refusals.set('press@company.com', { code: 550, words: '5.1.1 no such user' });
  const incident = await SkippingIncident.open(server.env, 'P1', { policy });
  await incident.waits(12 * MINUTE);
  const mails = fake.received.filter(({ mail: one }) => one.headers.get('x-muster-incident') === incident.id);
  expect(mails.length).toBeGreaterThanOrEqual(2);
  expect(new Set(mails.flatMap(({ to }) => to))).toEqual(new Set(['stakeholders@company.com']));
  const { timeline } = await incident.state();
  expect(timeline.filter(({ kind }) => kind === 'not-delivered').map(({ key, text }) => [key, text])).toEqual([
    [
      'initial:mail',
      expect.stringMatching(/^A message didn't reach everyone: press@company\.com: 550 5\.1\.1 no such user/),
    ],
  ]);
}, 60_000);

test('each reminder comes by mail as well, once, in the thread of those who get it', async () => {
  const incident = await resolved();
  await incident.waits(1 * MINUTE);
  const dayAt = Date.parse((await incident.postMortemView()).resolvedAt) + 30 * HOUR;
  const owner = { id: 'dora', name: 'dora', roles: ['devops-lead'] };
  const item = { text: 'Fix N+1 query', owner, priority: 'high' as const, dayAt, dueAt: dayAt + 8 * HOUR };
  await incident.followUp('emil', { do: 'add-item', ...item });
  await incident.waits(50 * HOUR);
  const reminded = server.system.lines().filter((line) => line.incidentId === incident.id && line.kind === 'reminder');
  const keys = reminded.map(({ key }) => key);
  expect(keys).toEqual(expect.arrayContaining(['list:extended', 'reminder:0:1h', 'item:a1:today', 'chase:1']));
  const mails = fake.received.filter(({ mail: one }) => one.headers.get('x-muster-incident') === incident.id);
  const readersOf = ({ to }: { to: string[] }): string => [...to].sort().join();
  const rootOf = (one: (typeof mails)[number]) => mails.find((other) => readersOf(other) === readersOf(one));
  const told = mails.filter(({ mail: { text = '' } }) => reminded.some((line) => text.includes(line.text)));
  expect(told.map(({ mail: { subject } }) => subject).sort()).toEqual(reminded.map(({ subject }) => subject).sort());
  for (const one of told) {
    const root = rootOf(one);
    expect(one.mail.inReplyTo).toBe(root === one ? undefined : root?.mail.messageId);
  }
  const recipients = (subject: RegExp) => told.find((one) => subject.test(one.mail.subject ?? ''))?.to ?? [];
  expect(recipients(/^Due today: Fix/)).toEqual(['dora@example.com']);
  expect(recipients(/^Overdue: post-mortem of/).sort()).toEqual(['emil@example.com', 'vera@example.com']);
  expect(recipients(/^Post-mortem in 1 h: /)).toContain('otto@example.com');
  expect(told.every(({ mail: { html, text } }) => html !== false && text !== undefined)).toBe(true);
}, 60_000);
