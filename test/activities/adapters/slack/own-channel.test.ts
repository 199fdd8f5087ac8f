import { createLadder } from '../../../../activities/adapters/delivery/ladder';
import { createSlackChannel } from '../../../../activities/adapters/slack/channel';
import { ProviderUnavailable } from '../../../../activities/errors';
import type { FakeSlack } from '../../../fakes/slack/fake-slack';
import { json } from '../../../fakes/vendor';
import { aPage, aPost, aWorkspace, INCIDENT, takes } from './setup';

let fake: FakeSlack;

let space: Awaited<ReturnType<typeof aWorkspace>>;

beforeEach(async () => {
  space = await aWorkspace();
  fake = space.fake;
});

afterEach(() => fake.stop());

const now = () => Date.parse('2026-11-24T12:00:00Z');

const own = `inc-2026-11-24-${INCIDENT}`;

describe('a page about an incident with a channel of its own', () => {
  it.each(['conversations.create', 'conversations.invite'])('does not wait for an answer to %s', async (method) => {
    const taken = takes(fake, method);
    const slack = space.begin({ channelPerIncident: true, now, withinMs: 5_000 });
    const kept: string[] = [];
    const otherwise = { page: ({ key }: { key: string }) => Promise.resolve({ reference: String(kept.push(key)) }) };
    const ladder = createLadder({ channels: [createSlackChannel(slack.pager)], otherwise, perChannelMs: 1_000 });
    const { tries } = await ladder.page(aPage());
    expect(tries?.at(-1)).toMatchObject({ channel: 'Slack', outcome: 'sent' });
    expect(kept).toEqual([]);
    await taken;
    expect(fake.workspace.findChannel(own)).toBeDefined();
  });

  it('brings its person there although the page’s own time is over', async () => {
    const page = new AbortController();
    const invited = takes(fake, 'conversations.invite');
    await space.begin({ channelPerIncident: true, now }).pager.page(aPage(), page.signal);
    page.abort();
    await invited;
    expect(fake.workspace.channelNamed(own).members).toContain('U0KWAME01');
  });
});

describe('what fails in an incident’s own channel', () => {
  const update = aPost({
    key: 'update:2:chat',
    changes: 'report',
    kind: 'update',
    subject: 'INCIDENT UPDATE',
    text: 'Rolling back',
  });
  const resolved = aPost({
    key: 'resolved:chat',
    changes: 'report',
    kind: 'resolved',
    subject: 'INCIDENT RESOLVED',
    text: 'It is over',
  });
  const inThread = (): string[] => space.shown('incidents', fake.workspace.messages[0]?.ts).slice(1);

  it('by a scope to pin that is missing, keeps no news from anybody: it is told where, and why it is not pinned', async () => {
    fake.scopes.delete('pins:write');
    const receipt = await space.begin({ channelPerIncident: true, now }).chat.post(aPost());
    expect(receipt.note).toMatch(/^not pinned: Slack refused: missing_scope: the app needs pins:write/);
    expect(receipt.notReached).toBeUndefined();
    const { id, topic, pinned } = fake.workspace.channelNamed(own);
    expect([topic, pinned]).toEqual([aPost().subject, []]);
    expect(space.shown(own)).toHaveLength(1);
    expect(space.shown('incidents')).toEqual([expect.stringContaining(`Details in <#${id}>`) as string]);
  });

  it.each([
    ['because it was archived', () => (fake.workspace.channelNamed(own).isArchived = true), false, /: is_archived:/],
    [
      'because it was archived, for another process',
      () => (fake.workspace.channelNamed(own).isArchived = true),
      true,
      /: name_taken: .*unarchive/,
    ],
  ])('%s, is told in the channel for all instead', async (_why, breakIt, isOther, reason) => {
    const first = space.begin({ channelPerIncident: true, now });
    await first.chat.post(aPost());
    breakIt();
    const { chat } = isOther ? space.begin({ channelPerIncident: true, now }) : first;
    const receipt = await chat.post(update);
    expect(receipt.notReached).toEqual([expect.stringMatching(/^the incident’s own channel: Slack refused/) as string]);
    expect(receipt.notReached?.[0]).toMatch(reason);
    await chat.post(resolved);
    await chat.post(resolved);
    expect(inThread()).toEqual([expect.stringContaining('Rolling back'), expect.stringContaining('It is over')]);
    expect(space.shown(own)).toHaveLength(1);
  });

  it('because the app may make none, is told in the channel for all instead', async () => {
    fake.scopes.delete('channels:manage');
    const { chat } = space.begin({ channelPerIncident: true, now });
    for (const post of [aPost(), update]) {
      const { notReached } = await chat.post(post);
      expect(notReached).toEqual([expect.stringContaining('the app needs channels:manage') as string]);
    }
    expect(inThread()).toEqual([expect.stringContaining('Rolling back')]);
  });

  it('does not happen because the channel for all can not be told; that it can not is the failure', async () => {
    const { chat } = space.begin({ channelPerIncident: true, now });
    fake.workspace.channelNamed('incidents').members.clear();
    await expect(chat.post(aPost())).rejects.toThrow('not_in_channel');
    expect(space.shown(own)).toHaveLength(1);
  });

  it('for now, comes after the channel for all has heard, and is made up for', async () => {
    const { chat } = space.begin({ channelPerIncident: true, now });
    fake.vendor.failMeant(({ path }) => path.endsWith('conversations.create'), json(503, { ok: false }));
    await expect(chat.post(aPost())).rejects.toBeInstanceOf(ProviderUnavailable);
    expect(space.shown('incidents')).toHaveLength(1);
    await chat.post(aPost());
    const { id, pinned } = fake.workspace.channelNamed(own);
    expect([space.shown(own).length, pinned.length]).toEqual([1, 1]);
    expect(space.shown('incidents')).toEqual([
      expect.stringMatching(new RegExp(`<#${id}>\\n\\[Acknowledge\\]`)) as string,
    ]);
  });
});
