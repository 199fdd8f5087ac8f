import { createLadder } from '../../activities/adapters/delivery/ladder';
import { createSlackChannel } from '../../activities/adapters/delivery/slack-channel';
import type { FakeSlack } from '../fakes/slack/fake-slack';
import { aPage, aWorkspace, INCIDENT, takes } from './slack-setup';

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
