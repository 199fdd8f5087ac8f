import type { WorkflowHandle } from '@temporalio/client';
import { randomUUID } from 'node:crypto';
import { DEEDS } from '../../domain/state/acts';
import { POST_MORTEM_DEEDS } from '../../domain/post-mortem/acts';
import { postMortemId } from '../../workflows/contract';
import { alertGroup, arrivedFrom, groupFrom } from '../support/alerts';
import { useSystem } from '../support/system';
import { until } from '../support/until';

const world = useSystem({ speed: 60 });
const HUGE = 'x'.repeat(1024 * 1024);

/** What is wrong whatever the message is called. */
const NONSENSE: unknown[] = [null, 5, 'text', [], {}, [null], { actId: 'a' }, { alerts: 'many' }, { alerts: [{}] }];

/** Fields that are there, and of the wrong kind. */
const WRONG = {
  actId: 7,
  incidentId: 7,
  by: 7,
  byName: { first: 'Otto' },
  roles: 'vp-engineering',
  do: 'constructor',
};

const SPOILT_DEEDS: Record<string, object[]> = {
  assign: [{ to: null }, { to: { id: 5, name: 'x', roles: [] } }, { to: { id: 'vera', name: 'Vera', roles: [null] } }],
  update: [{}, { text: 5 }, { text: 'all well', impact: {} }],
  note: [{}, { text: { toString: 'x' } }],
  severity: [
    { severity: 'P9', reason: 'why not' },
    { severity: 'constructor', reason: 'why not' },
    { severity: 'P2', reason: 5 },
  ],
  status: [{ status: 'resolved' }, { status: 'nonsense' }, { status: 'identified', text: 5 }],
  task: [
    { task: 'constructor', outcome: 'done' },
    { task: {}, outcome: 'done' },
    { task: 'stabilize', outcome: 'perhaps' },
  ],
  tick: [{ item: 'constructor' }, { item: 'health-checks', evidence: 5 }],
  untick: [{ item: {}, reason: 5 }],
  decide: [
    { choice: 'maybe', reason: 'why not' },
    { choice: 'roll-back', reason: 'why', to: 5 },
    { choice: 'fix-forward' },
  ],
  escalate: [{ role: 'constructor', reason: 'why not' }, { role: 5, reason: 'why not' }, { reason: null }],
  over: [{ alert: 5, reason: 'why not' }, { alert: 'constructor', reason: 'why not' }, { reason: null }],
  publish: [{ impact: 5 }, { impact: 'all is well', first: 'yes' }],
  unpublish: [{}, { reason: 5 }],
  resolve: [
    { resolution: 5 },
    { resolution: 'done', override: {} },
    { resolution: 'done', override: 'yes', rootCause: [] },
  ],
  cancel: [{}, { reason: 5 }],
  merge: [{ reason: 'why' }, { into: { id: 5 }, reason: 'why' }, { into: null, reason: 5 }],
};

/** The same for what is done after the incident. */
const SPOILT_LATER: Record<string, object[]> = {
  move: [{}, { startsAt: 'tomorrow' }, { startsAt: Infinity }],
  'add-item': [{}, { text: 'x', owner: null, priority: 'high', dayAt: 1, dueAt: 2 }],
  'finish-item': [{}, { item: 5 }],
  tick: [{}, { item: 'constructor' }],
  untick: [{ item: {}, reason: 5 }],
  skip: [{ item: 'regression-tests' }, { item: 5, reason: 'why' }],
  run: [{}, { item: 5 }, { item: 'constructor' }],
  note: [{}, { text: 5 }],
};

const personOf = (incidentId: string) => ({
  ...{ actId: randomUUID(), incidentId, by: 'otto', byName: 'Otto', roles: ['engineering-manager'], via: 'test' },
});

/** An act that would be taken but for one field of whoever acts. */
const spoiltActors = (sound: object, name: string): [unknown][] =>
  Object.entries(WRONG).map(([field, value]) => [{ ...sound, do: name, text: 't', reason: 'r', [field]: value }]);

const outcomeOf = (sent: Promise<unknown>): Promise<string> =>
  sent.then(
    (answer) => `taken: ${String(answer).slice(0, 80)}`,
    (error: unknown) => `refused: ${error instanceof Error ? error.constructor.name : 'oddly'}`,
  );

/** Temporal takes ten updates of one run at a time; more would only wait for each other. */
const AT_A_TIME = 8;

async function sendAll(handle: WorkflowHandle, name: string, spoilt: [unknown?][]): Promise<string[]> {
  const answers: string[] = [];
  for (let first = 0; first < spoilt.length; first += AT_A_TIME) {
    const batch = spoilt.slice(first, first + AT_A_TIME);
    const outcomes = await Promise.all(batch.map((args) => send(handle, name, args)));
    answers.push(...outcomes.map((outcome, n) => `${name} ${JSON.stringify(batch[n])}: ${outcome}`));
  }
  return answers;
}

const SIGNALS = [
  'alertsArrived',
  'declared',
  'act',
  'providerActed',
  'joined',
  'survivorEnded',
  'bogus',
  'constructor',
];

/** What looks like a message between workflows and is not sound in one place. */
const SPOILT_MESSAGES: Record<string, object[]> = {
  providerActed: [
    { eventId: 'e', fingerprint: 'f1', by: 'otto', byName: 'Otto', roles: [], via: 'x', deed: { do: 'resolve' } },
    {
      eventId: 'e',
      fingerprint: 'f1',
      by: 'otto',
      byName: 'Otto',
      roles: [null],
      via: 'x',
      deed: { do: 'acknowledge' },
    },
    {
      eventId: 'e',
      fingerprint: 'f1',
      by: 'otto',
      byName: 'Otto',
      roles: [],
      via: 'x',
      access: 'god',
      unknown: 'yes',
      deed: { do: 'acknowledge' },
    },
    { eventId: 'constructor', fingerprint: '__proto__', by: 'otto', byName: {}, roles: [], via: 'x', deed: 5 },
  ],
  joined: [
    { eventId: 'e', from: null, severity: 'P1', alerts: {} },
    {
      eventId: 'e',
      from: { id: 'a', address: 'a', title: 'a' },
      service: 's',
      serviceTitle: 's',
      serviceUnknown: false,
      severity: 'P1',
      by: 'otto',
      byName: 'Otto',
      reason: '',
      alerts: { f1: { title: 5, severity: 'P9' } },
    },
  ],
  alertsArrived: ['constructor', '__proto__', 'toString'].map((fingerprint) => {
    const group = groupFrom(alertGroup('P1').firing());
    return { ...group, alerts: group.alerts.map((alert) => ({ ...alert, fingerprint })) };
  }),
};

/** Sends it, and insists on an answer in time: a message that gets none has stopped the workflow. */
const send = (handle: WorkflowHandle, name: string, args: [unknown?]): Promise<string> =>
  world.system.client.withDeadline(Date.now() + 8_000, () => {
    const updateId = randomUUID();
    const sent =
      args.length === 0
        ? handle.executeUpdate<string, []>(name, { updateId })
        : handle.executeUpdate<string, [unknown]>(name, { args: [args[0]], updateId });
    return outcomeOf(sent);
  });

async function openIncident(): Promise<{ handle: WorkflowHandle; id: string }> {
  const group = alertGroup('P1');
  await world.system.incidents.alertsArrived(arrivedFrom(group.firing()));
  const handle = world.system.client.workflow.getHandle(group.address);
  return { handle, id: (await world.system.state(handle.workflowId)).id };
}

const repeats = (id: string): number =>
  world.system
    .lines(id)
    .filter(({ key }) => /^page:P1:(0m|30m):cto/.test(key) || /^page:P1:0m:vp-engineering/.test(key)).length;

async function expectToLive(handle: WorkflowHandle, id: string): Promise<void> {
  const before = repeats(id);
  const state = await world.system.state(handle.workflowId);
  expect(state).toMatchObject({ id, status: 'investigating', severity: 'P1' });
  expect(state.lead).toBeUndefined();
  await until('another page', () => (repeats(id) > before ? true : undefined), { withinMs: 15_000 });
}

it('refuses each update with garbage in it, and goes on paging', async () => {
  const { handle, id } = await openIncident();
  const sound = personOf(id);
  const outcomes: string[] = [];
  for (const name of DEEDS) {
    const another = name === 'note' ? 'acknowledge' : 'note';
    const deeds = [...(SPOILT_DEEDS[name] ?? []), { do: another, text: 'another deed' }];
    const spoilt = deeds.map((deed): [unknown] => [{ ...sound, do: name, ...deed }]);
    outcomes.push(...(await sendAll(handle, name, [[], ...spoilt, ...spoiltActors(sound, name)])));
  }
  outcomes.push(
    ...(await sendAll(
      handle,
      'note',
      NONSENSE.map((argument): [unknown] => [argument]),
    )),
  );
  outcomes.push(await send(handle, 'bogus', [sound]));
  expect(outcomes.filter((line) => !line.endsWith('refused: WorkflowUpdateFailedError'))).toEqual([]);
  await expectToLive(handle, id);
});

it('drops each signal with garbage in it, and goes on paging', async () => {
  const { handle, id } = await openIncident();
  const sound = { actId: randomUUID(), incidentId: id, by: 'otto', byName: 'Otto', roles: [], via: 'test' };
  for (const name of SIGNALS)
    for (const args of [[], ...NONSENSE.map((argument) => [argument])]) await outcomeOf(handle.signal(name, ...args));
  for (const [name, deeds] of Object.entries(SPOILT_DEEDS))
    for (const deed of deeds) await handle.signal('act', { ...sound, do: name, ...deed });
  for (const [name, messages] of Object.entries(SPOILT_MESSAGES))
    for (const message of messages) await handle.signal(name, message);
  await expectToLive(handle, id);
});

it('takes a text of a megabyte, cut', async () => {
  const { handle, id } = await openIncident();
  const sound = { incidentId: id, by: 'dave', byName: HUGE.slice(0, 1000), roles: [], via: 'test' };
  expect(await send(handle, 'note', [{ ...sound, actId: randomUUID(), do: 'note', text: HUGE }])).toBe('taken: Done.');
  await handle.signal('act', { ...sound, actId: randomUUID(), do: 'note', text: HUGE });
  await handle.signal('alertsArrived', { ...named('long'), serviceTitle: HUGE });
  const state = await world.system.state(handle.workflowId);
  expect(JSON.stringify(state).length).toBeLessThan(100_000);
  await expectToLive(handle, id);
});

/** Alerts as the workflow takes them, of a service and with a title of this name. */
const named = (title: string): object => {
  const { alerts, ...group } = groupFrom(alertGroup('P1').firing());
  return {
    ...group,
    service: title,
    serviceTitle: title,
    serviceUnknown: true,
    alerts: alerts.map((alert) => ({ ...alert, title })),
  };
};

it('goes on after signals that the SDK would fail the task for', async () => {
  const { handle, id } = await openIncident();
  await handle.signal('__temporal_something', { any: 'thing' });
  await handle.signal('__temporal_workflow_stream_publish');
  const execution = { workflowId: handle.workflowId };
  const text = (value: string): Uint8Array => new TextEncoder().encode(value);
  const undecodable = [
    { metadata: { encoding: text('json/plain') }, data: text('{"alerts":') },
    { metadata: { encoding: text('a language of its own') }, data: text('x') },
    { metadata: {}, data: text('x') },
  ];
  for (const payload of undecodable)
    await world.system.client.workflowService.signalWorkflowExecution({
      namespace: world.system.client.options.namespace,
      workflowExecution: execution,
      signalName: 'alertsArrived',
      input: { payloads: [payload] },
    });
  await expectToLive(handle, id);
});

/** What Temporal shows of a run it takes only up to some number of bytes; one letter can have four. */
it.each(['x', '漢', '🔥'])('opens an incident of a service and by a person with a long name of %s', async (letter) => {
  const { client, pinned } = world.system;
  const address = `release-manager-${randomUUID().slice(0, 8)}`;
  const args = [{ address, pinned, continueAfterEvents: 4_000 }];
  const start = { workflowId: address, taskQueue: 'muster', args, signal: 'alertsArrived' };
  await client.workflow.signalWithStart('incidentWorkflow', { ...start, signalArgs: [named(letter.repeat(1_000))] });
  const handle = client.workflow.getHandle(address);
  const { id } = await world.system.state(handle.workflowId);
  await expectToLive(handle, id);
  const by = letter.repeat(100);
  const person = { actId: randomUUID(), incidentId: id, by, byName: letter.repeat(1_000), roles: [], via: 'test' };
  expect(await send(handle, 'acknowledge', [{ ...person, do: 'acknowledge' }])).toMatch(/^taken/);
  const ended = { ...person, actId: randomUUID(), do: 'resolve', resolution: letter.repeat(1_000), override: 'a test' };
  expect(await send(handle, 'resolve', [ended])).toMatch(/^taken/);
  await until('the invitation', () => world.system.lines(id).find(({ key }) => key.startsWith('invite:')));
});

it('opens no incident, and none that hangs, for garbage that comes first', async () => {
  const { client, pinned } = world.system;
  const address = `release-manager-${randomUUID().slice(0, 8)}`;
  const start = { workflowId: address, taskQueue: 'muster', args: [{ address, pinned, continueAfterEvents: 4_000 }] };
  for (const garbage of NONSENSE)
    await client.workflow.signalWithStart('incidentWorkflow', {
      ...start,
      signal: 'alertsArrived',
      signalArgs: [garbage],
    });
  const sound = groupFrom(alertGroup('P1').firing());
  await client.workflow.signalWithStart('incidentWorkflow', { ...start, signal: 'alertsArrived', signalArgs: [sound] });
  const handle = client.workflow.getHandle(address);
  const state = await world.system.state(handle.workflowId);
  await expectToLive(handle, state.id);
});

it('refuses garbage in a post-mortem, which goes on', async () => {
  const { handle, id } = await openIncident();
  const otto = { person: 'otto', via: 'test' };
  await world.system.incidents.act(id, otto, { do: 'acknowledge' });
  await world.system.incidents.act(id, otto, {
    do: 'resolve',
    resolution: 'Turned it off and on.',
    override: 'a test',
  });
  await handle.result();
  const postMortem = world.system.client.workflow.getHandle(postMortemId(id));
  const sound = personOf(id);
  const outcomes: string[] = [];
  for (const name of POST_MORTEM_DEEDS)
    outcomes.push(...(await sendAll(postMortem, name, [[], ...spoiltActors(sound, name)])));
  for (const [name, deeds] of Object.entries(SPOILT_LATER)) {
    const spoilt = [...deeds, { do: 'hold' }].map((deed): [unknown] => [{ ...sound, do: name, ...deed }]);
    outcomes.push(...(await sendAll(postMortem, name, spoilt)));
  }
  for (const argument of NONSENSE) await postMortem.signal('bogus', argument);
  expect(outcomes.filter((line) => !line.endsWith('refused: WorkflowUpdateFailedError'))).toEqual([]);
  await until('the invitation', () => world.system.lines(id).find(({ key }) => key.startsWith('invite:')));
  expect(await world.system.incidents.postMortem(id)).toMatchObject({ incidentId: id });
});
