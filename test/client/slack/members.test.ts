import { createSlackPeople } from '../../../client/slack/members';
import type { SlackProfile } from '../../../client/slack/slack-api';
import { aDirectory } from '../../support/client';

const DIRECTORY = aDirectory([
  {
    ...{ id: 'kwame', name: 'Kwame Mensah' },
    contactPoints: [
      { channel: 'slack', address: '@kwame' },
      { channel: 'email', address: 'kwame@example.com' },
    ],
  },
  { id: 'priya', name: 'Priya Raman', contactPoints: [{ channel: 'slack', address: '@priya' }] },
]);

const actsAs = async (profile: Partial<SlackProfile>): Promise<string | undefined> => {
  const api = { profile: () => Promise.resolve({ name: 'somebody', isMember: true, ...profile }) };
  return (await createSlackPeople({ directory: DIRECTORY, api, now: () => 0 })('U0SOMEONE'))?.id;
};

describe('a member of the workspace', () => {
  it.each<[string, Partial<SlackProfile>, string | undefined]>([
    ['with the name and the mail address of the directory', { name: 'kwame', email: 'Kwame@example.com' }, 'kwame'],
    ['with the name, where Slack tells no mail address', { name: 'Kwame' }, 'kwame'],
    ['with the name, where the directory has no mail address', { name: 'priya', email: 'p@example.com' }, 'priya'],
    ['with the mail address', { name: 'km', email: 'kwame@example.com' }, 'kwame'],
    ['who took the name and has another mail address', { name: 'kwame', email: 'evil@example.com' }, undefined],
    [
      'who took the name and has the mail address of somebody else',
      { name: 'kwame', email: 'grace@example.com' },
      undefined,
    ],
    ['with the name of the directory, who is no full member', { name: 'priya', isMember: false }, undefined],
  ])('%s', async (_who, profile, person) => {
    expect(await actsAs(profile)).toBe(person);
  });
});
