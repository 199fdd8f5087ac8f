import { ProviderUnavailable } from '../../../../activities/errors';
import type { FakeSlack } from '../../../fakes/slack/fake-slack';
import { json, type VendorRequest } from '../../../fakes/vendor';
import { aPage, aPost, aWorkspace, INCIDENT, takes } from './setup';

let fake: FakeSlack;

let space: Awaited<ReturnType<typeof aWorkspace>>;

beforeEach(async () => {
  today = Date.parse('2026-11-24T12:00:00Z');
  space = await aWorkspace();
  fake = space.fake;
  // Three pages of them, with #incidents on the first.
  for (let n = 0; n < 450; n += 1) fake.workspace.addChannel(`team-${n}`);
});

afterEach(() => fake.stop());

let today: number;

const now = () => today;

const own = `inc-2026-11-24-${INCIDENT}`;

const perIncident = { channelPerIncident: true, now };

/** At which page each question for the list of channels began. */
const pagesAsked = (): string[] =>
  fake.vendor.requests
    .filter(({ path }) => path.endsWith('conversations.list'))
    .map(({ body }) => new URLSearchParams(body).get('cursor') ?? 'first');

const times = (method: string): number => fake.calls.filter((call) => call === method).length;

const isPage =
  (page: string) =>
  ({ path, body }: VendorRequest): boolean =>
    path.endsWith('conversations.list') && body.includes(`cursor=${page}`);

describe('in a workspace with many channels', () => {
  it('the post and the pages of one incident at once read the list once and make one channel', async () => {
    const { chat, pager } = space.begin(perIncident);
    const invited = takes(fake, 'conversations.invite');
    const pages = Array.from({ length: 5 }, (_, n) => pager.page(aPage({ key: `page:${n}` })));
    await Promise.all([chat.post(aPost()), ...pages, invited]);
    expect(pagesAsked()).toEqual(['first', '200', '400']);
    expect(times('conversations.create')).toBe(1);
  });

  it('nobody reads further than to what is looked for', async () => {
    await space.begin().chat.post(aPost());
    expect(pagesAsked()).toEqual(['first']);
  });

  it('a list that failed half-way goes on there, so that its end is reached however often it fails', async () => {
    const { chat } = space.begin(perIncident);
    for (const page of ['200', '400']) {
      fake.vendor.failMeant(isPage(page), json(429, { ok: false, error: 'ratelimited' }));
      await expect(chat.post(aPost())).rejects.toBeInstanceOf(ProviderUnavailable);
    }
    await chat.post(aPost());
    expect(pagesAsked()).toEqual(['first', '200', '200', '400', '400']);
    expect(space.shown(own)).toHaveLength(1);
  });

  it('one that was left half-way long ago begins anew', async () => {
    const { chat } = space.begin({ now });
    await chat.post(aPost());
    await chat.post(aPost({ to: ['#team-300'] }));
    expect(pagesAsked()).toEqual(['first', '200']);
    today += 3_600_000;
    await chat.post(aPost({ to: ['#team-449'] }));
    expect(pagesAsked().slice(2)).toEqual(['first', '200', '400']);
  });

  it('one whose place Slack does not know any more begins anew', async () => {
    const { chat } = space.begin({ now });
    fake.vendor.failMeant(isPage('200'), json(200, { ok: false, error: 'invalid_cursor' }));
    await expect(chat.post(aPost({ to: ['#team-300'] }))).rejects.toThrow('invalid_cursor');
    await chat.post(aPost({ to: ['#team-300'] }));
    expect(pagesAsked()).toEqual(['first', '200', 'first', '200']);
  });

  it('a channel that another process made a moment ago is found', async () => {
    const { chat } = space.begin(perIncident);
    // Between our look and our making it. Only watches: nothing is failed.
    fake.vendor.failMeant(({ path }) => {
      if (path.endsWith('conversations.create')) fake.workspace.addChannel(own);
      return false;
    }, 'reset');
    await chat.post(aPost());
    expect(space.shown(own)).toHaveLength(1);
    expect(times('conversations.create')).toBe(1);
  });
});
