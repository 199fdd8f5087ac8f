import { ProviderRejected, ProviderUnavailable } from '../../../../activities/errors';
import { ALL_SCOPES, type FakeSlack } from '../../../fakes/slack/fake-slack';
import { json } from '../../../fakes/vendor';
import { aPage, aPost, aWorkspace, INCIDENT, nadia, priya } from './setup';

let fake: FakeSlack;

let space: Awaited<ReturnType<typeof aWorkspace>>;

beforeEach(async () => {
  space = await aWorkspace();
  fake = space.fake;
});

afterEach(() => fake.stop());

/** Lets everything until the given method through, and fails that one. */
async function failAt(
  method: string,
  fault: Parameters<FakeSlack['vendor']['failNext']>[0],
  act: () => Promise<unknown>,
) {
  const { vendor } = fake;
  const before = vendor.requests.length;
  // What is asked before it is asked first without the fault: a new process asks the same again.
  const rehearsal = await aWorkspace();
  try {
    await rehearsal.begin().chat.post(aPost());
  } finally {
    await rehearsal.fake.stop();
  }
  const ahead = rehearsal.fake.calls.indexOf(method);
  for (let n = 0; n < ahead; n += 1) vendor.passNext();
  vendor.failNext(fault);
  await expect(act()).rejects.toBeInstanceOf(ProviderUnavailable);
  expect(vendor.requests.length - before).toBe(ahead + 1);
}

describe('when the answer to a post is lost', () => {
  it.each(['done-reset', 'done-hang'] as const)('the same process posts it once (%s)', async (fault) => {
    const { chat } = space.begin();
    await failAt('chat.postMessage', fault, () => chat.post(aPost()));
    expect(fake.workspace.effects()).toHaveLength(1);
    const receipt = await chat.post(aPost());
    expect(receipt.reference).toContain(fake.workspace.messages[0]?.ts);
    expect(fake.workspace.effects()).toEqual([`${INCIDENT} initial:chat`]);
  });

  it('and so does another process, after the first was killed', async () => {
    await failAt('chat.postMessage', 'done-reset', () => space.begin().chat.post(aPost()));
    await space.begin().chat.post(aPost());
    expect(fake.workspace.effects()).toEqual([`${INCIDENT} initial:chat`]);
  });

  it('a reply in the thread is posted once too, and a page', async () => {
    await space.begin().chat.post(aPost());
    const update = aPost({
      key: 'update:2:chat',
      changes: 'report',
      kind: 'update',
      subject: 'INCIDENT UPDATE',
      text: 'Still down',
    });
    await space.begin().chat.post(update);
    await space.begin().chat.post(update);
    await space.begin().pager.page(aPage());
    await space.begin().pager.page(aPage());
    expect(fake.workspace.effects()).toEqual([
      `${INCIDENT} initial:chat`,
      `${INCIDENT} update:2:chat`,
      `${INCIDENT} ${aPage().key}`,
    ]);
  });

  it('what another app says about itself proves nothing', async () => {
    await space.begin().chat.post(aPost());
    const [message] = fake.workspace.messages;
    if (message === undefined) throw new Error('nothing was posted');
    Object.assign(message, { botId: 'B0OTHER01' });
    await space.begin().chat.post(aPost());
    expect(fake.workspace.messages).toHaveLength(2);
  });
});

describe('a refusal', () => {
  it('names the scope that is missing', async () => {
    fake.scopes.delete('channels:history');
    const failure = space.begin().chat.post(aPost());
    await expect(failure).rejects.toBeInstanceOf(ProviderRejected);
    await expect(failure).rejects.toThrow(/missing_scope: the app needs channels:history \(it has .*chat:write.*\)/);
  });

  it('names the channel that is not there', async () => {
    const failure = space.begin({ channel: '#nowhere' }).chat.post(aPost());
    await expect(failure).rejects.toThrow('the public channel #nowhere was not found');
  });

  it('says that the app has to be invited', async () => {
    fake.workspace.channelNamed('incidents').members.clear();
    await expect(space.begin().chat.post(aPost())).rejects.toThrow(/not_in_channel: .*invite it/);
  });

  it('says that the token is wrong', async () => {
    await expect(space.begin({ token: 'xoxb-other' }).chat.post(aPost())).rejects.toThrow(
      /invalid_auth: .*MUSTER_SLACK_TOKEN/,
    );
  });

  it.each(['internal_error', 'service_unavailable', 'ratelimited'])('that says %s may pass', async (error) => {
    fake.vendor.failNext(json(200, { ok: false, error }));
    await expect(space.begin().chat.post(aPost())).rejects.toBeInstanceOf(ProviderUnavailable);
  });
});

describe('a page', () => {
  it('goes out although Slack does not let us look whether it did before', async () => {
    fake.scopes.delete('im:history');
    await space.begin().pager.page(aPage());
    expect(fake.workspace.effects()).toHaveLength(1);
  });

  const looks = ({ path }: { path: string }) => path.endsWith('conversations.history');
  const sends = ({ path }: { path: string }) => path.endsWith('chat.postMessage');
  const unavailable = json(503, { ok: false });

  it.each([
    ['is down', unavailable],
    ['wants us to wait', { ...json(429, { ok: false, error: 'ratelimited' }), headers: { 'retry-after': '30' } }],
    ['answers nothing', 'hang' as const],
  ])('goes out although what tells whether it did before %s', async (_how, fault) => {
    fake.vendor.failMeant(looks, fault);
    await space.begin({ withinMs: 30_000 }).pager.page(aPage());
    expect(fake.workspace.effects()).toEqual([`${INCIDENT} ${aPage().key}`]);
  });

  it('goes out although Slack does not say who we are', async () => {
    fake.vendor.failMeant(({ path }) => path.endsWith('auth.test'), unavailable);
    const { reference, url } = await space.begin().pager.page(aPage());
    expect([reference, url]).toEqual([expect.stringContaining(fake.workspace.messages[0]?.ts ?? '?'), undefined]);
  });

  it('that was called off while it was looked for does not', async () => {
    const calledOff = new AbortController();
    const looked = fake.vendor.loseAnswerTo(looks);
    const page = space.begin({ withinMs: 30_000 }).pager.page(aPage(), calledOff.signal);
    const outcome = expect(page).rejects.toThrow('superseded');
    await looked.taken;
    calledOff.abort(new Error('superseded'));
    await outcome;
    expect(fake.workspace.messages).toEqual([]);
  });

  it('whose answer was lost is looked for before it goes out again; a second look that fails does not stop it', async () => {
    const { pager } = space.begin();
    fake.vendor.failMeant(sends, 'done-reset');
    await expect(pager.page(aPage())).rejects.toBeInstanceOf(ProviderUnavailable);
    fake.vendor.failMeant(looks, unavailable);
    await expect(pager.page(aPage())).rejects.toBeInstanceOf(ProviderUnavailable);
    expect(fake.workspace.messages).toHaveLength(1);
    await pager.page(aPage());
    expect(fake.workspace.messages).toHaveLength(1);
    fake.vendor.failMeant(sends, 'reset');
    const other = aPage({ key: 'page:P1:5m:engineering-manager:2' });
    await expect(pager.page(other)).rejects.toBeInstanceOf(ProviderUnavailable);
    fake.vendor.failMeant(looks, unavailable, 2);
    await expect(pager.page(other)).rejects.toBeInstanceOf(ProviderUnavailable);
    await pager.page(other);
    expect(fake.workspace.messages).toHaveLength(2);
  });

  it('that another worker may have sent before it died is looked for first', async () => {
    fake.vendor.failMeant(looks, unavailable);
    const again = aPage({ triedSince: 1 });
    await expect(space.begin().pager.page(again)).rejects.toBeInstanceOf(ProviderUnavailable);
    expect(fake.workspace.messages).toEqual([]);
    await space.begin().pager.page(again);
    expect(fake.workspace.messages).toHaveLength(1);
  });

  it('reaches by mail address who has only a name on Slack', async () => {
    await space.begin().pager.page(aPage({ to: priya }));
    expect(fake.workspace.messages[0]?.channel).toBe(fake.workspace.directWith('U0PRIYA01').id);
  });

  it('goes the other way to who is not on Slack', async () => {
    await space.begin().pager.page(aPage({ to: nadia }));
    expect(space.elsewhere).toEqual([`nadia ${aPage().key}`]);
    expect(fake.workspace.messages).toEqual([]);
  });

  it('says who the directory does not name', async () => {
    const to = { ...priya, contactPoints: [{ channel: 'slack', address: '@priya' }] };
    await expect(space.begin().pager.page(aPage({ to }))).rejects.toThrow(/find Priya Raman on Slack/);
  });
});

describe('a word to people', () => {
  const nudge = (to: string[]) => aPost({ kind: 'nudge', key: 'nudge:2', to });
  const toKwame = () =>
    fake.workspace.messages.filter(({ channel }) => channel === fake.workspace.directWith('U0KWAME01').id);

  it('that reaches one and can not reach others is done, and says whom it did not reach and why', async () => {
    const receipt = await space.begin().chat.post(nudge(['nadia', 'kwame', 'nobody']));
    expect(receipt.reference).toContain(toKwame()[0]?.ts);
    expect(receipt.notReached).toEqual([
      expect.stringMatching(/^nadia: Slack refused: Muster can't find Nadia on Slack/) as string,
      'nobody: directory refused: nobody is not in the directory',
    ]);
    expect(fake.workspace.messages).toEqual(toKwame());
  });

  it('that can reach nobody fails for good', async () => {
    await expect(space.begin().chat.post(nudge(['nadia', 'nobody']))).rejects.toBeInstanceOf(ProviderRejected);
  });

  it('that failed for now for one is tried again, and who has it gets it once', async () => {
    const { chat } = space.begin();
    fake.vendor.failMeant(({ path }) => path.endsWith('users.lookupByEmail'), json(503, { ok: false }));
    await expect(chat.post(nudge(['priya', 'nadia', 'kwame']))).rejects.toBeInstanceOf(ProviderUnavailable);
    expect(toKwame()).toHaveLength(1);
    const { notReached } = await space.begin().chat.post(nudge(['priya', 'nadia', 'kwame']));
    expect(notReached).toEqual([expect.stringMatching(/^nadia: /) as string]);
    expect(toKwame()).toHaveLength(1);
    expect(fake.workspace.messages).toHaveLength(2);
  });
});

test('the scopes that the adapter uses are all that it needs', async () => {
  const used = new Set([
    'channels:history',
    'channels:read',
    'chat:write',
    'im:history',
    'im:write',
    'users:read.email',
  ]);
  for (const scope of ALL_SCOPES) if (!used.has(scope)) fake.scopes.delete(scope);
  const { chat, pager } = space.begin();
  await chat.post(aPost());
  await chat.post(aPost({ key: 'resolved:chat', changes: 'report', kind: 'resolved' }));
  await chat.post(aPost({ key: 'nudge:2', kind: 'nudge', to: ['priya'] }));
  await pager.page(aPage());
});

describe('what was overtaken', () => {
  const said = (n: number, saidAt: number) =>
    aPost({ key: `update:${n}:chat`, kind: 'update', subject: `UPDATE ${n}`, text: `state ${n}`, saidAt });
  const severity = (n: number, saidAt: number) =>
    aPost({
      key: `severity:${n}:chat`,
      changes: 'headline',
      kind: 'update',
      subject: `Now P${n}`,
      text: 'because',
      saidAt,
    });

  it.each([
    ['the same process', false],
    ['another process', true],
  ])('does not come back over what %s said since', async (_of, isOther) => {
    const first = space.begin();
    await first.chat.post(aPost({ saidAt: 1 }));
    // The answer to the edit is lost: the update stands in the thread and will be tried again.
    fake.vendor.passNext();
    fake.vendor.passNext();
    fake.vendor.failNext(json(503, { ok: false }));
    await expect(first.chat.post(said(1, 2))).rejects.toBeInstanceOf(ProviderUnavailable);
    await (isOther ? space.begin() : first).chat.post(said(2, 3));
    await first.chat.post(said(1, 2));
    expect(space.shown('incidents')[0]).toContain('state 2');
    expect(fake.workspace.effects().filter((effect) => effect.endsWith('update:1:chat'))).toHaveLength(1);
  });

  it('changes no topic either', async () => {
    const now = () => Date.UTC(2026, 10, 24, 12);
    const { chat } = space.begin({ channelPerIncident: true, now });
    await chat.post(aPost({ saidAt: 1 }));
    await chat.post(severity(2, 3));
    await chat.post(severity(1, 2));
    expect(fake.workspace.channelNamed(`inc-2026-11-24-${INCIDENT}`).topic).toContain('Now P2');
  });
});
