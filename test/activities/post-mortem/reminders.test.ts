import { ProviderRejected, ProviderUnavailable } from '../../../activities/errors';
import type { Receipt } from '../../../activities/ports';
import type { Chat } from '../../../activities/ports/messages';
import { createRemindingActivities, type Reminder } from '../../../activities/post-mortem/reminders';
import '../../support/quiet-temporal';
import type { FakeMailServer } from '../../fakes/mail/fake-mail-server';
import { aMailbox, INCIDENT, kwame, nadia } from '../adapters/mail/setup';
import { MockActivityEnvironment } from '@temporalio/testing';

let fake: FakeMailServer;

afterEach(() => fake.stop());

const CHASE: Reminder = {
  incidentId: INCIDENT,
  key: 'chase:1',
  to: ['kwame'],
  roles: ['approvers'],
  at: 0,
  subject: 'Overdue: post-mortem of Release Manager down',
  text: 'The post-mortem of "Release Manager down" has not been held.',
  channel: '#incidents',
};

/** Reminds people by a chat and a mail server; `chatFails` is what the chat answers instead. */
async function reminding(chatFails?: Error) {
  const box = await aMailbox();
  ({ fake } = box);
  const posted = new Set<string>();
  const chat: Chat = {
    post: ({ key, to }) => {
      if (chatFails !== undefined) return Promise.reject(chatFails);
      posted.add(`${key} ${to.join('+')}`);
      return Promise.resolve({ reference: 'chat' });
    },
  };
  const people = [kwame, nadia];
  const directory = {
    person: (id: string) => Promise.resolve(people.find((person) => person.id === id)),
    whoIs: (role: string) => Promise.resolve({ people: role === 'approvers' ? people : [] }),
  };
  const tickets = {
    create: () => Promise.reject(new Error('nobody asks for a ticket')),
    comment: () => Promise.reject(new Error('nobody asks for a comment')),
    read: () => Promise.resolve({ state: 'done' as const, url: 'https://jira.example' }),
  };
  const { mailer } = box.begin();
  const byBoth = createRemindingActivities({ chat, directory, tickets, reminderMail: mailer });
  const byChat = createRemindingActivities({ chat, directory, tickets });
  const run = ({ remind }: typeof byBoth, change: Partial<Reminder>): Promise<Receipt> =>
    new MockActivityEnvironment().run(remind, { ...CHASE, ...change });
  return {
    posted,
    mailer,
    remind: (change: Partial<Reminder> = {}) => run(byBoth, change),
    remindWithoutMail: (change: Partial<Reminder> = {}) => run(byChat, change),
  };
}

describe('a reminder', () => {
  test('goes by chat to everybody, and by mail to who has an address, in the thread of those who get it', async () => {
    const { posted, mailer, remind } = await reminding();
    await mailer.send({ incidentId: INCIDENT, key: 'initial:mail', kind: 'initial', text: 'down', to: ['a@b.c'] });
    await expect(remind()).resolves.toEqual({ reference: 'chat' });
    expect([...posted]).toEqual(['chase:1 kwame+nadia']);
    const [initial, reminder, ...others] = fake.received;
    expect(others).toEqual([]);
    expect(reminder?.to).toEqual(['kwame@example.com']);
    expect(reminder?.mail.subject).toBe(CHASE.subject);
    // The first mail went to somebody else.
    expect(initial?.to).toEqual(['a@b.c']);
    expect(reminder?.mail.inReplyTo).toBeUndefined();
    expect(reminder?.mail.text).toContain(CHASE.text);
    expect(reminder?.mail.text).toContain(`Details: muster post-mortem ${INCIDENT}`);
    expect(reminder?.mail.text).not.toContain('Acknowledge');
    expect(String(reminder?.mail.html)).toContain('has not been held');
  });

  test('repeated, is one mail; the next of its series is another', async () => {
    const { remind } = await reminding();
    await remind();
    await remind();
    await remind({ key: 'chase:2' });
    expect(new Set(fake.received.map(({ mail }) => mail.messageId)).size).toBe(2);
    expect(fake.received).toHaveLength(2);
    const [first, second] = fake.received.map(({ mail }) => mail);
    expect(second?.inReplyTo).toBe(first?.messageId);
  });

  test('is chat’s alone where nobody has an address, where nobody is found, and without mail', async () => {
    const { posted, remind, remindWithoutMail } = await reminding();
    await remind({ to: ['nadia'], roles: [] });
    await remind({ key: 'chase:2', to: [], roles: ['nobody'] });
    await remindWithoutMail({ key: 'chase:3' });
    expect([...posted]).toEqual(['chase:1 nadia', 'chase:2 #incidents', 'chase:3 kwame+nadia']);
    expect(fake.connections).toBe(0);
  });

  test('of an item whose ticket is closed reaches nobody by any way', async () => {
    const { posted, remind } = await reminding();
    await expect(remind({ ticket: 'REL-7' })).resolves.toMatchObject({ closed: true });
    expect(posted.size + fake.connections).toBe(0);
  });
});

describe('when one way fails', () => {
  test('a mail server that is down for now: the reminder is repeated, and chat has it once', async () => {
    const { posted, remind } = await reminding();
    fake.failNext({ code: 451, words: 'not now' });
    await expect(remind()).rejects.toMatchObject({ type: 'ProviderUnavailable' });
    await remind();
    expect(posted.size).toBe(1);
    expect(fake.received).toHaveLength(1);
  });

  test('a mail server that refuses for good: chat has reached them, and the receipt says who has no mail', async () => {
    const { posted, remind } = await reminding();
    fake.refusals.set('kwame@example.com', { code: 550, words: 'no such user' });
    const { notReached } = await remind();
    expect(notReached).toEqual([expect.stringMatching(/^mail refused: kwame@example\.com: 550 no such user/)]);
    expect(posted.size).toBe(1);
  });

  test('a chat that fails for now: the mail is out all the same, once, and the reminder is not done', async () => {
    const { remind } = await reminding(new ProviderUnavailable('Slack', 'down'));
    await expect(remind()).rejects.toThrow('Slack is not available: down');
    await expect(remind()).rejects.toThrow('Slack is not available: down');
    expect(fake.received).toHaveLength(1);
  });

  test('a chat that refuses for good: the mail has reached them, and the receipt says what chat refused', async () => {
    const { remind } = await reminding(new ProviderRejected('Slack', 'no such channel'));
    await expect(remind()).resolves.toMatchObject({ notReached: ['Slack refused: no such channel'] });
    expect(fake.received).toHaveLength(1);
  });

  test('chat refuses for good, and mail reaches nobody: it has failed, by a mail server that is down for now as such', async () => {
    const { remind, remindWithoutMail } = await reminding(new ProviderRejected('Slack', 'no such channel'));
    const failure = { type: 'ProviderRejected', message: 'Slack refused: no such channel' };
    await expect(remindWithoutMail()).rejects.toMatchObject(failure);
    await expect(remind({ to: ['nadia'], roles: [] })).rejects.toMatchObject(failure);
    fake.failNext({ code: 451, words: 'not now' });
    await expect(remind()).rejects.toMatchObject({ type: 'ProviderUnavailable' });
  });
});
