import { NotAllowed, Refused, Unanswered, Unreachable } from '../../../client/errors';
import type { IncidentClient } from '../../../client/incidents/api';
import type { Deed } from '../../../domain/state/acts';
import { aView } from '../../support/client';
import { aSystem, INCIDENT, type SystemUnderTest, until } from './setup';

let system: SystemUnderTest;

const begin = async (changed?: Partial<IncidentClient>): Promise<SystemUnderTest> => (system = await aSystem(changed));

afterEach(() => system.stop());

const firstWord = () => until(() => system.kwame.heard()[0]);

describe('a button', () => {
  it.each([
    ['muster:acknowledge', 'acknowledge'],
    ['muster:join', 'join'],
  ] as const)('%s does it at once, and tells who pressed it', async (action, deed) => {
    const { kwame, posted, recorded } = await begin();
    await kwame.press(await posted('initial'), action);
    expect(await firstWord()).toBe(`Done: ${deed}.`);
    expect(recorded.acts).toEqual([
      { ref: INCIDENT, by: { person: 'kwame', via: 'slack', actId: expect.any(String) as string }, deed: { do: deed } },
    ]);
  });

  const forms: [string, 'initial' | 'brief', Record<string, string>, Deed][] = [
    [
      'update',
      'initial',
      { text: 'Rolling back', impact: 'few' },
      { do: 'update', text: 'Rolling back', impact: 'few' },
    ],
    ['update', 'initial', { text: 'Rolling back' }, { do: 'update', text: 'Rolling back' }],
    [
      'decide',
      'brief',
      { choice: 'roll-back', reason: 'it broke' },
      { do: 'decide', choice: 'roll-back', reason: 'it broke' },
    ],
    ['decide', 'brief', { choice: 'extend', reason: 'nearly' }, { do: 'decide', choice: 'extend', reason: 'nearly' }],
    ['tick', 'initial', { item: 'errors', evidence: 'looked' }, { do: 'tick', item: 'errors', evidence: 'looked' }],
    ['escalate', 'initial', { reason: 'more hands' }, { do: 'escalate', reason: 'more hands' }],
    [
      'resolve',
      'initial',
      { resolution: 'rolled back', rootCause: 'a query', override: 'no time' },
      { do: 'resolve', resolution: 'rolled back', rootCause: 'a query', override: 'no time' },
    ],
  ];
  it.each(forms)('%s opens a form, and does what is filled in (%#)', async (name, kind, answers, deed) => {
    const { kwame, posted, recorded, fake } = await begin();
    if (kind === 'brief') await posted('initial');
    await kwame.press(await posted(kind), `muster:${name}`);
    await until(() => fake.workspace.views[0]);
    expect(await kwame.submit(kwame.modal(), answers)).toBeUndefined();
    expect(await firstWord()).toBe(`Done: ${deed.do}.`);
    expect(recorded.acts).toMatchObject([{ ref: INCIDENT, by: { person: 'kwame', via: 'slack' }, deed }]);
  });

  it('carries the full id of the incident and nothing else', async () => {
    const { posted } = await begin();
    const { blocks } = await posted('initial');
    const buttons = blocks.flatMap((block) => (block.type === 'actions' ? block.elements : []));
    expect(buttons.map(({ value }) => value)).toEqual(buttons.map(() => INCIDENT));
  });

  it('for several incidents acknowledges each; one that refuses keeps nobody from the others', async () => {
    const refs: string[] = [];
    const { handlers, kwame, fake } = await begin({
      act: (ref, { actId = 'a' }) => {
        if (ref === 'i-2') return Promise.reject(new Refused('Incident i-2 has ended.'));
        refs.push(ref);
        return Promise.resolve({ incidentId: ref, actId, text: 'Acknowledged.' });
      },
    });
    const actions = [{ action_id: 'muster:acknowledge', value: 'i-1 i-2 i-3', action_ts: '1.1' }];
    const link = fake.newResponseUrl('U0KWAME01', 'C1');
    const user = { id: 'U0KWAME01' };
    await handlers.interaction({ type: 'block_actions', user, trigger_id: 't', response_url: link, actions }).work?.();
    expect(refs).toEqual(['i-1', 'i-3']);
    expect(kwame.heard()[0]).toBe('i-1: Acknowledged.\ni-2: Incident i-2 has ended.\ni-3: Acknowledged.');
  });

  it('pressed once and delivered twice is one act', async () => {
    const { handlers, recorded, fake } = await begin();
    const payload = {
      type: 'block_actions',
      user: { id: 'U0KWAME01' },
      trigger_id: 't',
      response_url: fake.newResponseUrl('U0KWAME01', 'C1'),
      actions: [{ action_id: 'muster:join', value: INCIDENT, action_ts: '1.1' }],
    };
    for (let n = 0; n < 3; n += 1) await handlers.interaction(payload).work?.();
    expect(recorded.acts).toHaveLength(1);
  });

  it('delivered again after Temporal was away is the same act again', async () => {
    const ids: (string | undefined)[] = [];
    const { handlers } = await begin({
      act: (_ref, { actId }) => {
        ids.push(actId);
        return Promise.reject(new Unreachable('Temporal does not answer.'));
      },
    });
    const actions = [{ action_id: 'muster:join', value: INCIDENT, action_ts: '1.1' }];
    const payload = { type: 'block_actions', user: { id: 'U0KWAME01' }, trigger_id: 't', actions };
    for (let n = 0; n < 2; n += 1) await handlers.interaction(payload).work?.();
    expect(ids).toHaveLength(2);
    expect(new Set(ids).size).toBe(1);
  });

  it('for ticking opens no form where nothing is open', async () => {
    const { kwame, posted, fake } = await begin({ show: () => Promise.resolve(aView({ checklist: [] })) });
    await kwame.press(await posted('initial'), 'muster:tick');
    expect(await firstWord()).toBe('There are no open checklist items to tick now.');
    expect(fake.workspace.views).toEqual([]);
  });

  it('says so when Slack waited too long for the form', async () => {
    let wanted: (() => void) | undefined;
    const { kwame, posted, fake } = await begin({
      show: () => new Promise((resolve) => (wanted = () => resolve(aView()))),
    });
    await kwame.press(await posted('initial'), 'muster:tick');
    await until(() => wanted);
    fake.expireTriggers();
    wanted?.();
    expect(await firstWord()).toContain('took too long for Slack');
  });

  it('asks again for a field with nothing but spaces in it', async () => {
    const { kwame, posted, recorded, fake } = await begin();
    await kwame.press(await posted('initial'), 'muster:escalate');
    await until(() => fake.workspace.views[0]);
    const answer = await kwame.submit(kwame.modal(), { reason: '  \n' });
    expect(answer).toEqual({ response_action: 'errors', errors: { reason: 'This can’t be empty.' } });
    expect(recorded.acts).toEqual([]);
  });
});

describe('a form that was open for longer than Slack takes an answer by its link', () => {
  const inConversation = () => {
    const { workspace } = system.fake;
    return workspace.shown(workspace.directWith('U0KWAME01').id)[0];
  };

  it.each([
    [
      'is refused',
      () => Promise.reject(new Refused('It is resolved <!channel> already.')),
      'It is resolved &lt;!channel&gt; already.',
    ],
    ['is done', undefined, 'Done: update.'],
  ] as const)('and %s: who sent it is told in the app’s conversation with them', async (_what, act, said) => {
    const { kwame, posted, fake, bugs, troubles } = await begin(act === undefined ? {} : { act });
    await kwame.press(await posted('initial'), 'muster:update');
    await until(() => fake.workspace.views[0]);
    fake.expireResponseUrls();
    await kwame.submit(kwame.modal(), { text: 'Rolling back' });
    const { text, blocks } = await until(inConversation);
    expect([text, blocks]).toMatchObject([said, [{ type: 'section', text: { type: 'plain_text', text: said } }]]);
    expect([kwame.heard(), bugs, troubles]).toEqual([[], [], []]);
  });

  it('and can not be told: the log says so, without the link', async () => {
    const { kwame, posted, fake, troubles } = await begin();
    await kwame.press(await posted('initial'), 'muster:update');
    await until(() => fake.workspace.views[0]);
    fake.expireResponseUrls();
    fake.scopes.delete('im:write');
    await kwame.submit(kwame.modal(), { text: 'Rolling back' });
    expect(await until(() => troubles[0])).toMatch(/Could not send a private answer .*needs the scope im:write/);
    expect(troubles[0]).not.toContain('/respond/');
  });
});

describe('/incident', () => {
  it('declare opens a form with the title, and declares', async () => {
    const { kwame, recorded, fake } = await begin();
    await kwame.type('declare Nobody can <log> in');
    await until(() => fake.workspace.views[0]);
    const title = kwame.modal().blocks.flatMap((block) => (block.type === 'input' ? [block.element] : []))[0];
    expect(title).toMatchObject({ initial_value: 'Nobody can <log> in' });
    await kwame.submit(kwame.modal(), { title: 'Nobody can log in', impact: 'everybody', severity: 'P1' });
    expect(await firstWord()).toContain(`Declared ${INCIDENT}`);
    expect(recorded.declared).toEqual([
      {
        by: { person: 'kwame', via: 'slack', actId: expect.any(String) as string },
        declaring: { title: 'Nobody can log in', impact: 'everybody', severity: 'P1', facts: {} },
      },
    ]);
  });

  it('list and show tell how things stand, to who asked', async () => {
    const { kwame } = await begin();
    await kwame.type('list');
    expect(await firstWord()).toBe('x4tm  P2  investigating  no lead  API degraded');
    await kwame.type('show x4tm');
    const shown = await until(() => kwame.heard()[1]);
    expect(shown).toContain(`${INCIDENT}: mitigating, started`);
    expect(shown).toContain('missed: VP Engineering joins');
    expect(shown).toContain('Checklist: 1 of 2 ticked');
  });

  it('says when none is open', async () => {
    const { kwame } = await begin({ list: () => Promise.resolve([]) });
    await kwame.type('list');
    expect(await firstWord()).toBe('No open incidents.');
  });

  it.each<[string, string, Deed]>([
    ['ack x4tm', 'x4tm', { do: 'acknowledge' }],
    ['update x4tm  Rolling   back ', 'x4tm', { do: 'update', text: 'Rolling   back' }],
    [`resolve ${INCIDENT} rolled back`, INCIDENT, { do: 'resolve', resolution: 'rolled back' }],
  ])('%s acts', async (typed, ref, deed) => {
    const { kwame, recorded } = await begin();
    expect(await kwame.type(typed)).toBeUndefined();
    expect(await firstWord()).toBe(`Done: ${deed.do}.`);
    expect(recorded.acts).toMatchObject([{ ref, by: { person: 'kwame', via: 'slack' }, deed }]);
  });

  it('run has the tests of an item run again, after the resolution', async () => {
    const asked: unknown[] = [];
    const { kwame } = await begin({
      postMortemAct: (ref, { person }, deed) => {
        asked.push({ ref, person, deed });
        return Promise.resolve({ incidentId: INCIDENT, actId: 'a', text: 'Attempt 2 begins.' });
      },
    });
    await kwame.type('run x4tm regression-tests');
    expect(await firstWord()).toBe('Attempt 2 begins.');
    expect(asked).toEqual([{ ref: 'x4tm', person: 'kwame', deed: { do: 'run', item: 'regression-tests' } }]);
  });

  it.each([
    ['update x4tm', { text: 'Still down' }, { do: 'update', text: 'Still down' }],
    ['resolve x4tm', { resolution: 'fixed' }, { do: 'resolve', resolution: 'fixed' }],
  ])('%s without words opens a form', async (typed, answers, deed) => {
    const { kwame, recorded, fake } = await begin();
    await kwame.type(typed);
    await until(() => fake.workspace.views[0]);
    await kwame.submit(kwame.modal(), answers);
    await firstWord();
    expect(recorded.acts).toMatchObject([{ ref: 'x4tm', deed }]);
  });

  it.each([
    ['', '/incident declare'],
    ['help', '/incident declare'],
    ['ack', 'Which incident?'],
    ['show ../../etc', 'Which incident?'],
    ['run x4tm', 'Which item?'],
    ['publish', 'Which incident?'],
    ['explode', 'Unknown command "explode".'],
  ])('%j explains itself at once', async (typed, said) => {
    const { kwame, recorded } = await begin();
    expect(await kwame.type(typed)).toEqual({
      response_type: 'ephemeral',
      text: expect.stringContaining(said) as string,
    });
    expect(recorded.acts).toEqual([]);
  });
});

describe('who it is', () => {
  it.each([
    ['U0KWAME01', 'kwame'],
    ['U0PRIYA01', 'priya'],
    ['U0MEILIN1', 'mei-lin'],
  ])('%s is %s: by member id, by name, by mail', async (id, person) => {
    const { member, recorded } = await begin();
    await member(id).type('ack x4tm');
    await until(() => recorded.acts[0]);
    expect(recorded.acts).toMatchObject([{ by: { person } }]);
  });

  it.each(['U0NOBODY1', 'U0OTHERCO'])('%s is nobody of ours: told so alone, and nothing is done', async (id) => {
    const { member, posted, recorded, fake } = await begin();
    const somebody = member(id);
    const message = await posted('initial');
    await somebody.press(message, 'muster:acknowledge');
    await until(() => somebody.heard()[0]);
    await somebody.type('declare x');
    await until(() => somebody.heard()[1]);
    expect(somebody.heard()[0]).toContain(`address: ${id}`);
    expect([recorded.acts, recorded.declared, fake.workspace.views]).toEqual([[], [], []]);
  });

  it('is not known while Slack does not say', async () => {
    const { member, recorded, fake } = await begin();
    fake.scopes.delete('users:read');
    await member('U0PRIYA01').type('ack x4tm');
    expect(await until(() => member('U0PRIYA01').heard()[0])).toContain('needs the scope users:read');
    expect(recorded.acts).toEqual([]);
  });
});

describe('what goes wrong is told to who asked, alone', () => {
  it.each<[Error, string]>([
    [new Refused('Kwame may not resolve: <two> items are open.'), 'Kwame may not resolve: &lt;two&gt; items are open.'],
    [new NotAllowed('You may look, not act.'), 'You may look, not act.'],
    [
      new Unreachable('Temporal does not answer.'),
      'Temporal does not answer. Nothing was changed; try again in a minute.',
    ],
    [new Unanswered('No worker answers.'), 'No worker answers.'],
    [new TypeError('secret'), 'Internal error: this may not have worked. See Muster’s log.'],
  ])('%s', async (error, told) => {
    const { kwame, posted, bugs, fake } = await begin({ act: () => Promise.reject(error) });
    await kwame.press(await posted('initial'), 'muster:join');
    expect(await firstWord()).toBe(told);
    expect(bugs).toEqual(error instanceof TypeError ? [error] : []);
    expect(fake.workspace.whispers).toHaveLength(1);
  });
});

test('a link for answers that does not lead to Slack is not called', async () => {
  const { handlers, troubles, recorded, fake } = await begin();
  const actions = [{ action_id: 'muster:join', value: INCIDENT, action_ts: '1.1' }];
  const links = [
    'http://169.254.169.254/latest/meta-data',
    'https://hooks.slack.com.evil.example/x',
    'https://hooks.slack.com@evil.example/x',
    'http://hooks.slack.com/x',
    'file:///etc/passwd',
    'hooks.slack.com',
  ];
  for (const [n, link] of links.entries()) {
    const user = { id: 'U0KWAME01' };
    const action = { ...actions[0], action_ts: `1.${n}` };
    await handlers
      .interaction({ type: 'block_actions', user, trigger_id: 't', response_url: link, actions: [action] })
      .work?.();
  }
  expect(recorded.acts).toHaveLength(links.length);
  expect(troubles).toHaveLength(links.length);
  expect(fake.workspace.whispers).toEqual([]);
});
