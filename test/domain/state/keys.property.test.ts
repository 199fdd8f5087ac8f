/** Whether what is put together as a key, or as an obligation's id, is read as the same parts again. */
import fc from 'fast-check';
import {
  contactId,
  effectKey,
  type Key,
  memberOf,
  readContact,
  readKey,
  readSeries,
  seriesName,
} from '../../../domain/state/keys';
import { decisionId, obligationId, type ObligationName, readObligation } from '../../../domain/state/obligation-ids';

const n = fc.integer({ min: 1, max: 10_000 });
const at = fc.integer({ min: 0, max: 4_102_444_800_000 });
const word = fc.stringMatching(/^[a-z0-9]{1,8}(-[a-z0-9]{1,8}){0,2}$/);
/** What people and monitoring systems call things: anything, colons and numbers too. */
const name = fc.oneof(word, fc.string({ minLength: 1, maxLength: 30 }), fc.constantFrom('a:b', '１:２', 'x\n:y'));
/** A name that does not end like a round of pages. */
const person = name.filter((text) => !/:\d+$/.test(text));
const severity = fc.constantFrom('P1' as const, 'P2' as const, 'P3' as const, 'P4' as const);
const port = fc.constantFrom('chat' as const, 'mail' as const);
const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const contact = fc.oneof(
  fc
    .record({ severity, time: n.map((minute) => `${minute}m`), again: fc.option(n, { nil: undefined }) })
    .map((parts) => contactId('column', parts)),
  fc.record({ severity, decision: n }).map((parts) => contactId('decision', parts)),
  n.map((number) => contactId('escalation', { number })),
);
const cause = fc.oneof(
  fc.constantFrom('cancelled' as const, 'merged' as const),
  n.map((number) => `severity-${number}` as const),
  n.map((number) => `shift-${number}` as const),
);
const page = fc.record({ contact, role: word, person: optional(word), change: optional(n), n });
const withdrawal = fc.record({ cause, to: name });

type Kinds = Exclude<Key['of'], 'other'>;
type PartsFor<Of> = Omit<Extract<Key, { of: Of }>, 'of'>;

/** Parts for every kind of key: whoever adds one adds its parts here. */
const KEYS: { [Of in Kinds]: fc.Arbitrary<PartsFor<Of>> } = {
  people: fc.record({ contact }),
  'people-again': fc.record({ n }),
  'tell-changes': fc.record({ at }),
  'wanted-again': fc.record({ number: n, to: name }),
  'rung-now': fc.record({ number: n, to: name, n: optional(n) }),
  'hand-over': fc.record({ seq: n, to: name }),
  page,
  'join-page': fc.record({ severity, role: word, person: optional(word), team: optional(n), n }),
  'idle-page': fc.record({
    severity,
    idle: fc.constantFrom('idle' as const, 'idle-all' as const),
    count: n,
    to: name,
    n,
  }),
  'relapse-page': fc.record({ number: n, to: name, n: optional(n) }),
  'proposal-page': fc.record({ decision: n, seq: n, to: name }),
  notice: fc.record({ contact, role: word, person: optional(name) }),
  'lead-page': fc.record({ seq: n, to: name, n: optional(n) }),
  'break-glass-notice': fc.record({ decision: n, to: name }),
  withdrawal,
  fallback: fc.record({ lost: n, page: page.map((parts) => effectKey('page', parts)) }),
  'follow-acknowledged': fc.record({ person, round: optional(n) }),
  'follow-ended': fc.constant({}),
  'follow-withdrawal': fc.record({ withdrawal: withdrawal.map((parts) => effectKey('withdrawal', parts)) }),
  'bridge-invitation-alone': fc.record({ to: name }),
  'bridge-question': fc.record({ to: name }),
  'bridge-moved': fc.record({ number: n }),
  initial: fc.record({ port }),
  update: fc.record({ number: n, port }),
  nudge: fc.record({ number: n }),
  confirmed: fc.record({ number: n, port }),
  'severity-notice': fc.record({ number: n, to: name.filter((text) => text !== 'chat' && text !== 'mail') }),
  'all-clear': fc.record({ number: n }),
  news: fc.record({ number: n, port }),
  'news-to-lead': fc.record({ number: n }),
  unticked: fc.record({ number: n }),
  'log-watch': fc.record({ number: n }),
  stable: fc.record({ number: n }),
  brief: fc.record({ decision: n, port }),
  'brief-to-approvers': fc.record({ decision: n }),
  'rollback-post': fc.record({ decision: n, phase: fc.constantFrom('watching' as const, 'by-hand' as const), port }),
  'bridge-invitation': fc.record({ contact }),
  resolved: fc.record({ port }),
  cancelled: fc.record({ port }),
  merged: fc.record({ port }),
  'publish-question': fc.record({ report: n }),
  statement: fc.record({
    report: n,
    statement: fc.constantFrom('opened' as const, 'update' as const, 'resolved' as const, 'withdrawn' as const),
    n: optional(n),
  }),
  'next-statement': fc.record({ report: n, n }),
  bridge: fc.constant({}),
  ticket: fc.constant({}),
  'fix-ticket': fc.constant({}),
  investigation: fc.record({ step: word }),
  rollback: fc.record({ decision: n }),
  'rollback-rehearsal': fc.record({ decision: n }),
  'rollback-read-back': fc.record({ decision: n }),
  versions: fc.record({ decision: n }),
  'business-day': fc.constant({}),
  previous: fc.constant({}),
  miss: fc.record({ obligation: word.map((task) => obligationId('task', { task })), at }),
  'post-update': fc.record({ number: n }),
  'default-decision': fc.record({ decision: n }),
  'stable-check': fc.record({ number: n }),
  'recovery-check': fc.record({ number: n }),
  'still-failing': fc.record({ number: n }),
  unverified: fc.record({ number: n }),
  quiet: fc.record({ alert: name, at }),
  maintenance: fc.record({ alert: name, at }),
  late: fc.record({ alert: name, at }),
  draft: fc.constant({}),
  document: fc.record({ n }),
  attendees: fc.constant({}),
  slot: fc.constant({}),
  invitation: fc.record({ sequence: n }),
  'meeting-withdrawal': fc.record({ sequence: n }),
  'meeting-reminder': fc.record({ sequence: n, ahead: word }),
  chase: fc.record({ n }),
  'list-reminder': fc.record({ stage: fc.constantFrom('extended' as const, 'followUp' as const) }),
  'item-due-soon': fc.record({ item: word }),
  'item-due-today': fc.record({ item: word }),
  'item-late': fc.record({ item: word, n }),
  'item-ticket': fc.record({ item: word }),
  suite: fc.record({ item: word, attempt: n }),
  'suite-failed': fc.record({ item: word, attempt: n }),
  'invalid-file': fc.record({
    file: fc.constantFrom('policy' as const, 'directory' as const),
    version: word,
    to: name,
  }),
  audit: fc.record({ incident: word, kind: fc.constantFrom('overdue', 'stuck', 'ended'), n, to: name }),
  test: fc.record({ moment: at.map((ms) => new Date(ms).toISOString()), port: optional(port) }),
  'point-test': fc.record({ n, moment: at.map((ms) => new Date(ms).toISOString()) }),
};

const OBLIGATIONS: {
  [Of in Exclude<ObligationName['of'], 'other'>]: fc.Arbitrary<Omit<Extract<ObligationName, { of: Of }>, 'of'>>;
} = {
  response: fc.record({ number: optional(n) }),
  join: fc.record({ role: word, number: optional(n) }),
  called: fc.record({ call: n.map((number) => `escalate:${number}`), person: name }),
  task: fc.record({ task: word }),
  update: fc.record({ number: n }),
  decision: fc.record({ number: optional(n) }),
  stability: fc.record({ number: optional(n) }),
  held: fc.constant({}),
  signed: fc.record({ role: word }),
  checklist: fc.record({ item: word }),
  'action-item': fc.record({ item: word }),
};

/** The kinds' types are checked above; here each is only a kind with its parts. */
type Maker = (of: string, parts: object) => string;

test.each(Object.entries<fc.Arbitrary<object>>(KEYS))('a key of "%s" says what it was made of', (of, parts) => {
  fc.assert(
    fc.property(parts, (made) => {
      expect(readKey((effectKey as Maker)(of, made))).toEqual({ of, ...made });
    }),
  );
});

test.each(Object.entries<fc.Arbitrary<object>>(OBLIGATIONS))('an id of "%s" says what it was made of', (of, parts) => {
  fc.assert(
    fc.property(parts, (made) => {
      expect(readObligation((obligationId as Maker)(of, made))).toEqual({ of, ...made });
    }),
  );
});

test('any other text is no key, and reading it does not fail', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(typeof readKey(text).of).toBe('string');
      expect(typeof readObligation(text).of).toBe('string');
    }),
  );
  expect(readKey('page')).toEqual({ of: 'other' });
  expect(readKey('Page:P1:0m:cto:1')).toEqual({ of: 'other' });
  expect(readKey('constructor')).toEqual({ of: 'other' });
});

test('keys are spelled as outboxes and dashboards know them', () => {
  expect(effectKey('page', { contact: contactId('column', { severity: 'P1', time: '30m' }), role: 'cto', n: 2 })).toBe(
    'page:P1:30m:cto:2',
  );
  expect(effectKey('page', { contact: 'P2:0m', role: 'all', person: 'ada', change: 1, n: 3 })).toBe(
    'page:P2:0m:all.ada:severity-1:3',
  );
  expect(effectKey('join-page', { severity: 'P1', role: 'devops-lead', n: 2 })).toBe('page:P1:join:devops-lead:2');
  expect(effectKey('withdrawal', { cause: 'severity-2', to: 'otto' })).toBe('withdraw:severity-2:otto');
  expect(effectKey('statement', { report: 1, statement: 'update', n: 3 })).toBe('status-page:1:update:3');
  expect(effectKey('bridge')).toBe('bridge');
  expect(effectKey('follow-acknowledged', { person: 'otto', round: undefined })).toBe('follow:acknowledged:otto');
  expect(decisionId(1)).toBe('decision');
  expect(decisionId(2)).toBe('decision:2');
  expect(obligationId('signed', { role: 'vp-engineering' })).toBe('post-mortem:signed:vp-engineering');
});

test('a member of a series says the how-manieth it is', () => {
  expect(memberOf('page:P1:0m:cto:3')).toBe(3);
  expect(memberOf('page:P1:idle-all:7:otto:4')).toBe(4);
  expect(memberOf('update:2:mail')).toBe(2);
  expect(memberOf('nudge:update:5')).toBe(5);
  expect(memberOf('initial:chat')).toBe(0);
});

test('a series and a call are read too', () => {
  expect(readSeries(seriesName('idle', { idle: 'idle-all', count: 4, person: 'otto' }))).toEqual({
    of: 'idle',
    idle: 'idle-all',
    count: 4,
    person: 'otto',
  });
  expect(readSeries(seriesName('update', { port: 'mail' }))).toEqual({ of: 'update', port: 'mail' });
  expect(readContact('P1:30m')).toEqual({ of: 'column', severity: 'P1', time: '30m' });
  expect(readContact('P1:decision-2')).toEqual({ of: 'decision', severity: 'P1', decision: 2 });
  expect(readContact('P1:decision-2.3')).toEqual({ of: 'decision', severity: 'P1', decision: 2, again: 3 });
  expect(readContact('escalate:2')).toEqual({ of: 'escalation', number: 2 });
});
