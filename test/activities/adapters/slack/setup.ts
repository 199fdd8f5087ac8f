import { createSlack, type SlackOptions } from '../../../../activities/adapters/slack';
import type { Outgoing, Recipient } from '../../../../activities/ports';
import type { Pager } from '../../../../activities/ports/messages';
import { FakeSlack, type FakeSlackOptions } from '../../../fakes/slack/fake-slack';
import { blockText } from '../../../fakes/slack/page';

export const INCIDENT = 'release-manager-7f3k2a9q-x4tm';

export const kwame: Recipient = {
  id: 'kwame',
  name: 'Kwame Mensah',
  contactPoints: [
    { channel: 'phone', address: '+1-555-0102' },
    { channel: 'slack', address: 'U0KWAME01' },
  ],
};

/** Known on Slack by mail only. */
export const priya: Recipient = {
  id: 'priya',
  name: 'Priya Raman',
  contactPoints: [
    { channel: 'slack', address: '@priya' },
    { channel: 'email', address: 'priya@example.com' },
  ],
};

export const nadia: Recipient = {
  id: 'nadia',
  name: 'Nadia',
  contactPoints: [{ channel: 'phone', address: '+1-555' }],
};

const people = [kwame, priya, nadia];

const directory = { person: (id: string) => Promise.resolve(people.find((person) => person.id === id)) };

/** A fake Slack with these people, and a way to begin adapters on it: each is what a new process would be. */
export async function aWorkspace(fakeOptions: FakeSlackOptions = {}) {
  const fake = await FakeSlack.start(fakeOptions);
  fake.workspace.addUser({ id: 'U0KWAME01', name: 'kwame', realName: 'Kwame Mensah' });
  fake.workspace.addUser({ id: 'U0PRIYA01', name: 'priya', realName: 'Priya Raman', email: 'priya@example.com' });
  const elsewhere: string[] = [];
  const otherwise: Pager = {
    page: ({ to, key }) => {
      elsewhere.push(`${to.id} ${key}`);
      return Promise.resolve({ reference: key });
    },
  };
  const begin = (options: Partial<SlackOptions> = {}) =>
    createSlack({ token: fake.token, apiUrl: fake.apiUrl, directory, otherwise, withinMs: 1_500, ...options });
  /** What a channel shows, message by message, as text. */
  const shown = (channel: string, threadTs?: string): string[] =>
    fake.workspace
      .shown(fake.workspace.channelNamed(channel).id, threadTs)
      .map(({ blocks }) => blocks.map(blockText).join('\n'));
  return { fake, begin, shown, elsewhere };
}

/** Resolves when the fake has done the next call of a method; whoever asked hears nothing of it. */
export const takes = (fake: FakeSlack, method: string): Promise<void> =>
  fake.vendor.loseAnswerTo(({ path }) => path.endsWith(`/${method}`)).taken;

export const aPost = (changed: Partial<Outgoing & { to: string[] }> = {}) => ({
  incidentId: INCIDENT,
  key: 'initial:chat',
  kind: 'initial' as const,
  subject: 'INCIDENT: Release Manager down',
  text: '# INCIDENT: Release Manager down\n\n**Severity**: P1\n\n## Impact\nNobody can deploy',
  to: ['#incidents'],
  ...changed,
});

export const aPage = (changed: object = {}) => ({
  incidentId: INCIDENT,
  key: 'page:P1:0m:engineering-manager:1',
  kind: 'page' as const,
  subject: 'P1 Release Manager: down',
  text: 'P1 Release Manager: down (investigating, 1 min old)\nYou are on the escalation matrix for this incident.',
  to: kwame,
  roles: ['engineering-manager'],
  ...changed,
});
