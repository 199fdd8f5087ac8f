import type { FakeSlack } from '../../../fakes/slack/fake-slack';
import { pageOf } from '../../../fakes/slack/page';
import { aPage, aPost, aWorkspace, INCIDENT, takes } from './setup';

let fake: FakeSlack;

let space: Awaited<ReturnType<typeof aWorkspace>>;

beforeEach(async () => {
  space = await aWorkspace();
  fake = space.fake;
});

afterEach(() => fake.stop());

const update = aPost({
  key: 'update:2:chat',
  changes: 'report',
  kind: 'update',
  subject: 'INCIDENT UPDATE: Release Manager down',
  text: '# INCIDENT UPDATE: Release Manager down\n\n**Severity**: P1\n\n## Since the last update\nRolling back',
});

const severity = aPost({
  key: 'severity:1:chat',
  changes: 'headline',
  kind: 'update',
  subject: 'Now P2: Release Manager down',
  text: 'Lowered by Kwame\nBecause: few users',
});

const resolved = aPost({
  key: 'resolved:chat',
  changes: 'report',
  kind: 'resolved',
  subject: 'INCIDENT RESOLVED',
  text: 'It is over',
});

const brief = aPost({ key: 'brief:1:chat', kind: 'brief', subject: 'DECISION NEEDED', text: 'Roll back?' });

describe('an incident in a channel', () => {
  it('is one message, read as the guide wrote it, with the buttons under it', async () => {
    await space.begin().chat.post(aPost());
    expect(space.shown('incidents')).toEqual([
      [
        'INCIDENT: Release Manager down',
        'Severity: P1',
        '*Impact*',
        'Nobody can deploy',
        '[Acknowledge] [Join] [Update…] [Tick item…] [Escalate…] [Resolve…]',
      ].join('\n'),
    ]);
  });

  it('keeps that message current, and has the rest in its thread; another process goes on with it', async () => {
    await space.begin().chat.post(aPost());
    await space.begin().chat.post(update);
    await space.begin().chat.post(brief);
    const [root, ...others] = space.shown('incidents');
    expect(others).toEqual([]);
    expect(root).toContain(
      'INCIDENT UPDATE: Release Manager down\nSeverity: P1\n*Since the last update*\nRolling back',
    );
    expect(root).toContain('Latest: DECISION NEEDED: Roll back?');
    expect(root).not.toContain('Nobody can deploy');
    expect(root).toMatch(/\[Acknowledge\].*\[Resolve…\]$/);
    const thread = space.shown('incidents', fake.workspace.messages[0]?.ts).slice(1);
    expect(thread).toEqual([
      expect.stringContaining('Rolling back') as string,
      'DECISION NEEDED\nRoll back?\n[Decide…] [Acknowledge] [I can’t] [Join]',
    ]);
  });

  it('offers the public status page where the policy lets it go there, also when the severity changes that', async () => {
    const { chat } = space.begin();
    await chat.post(aPost());
    expect(space.shown('incidents')[0]).not.toContain('[Publish…]');
    await chat.post({ ...severity, mayGoPublic: true });
    expect(space.shown('incidents')[0]).toContain('[Resolve…] [Publish…]');
    await chat.post({ ...severity, key: 'severity:2:chat' });
    expect(space.shown('incidents')[0]).not.toContain('[Publish…]');
  });

  it('shows a change of the status to the whole channel too', async () => {
    const { chat } = space.begin();
    await chat.post(aPost());
    await chat.post(
      aPost({
        key: 'status:1:chat',
        changes: 'headline',
        kind: 'update',
        subject: 'Now identified: Release Manager down',
      }),
    );
    expect(space.shown('incidents')).toHaveLength(2);
    expect(space.shown('incidents')[0]).toMatch(/^Now identified: Release Manager down/);
  });

  it('shows a change of severity and the end to the whole channel, and takes the buttons away at the end', async () => {
    const { chat } = space.begin();
    for (const post of [aPost(), update, severity, resolved]) await chat.post(post);
    const [root, ...broadcast] = space.shown('incidents');
    expect(broadcast).toEqual([
      expect.stringContaining('Now P2') as string,
      expect.stringContaining('It is over') as string,
    ]);
    expect(root).toContain('INCIDENT RESOLVED');
    expect(root).not.toContain('[');
  });

  it('has a new message after somebody deleted the first', async () => {
    const { chat } = space.begin();
    await chat.post(aPost());
    fake.workspace.messages.splice(0);
    await chat.post(update);
    await chat.post(severity);
    const [root, ...others] = space.shown('incidents');
    expect([root, others]).toEqual([expect.stringContaining('Rolling back') as string, [expect.anything()]]);
  });

  it('answers a link to the message', async () => {
    const { chat } = space.begin();
    const channel = fake.workspace.channelNamed('incidents').id;
    const { url: root } = await chat.post(aPost());
    const ts = fake.workspace.messages[0]?.ts ?? '';
    expect(root).toBe(`https://muster-test.slack.com/archives/${channel}/p${ts.replace('.', '')}`);
    const { url: reply } = await chat.post(update);
    expect(reply).toContain(`thread_ts=${ts}&cid=${channel}`);
  });
});

describe('a channel per incident', () => {
  const now = () => Date.parse('2026-11-24T12:00:00Z');
  const own = `inc-2026-11-24-${INCIDENT}`;

  it('holds the incident, pinned and with its topic; the common channel hears of it and of its end', async () => {
    const { chat } = space.begin({ channelPerIncident: true, now });
    for (const post of [aPost(), update, resolved]) await chat.post(post);
    const channel = fake.workspace.channelNamed(own);
    expect(channel.pinned).toHaveLength(1);
    expect(channel.topic).toBe('INCIDENT RESOLVED');
    expect(space.shown(own, channel.pinned[0]).slice(1)).toHaveLength(2);
    const [root, end] = space.shown('incidents');
    expect(root).toContain(`Details in <#${channel.id}>`);
    expect(end).toContain('It is over');
    expect(fake.workspace.effects().filter((effect) => effect.endsWith('update:2:chat'))).toHaveLength(1);
  });

  it('is found again on another day by another process, also when the answer to its making was lost', async () => {
    fake.vendor.failMeant(({ path }) => path.endsWith('conversations.create'), 'done-reset');
    await expect(space.begin({ channelPerIncident: true, now }).chat.post(aPost())).rejects.toThrow('reset');
    const tomorrow = () => now() + 86_400_000;
    await space.begin({ channelPerIncident: true, now: tomorrow }).chat.post(aPost());
    expect([...fake.workspace.channels.values()].map(({ name }) => name)).toEqual(['incidents', own]);
  });

  it('has a name that Slack takes, however long the service is called', async () => {
    const { chat } = space.begin({ channelPerIncident: true, now });
    await chat.post(aPost({ incidentId: `${'long-name-'.repeat(10)}-7f3k2a9q-x4tm` }));
    const names = [...fake.workspace.channels.values()].map(({ name }) => name);
    expect(names[1]).toMatch(/^inc-2026-11-24-.*-7f3k2a9q-x4tm$/);
    expect(names[1]).toHaveLength(80);
  });

  it('is made for the incidents of a policy that wants it, whatever the settings say', async () => {
    const { chat, pager } = space.begin({ now });
    await chat.post(aPost());
    expect(fake.workspace.findChannel(own)).toBeUndefined();
    await chat.post({ ...update, ownChannel: true });
    const invited = takes(fake, 'conversations.invite');
    await pager.page(aPage({ ownChannel: true }));
    await invited;
    expect(space.shown(own)).toHaveLength(1);
    expect(fake.workspace.channelNamed(own).members).toContain('U0KWAME01');
  });

  it('has those in it who are paged', async () => {
    const invited = takes(fake, 'conversations.invite');
    await space.begin({ channelPerIncident: true, now }).pager.page(aPage());
    await invited;
    expect(fake.workspace.channelNamed(own).members).toContain('U0KWAME01');
  });
});

describe('text from outside', () => {
  const evil = [
    '<!channel> <!here> <@U0KWAME01> <#C1> <https://evil.example|your bank> https://evil.example',
    '*bold* _it_ ~no~ `code` ```fence``` :boom: &lt;b&gt;',
    '## <!channel>',
    '## *not a heading of ours*',
    'hidden\u202e\u200b\u0007end',
  ].join('\n');

  it('is only text: nothing pings, links, formats or hides', async () => {
    const { chat, pager } = space.begin();
    await chat.post(aPost({ subject: evil, text: evil }));
    await chat.post(aPost({ key: 'update:2:chat', changes: 'report', kind: 'update', subject: evil, text: evil }));
    await pager.page(aPage({ subject: evil, text: evil }));
    expect(fake.workspace.messages).toHaveLength(3);
    for (const { text, blocks } of fake.workspace.messages) {
      const markup = blocks.flatMap((block) =>
        block.type === 'section' && block.text?.type === 'mrkdwn' ? [block.text.text] : [],
      );
      expect(markup).toEqual([]);
      const sent = JSON.stringify([text, blocks]);
      expect(sent).not.toMatch(/[<>\u202e\u200b]|\\u0007/);
      // What was an entity before stays the text that it was.
      expect(sent).toContain('&amp;lt;b&amp;gt;');
    }
    for (const { path, body } of fake.vendor.requests) {
      if (!/chat\.(postMessage|update)/.test(path)) continue;
      const args = new URLSearchParams(body);
      expect([args.get('parse'), args.get('link_names')]).toEqual(['none', 'false']);
      if (path.includes('postMessage')) {
        expect([args.get('unfurl_links'), args.get('unfurl_media'), args.get('mrkdwn')]).toEqual([
          'false',
          'false',
          'false',
        ]);
      }
    }
  });

  it('of ten thousand characters fits, all of it', async () => {
    const long = `${'word '.repeat(1_999)}<end>`;
    await space.begin().chat.post(aPost({ text: long }));
    const [shown = ''] = space.shown('incidents');
    expect(shown).toContain('<end>');
    expect(shown.match(/word/g)).toHaveLength(1_999);
  });

  it('of a hundred thousand characters is cut, and says where the rest is', async () => {
    await space.begin().chat.post(aPost({ text: '& <'.repeat(40_000) }));
    expect(space.shown('incidents')[0]).toContain('Text cut off here');
  });

  it('without a headline, or of nothing but spaces, is a message all the same', async () => {
    const { chat } = space.begin();
    const { subject, ...bare } = aPost({ text: 'Just a line' });
    await chat.post(bare);
    await chat.post(aPost({ incidentId: 'i-2', subject, text: ' \n ' }));
    expect(fake.workspace.messages.map(({ text }) => text)).toEqual(['Just a line', subject]);
  });

  it('is harmless on the fake’s own page', async () => {
    await space.begin().chat.post(aPost({ subject: '<script>alert(1)</script>' }));
    const page = pageOf(fake.workspace).body;
    expect(page).not.toContain('<script>');
    expect(page).toContain('alert(1)');
    const answer = await fetch(`${fake.vendor.url}/`);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
  });
});

describe('a message about several incidents', () => {
  const pages = (count: number) =>
    Array.from({ length: count }, (_, n) => ({
      incidentId: `shop-${n}-7f3k2a9q-x4tm`,
      key: 'page:P1:0m:cto:1',
      subject: `P1 Shop ${n}: down <!channel>`,
      text: 'down',
    }));

  it('has a button for each, and one for all', async () => {
    const together = pages(3);
    await space.begin().pager.page(aPage({ ...together[0], subject: '3 pages', together }));
    const blocks = fake.workspace.messages.at(-1)?.blocks ?? [];
    const values = JSON.stringify(blocks).match(/"value":"[^"]*"/g);
    const ids = together.map(({ incidentId }) => incidentId);
    expect(values).toEqual([...ids, ids.join(' ')].map((value) => `"value":"${value}"`));
  });

  it('of five hundred is within what Slack takes, and says how many more there are', async () => {
    const together = pages(500);
    await space.begin().pager.page(aPage({ ...together[0], subject: '500 pages', together }));
    expect(JSON.stringify(fake.workspace.messages.at(-1)?.blocks)).toContain('460 more');
  });
});
