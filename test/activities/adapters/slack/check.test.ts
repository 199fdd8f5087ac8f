import { createSlack } from '../../../../activities/adapters/slack';
import {
  createSlackCheck,
  FOR_A_CHANNEL_PER_INCIDENT,
  type SlackCheckOptions,
  TO_ANSWER,
  TO_SEND,
} from '../../../../activities/adapters/slack/check';
import { ALL_SCOPES, FakeSlack } from '../../../fakes/slack/fake-slack';
import { guide, guideWith } from '../../../support/virtual-clock';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

let slack: FakeSlack;

afterEach(() => slack.stop());

const found = async (options: Partial<SlackCheckOptions> = {}, policy = guide): Promise<string[]> => {
  const check = createSlackCheck({ token: slack.token, apiUrl: slack.apiUrl, ...options });
  const all = await check.examine({ policy, signal: AbortSignal.timeout(10_000) });
  return all.map(({ state, what, text }) => `${state} ${what}: ${text}`);
};

/** What Muster itself would do there. */
const aPostTo = (channel: string) => {
  const nobody = { person: () => Promise.resolve(undefined) };
  const otherwise = { page: () => Promise.reject(new Error('nobody is paged')) };
  const { chat } = createSlack({ token: slack.token, apiUrl: slack.apiUrl, channel, directory: nobody, otherwise });
  return chat.post({ incidentId: 'i-1', key: 'initial:chat', kind: 'initial', text: 'down', to: ['#incidents'] });
};

test('all is well: who it is, its scopes, its channel; nothing is posted', async () => {
  slack = await FakeSlack.start();
  expect(await found()).toEqual([
    'ok Slack: answers; the app is muster in Test',
    'ok Slack, scopes: all needed scopes granted',
    'ok Slack, channel #incidents: found, and the app can post in it',
  ]);
  expect(slack.workspace.messages).toEqual([]);
});

test('each scope that is missing is named: what pages need is an error, what only buttons need is not', async () => {
  slack = await FakeSlack.start({
    scopes: ALL_SCOPES.filter((s) => !['im:write', 'commands', 'pins:write'].includes(s)),
  });
  const scopes = (await found()).filter((line) => line.includes('scopes'));
  expect(scopes).toEqual([
    expect.stringMatching(/^error Slack, scopes: im:write is missing \(pages by direct message\)/),
    expect.stringMatching(/^note Slack, scopes: commands is missing/),
  ]);
  const perIncident = (await found({ channelPerIncident: true })).filter((line) => line.startsWith('error'));
  expect(perIncident.map((line) => /: (\S+) is missing/.exec(line)?.[1])).toEqual(['im:write', 'pins:write']);
  const wanted = guideWith(({ communication }) => (communication.channel.perIncident = true));
  expect((await found({}, wanted)).filter((line) => line.startsWith('error'))).toEqual(perIncident);
});

test('a channel that is not there, that the app is not in, or that is archived', async () => {
  slack = await FakeSlack.start();
  expect((await found({ channel: '#nowhere' })).at(-1)).toMatch(/^error .*the public channel #nowhere was not found/);
  const foreign = slack.workspace.addChannel('foreign', 'public', []);
  expect((await found({ channel: '#foreign' })).at(-1)).toMatch(/^error .*the app is not a member: type \/invite/);
  foreign.isArchived = true;
  expect((await found({ channel: foreign.id })).at(-1)).toMatch(/^error .*is archived/);
});

test('a private channel is told as wrong as long as the scope for its history is missing: no post arrives there', async () => {
  slack = await FakeSlack.start();
  const channel = slack.workspace.addChannel('war-room', 'private').id;
  const channelLine = async () => (await found({ channel })).at(-1);
  const lacksHistory = /^error Slack, channel .*posts will fail, .*the app needs groups:history/;
  expect(await channelLine()).toMatch(lacksHistory);
  slack.scopes.add('groups:read');
  expect(await channelLine()).toMatch(lacksHistory);
  await expect(aPostTo(channel)).rejects.toThrow('groups:history');
  slack.scopes.add('groups:history');
  expect(await channelLine()).toMatch(/^ok .*can post in it/);
  await expect(aPostTo(channel)).resolves.toBeDefined();
  slack.scopes.delete('groups:read');
  expect(await channelLine()).toMatch(/^note .*without groups:read/);
});

test('a token that is not valid, and one that was never set', async () => {
  slack = await FakeSlack.start();
  await expect(found({ token: 'xoxb-other-token' })).rejects.toThrow(
    'copy it from the app’s page into MUSTER_SLACK_TOKEN',
  );
  const unset = await createSlackCheck(undefined).examine({ policy: guide, signal: AbortSignal.timeout(1_000) });
  expect(unset).toMatchObject([{ state: 'note', what: 'Slack' }]);
});

test('the scopes that are looked for are those of the manifest', async () => {
  slack = await FakeSlack.start();
  const manifest = parse(readFileSync(join(__dirname, '../../../../deploy/slack/manifest.yaml'), 'utf8')) as {
    oauth_config: { scopes: { bot: string[] } };
  };
  const looked = Object.keys({ ...TO_SEND, ...FOR_A_CHANNEL_PER_INCIDENT, ...TO_ANSWER });
  expect(looked.sort()).toEqual([...manifest.oauth_config.scopes.bot].sort());
});
