/** Can each rule fail, and does the one line that was missing mend it? Hand-written logs, in minutes. */
import type { Deed } from '../../../domain/state/acts';
import type { PageReason, PersonId, Status } from '../../../domain/state/vocabulary';
import type { Severity } from '../../../policy/schema';
import { MINUTE } from '../../support/times';
import { guide, PEOPLE } from '../../support/virtual-clock';
import type { Entry, EntryOf } from './log';
import { judged, RULES } from './rules';

const at = (minute: number): number => minute * MINUTE;

const opened = (severity: Severity): Entry[] => [
  { at: 0, is: 'directory', holders: PEOPLE },
  { at: 0, is: 'opened', severity, unclassified: false },
];

const withoutCto: Entry[] = [
  { at: 0, is: 'directory', holders: { ...PEOPLE, cleo: [] } },
  { at: 0, is: 'opened', severity: 'P1', unclassified: false },
];

const ring = (
  minute: number,
  to: PersonId,
  because: PageReason = 'contact',
  key = `${minute} ${to}`,
): EntryOf<'ring'> => ({
  ...{ at: at(minute), is: 'ring', key, to },
  because: [because],
  through: true,
});

const rings = (minutes: number[], ...people: PersonId[]): Entry[] =>
  minutes.flatMap((minute) => people.map((person) => ring(minute, person)));

const act = (minute: number, by: PersonId, deed: Deed): Entry => ({
  ...{ at: at(minute), is: 'act', by, deed },
  roles: PEOPLE[by] ?? [],
});

const acknowledges = (minute: number, by: PersonId): Entry => act(minute, by, { do: 'acknowledge' });

const leads = (minute: number, to: PersonId): Entry => ({ at: at(minute), is: 'lead', to });

const severity = (minute: number, from: Severity, to: Severity): Entry => ({
  at: at(minute),
  is: 'severity',
  from,
  to,
});

const status = (minute: number, from: Status, to: Status): Entry => ({ at: at(minute), is: 'status', from, to });

const post = (minute: number, message: string, to: PersonId[] = [], port = 'chat'): Entry => ({
  ...{ at: at(minute), is: 'post', message, to, port },
  key: `${minute} ${message}:${port} ${to.join()}`,
  through: true,
});

const duty = (minute: number, id: string, state: EntryOf<'duty'>['state'], due: number, done?: number): Entry => ({
  ...{ at: at(minute), is: 'duty', id, owner: 'lead', state, dueAt: at(due) },
  ...(done !== undefined && { doneAt: at(done) }),
});

const decision = (
  minute: number,
  number: number,
  due: number,
  how: { made?: string; missed?: boolean } = {},
): Entry => ({
  ...{ at: at(minute), is: 'decision', number, dueAt: at(due), missed: false },
  ...how,
});

const reading = (minute: number, readings: Record<string, boolean>): Entry => ({
  at: at(minute),
  is: 'reading',
  readings,
});

const alert = (minute: number, name: string, says: Severity | undefined): Entry => ({
  ...{ at: at(minute), is: 'alert', name, firing: true },
  ...(says !== undefined && { severity: says }),
});

const phase = (minute: number, name: string): Entry => ({
  at: at(minute),
  is: 'rollback-phase',
  decision: 1,
  phase: name,
});

const holders = (minute: number, change: Record<PersonId, string[]>): Entry => ({
  ...{ at: at(minute), is: 'directory' },
  holders: { ...PEOPLE, ...change },
});

const TEAM = ['vera', 'emil', 'dora', 'otto', 'olga'];
const watched = status(1, 'investigating', 'monitoring');
const isBack = status(20, 'monitoring', 'mitigating');
const ROLL_BACK: Deed = { do: 'decide', choice: 'roll-back', reason: 'r' };
const EXTEND: Deed = { do: 'decide', choice: 'extend', reason: 'r' };
const ESCALATE: Deed = { do: 'escalate', role: 'cto', reason: 'r' };

const CONFIRMS = act(14, 'otto', { do: 'severity', severity: 'P2', reason: 'r' });
const unclassified: Entry[] = [{ at: 0, is: 'opened', severity: 'P2', unclassified: true }];

interface Case {
  broken: Entry[];
  /** The same with this instead is sound. */
  sound: Entry[];
  until: number;
}

const CANT: Deed = { do: 'decline' };

const CASES: Record<string, Case> = {
  declinedIsNotRung: {
    broken: [...opened('P2'), ...rings([0], 'emil', 'otto'), act(1, 'otto', CANT), ...rings([5], 'emil', 'otto')],
    sound: [...opened('P2'), ...rings([0], 'emil', 'otto'), act(1, 'otto', CANT), ...rings([5], 'emil')],
    until: 6,
  },
  emptyRoleIsStoodInFor: {
    broken: [...opened('P2'), ...rings([0], 'emil', 'otto'), act(1, 'otto', CANT)],
    sound: [...opened('P2'), ...rings([0], 'emil', 'otto'), act(1, 'otto', CANT), ring(1, 'vera')],
    until: 6,
  },
  ringsOnceAMinute: {
    broken: [...opened('P1'), ring(5, 'cleo'), ring(5, 'cleo', 'decision-missed', 'second')],
    sound: [...opened('P2'), ring(5, 'vera'), severity(5, 'P2', 'P1'), ring(5, 'vera', 'contact', 'second')],
    until: 6,
  },
  noRingWhenItIsOver: {
    broken: [...opened('P1'), watched, ring(2, 'vera', 'unanswered')],
    sound: [...opened('P1'), watched, ring(2, 'vera', 'escalated')],
    until: 3,
  },
  noRepeatAfterAnAnswer: {
    broken: [...opened('P1'), act(1, 'cleo', { do: 'status', status: 'identified' }), ring(2, 'vera', 'unanswered')],
    sound: [...opened('P1'), act(1, 'cleo', { do: 'note', text: 'n' }), ring(2, 'vera', 'unanswered')],
    until: 3,
  },
  repeatsUntilAnAnswer: {
    broken: [...opened('P1'), ...rings([0, 2], 'otto')],
    sound: [...opened('P1'), ...rings([0, 2], 'otto'), acknowledges(3, 'otto')],
    until: 5,
  },
  newHolderIsRung: {
    broken: [...opened('P2'), holders(1, { otto: [], oskar: ['on-call-engineer'] }), ring(5, 'emil')],
    sound: [...opened('P2'), holders(1, { otto: [], oskar: ['on-call-engineer'] }), ...rings([5], 'emil', 'oskar')],
    until: 9,
  },
  silenceRingsTheLead: {
    broken: [...opened('P1'), acknowledges(1, 'otto'), leads(1, 'otto')],
    sound: [...opened('P1'), acknowledges(1, 'otto'), leads(1, 'otto'), ring(16, 'otto', 'idle')],
    until: 18,
  },
  longSilenceRingsWhoAnswered: {
    broken: [...opened('P1'), acknowledges(1, 'otto'), acknowledges(2, 'emil'), ring(32, 'otto', 'idle')],
    sound: [...opened('P1'), acknowledges(1, 'otto'), acknowledges(2, 'emil'), ...rings([32], 'otto', 'emil')],
    until: 34,
  },
  calledByNameUntilTheyAnswer: {
    broken: [...opened('P1'), act(1, 'otto', ESCALATE), ring(1, 'cleo')],
    sound: [...opened('P1'), act(1, 'otto', ESCALATE), ...rings([1, 3], 'cleo')],
    until: 5,
  },
  vacantCallPassesOn: {
    broken: [...withoutCto, act(1, 'otto', ESCALATE)],
    sound: [...withoutCto, act(1, 'otto', ESCALATE), ring(1, 'carl')],
    until: 5,
  },
  missingRolesAreChased: {
    broken: [...opened('P1'), acknowledges(1, 'otto'), ...rings([5], 'vera', 'emil')],
    sound: [...opened('P1'), acknowledges(1, 'otto'), ...rings([5], 'vera', 'emil', 'dora')],
    until: 14,
  },
  everyColumnIsCalled: {
    broken: [...opened('P1'), ...rings([0], ...TEAM)],
    sound: [...opened('P1'), ...rings([0], ...TEAM), ring(30, 'cleo')],
    until: 32,
  },
  noRingWhereTheSeverityDoesNotPage: {
    broken: [...opened('P3'), ring(5, 'otto')],
    sound: [...opened('P3'), act(5, 'emil', { ...ESCALATE, role: 'on-call-engineer' }), ring(5, 'otto')],
    until: 6,
  },
  vacantColumnIsAskedAgain: {
    broken: [...opened('P1').with(0, holders(0, { cleo: [] })), holders(31, { cleo: ['cto'] })],
    sound: [...opened('P1').with(0, holders(0, { cleo: [] })), holders(31, { cleo: ['cto'] }), ring(33, 'cleo')],
    until: 40,
  },
  riseRingsTheFirstColumn: {
    broken: [
      ...opened('P3'),
      acknowledges(5, 'otto'),
      severity(60, 'P3', 'P1'),
      ...rings([60], 'vera', 'emil', 'dora', 'olga'),
    ],
    sound: [...opened('P3'), acknowledges(5, 'otto'), severity(60, 'P3', 'P1'), ...rings([60], ...TEAM)],
    until: 62,
  },
  relapseRingsTheLead: {
    broken: [...opened('P1'), leads(1, 'otto'), watched, isBack, ring(20, 'otto')],
    sound: [...opened('P1'), leads(1, 'otto'), watched, isBack, ...rings([20, 22], 'otto')],
    until: 24,
  },
  unansweredRelapseRingsTheFirstColumn: {
    broken: [...opened('P2'), watched, isBack],
    sound: [...opened('P2'), watched, isBack, ...rings([35], 'emil', 'otto')],
    until: 37,
  },
  failingProbeIsARelapse: {
    broken: [...opened('P1'), watched, reading(1, { health: true }), reading(9, { health: false })],
    sound: [...opened('P1'), watched, reading(1, { health: true }), reading(20, { health: false }), isBack],
    until: 21,
  },
  failingFromTheStartIsARelapse: {
    broken: [...opened('P1'), watched, reading(1, { health: false })],
    sound: [...opened('P1'), watched, reading(1, { health: false }), reading(10, { health: true })],
    until: 13,
  },
  firingAlertIsARelapse: {
    broken: [...opened('P1'), watched, alert(20, 'second', 'P2')],
    sound: [...opened('P1'), watched, alert(20, 'second', 'P2'), isBack],
    until: 21,
  },
  lesserAlertIsNoRelapse: {
    broken: [...opened('P1'), watched, alert(20, 'second', 'P4'), isBack],
    sound: [...opened('P1'), watched, alert(20, 'second', 'P4')],
    until: 21,
  },
  worseAlertRaises: {
    broken: [...opened('P3'), alert(5, 'second', undefined), alert(5, 'third', 'P2')],
    sound: [...opened('P3'), alert(5, 'second', undefined), alert(5, 'third', 'P2'), severity(5, 'P3', 'P2')],
    until: 6,
  },
  unclassifiedAlertNeverRaises: {
    broken: [...opened('P3'), alert(5, 'second', undefined), severity(5, 'P3', 'P2')],
    sound: [...opened('P3'), alert(5, 'second', undefined)],
    until: 6,
  },
  updatesKeepTheirCadence: {
    broken: [...opened('P1'), post(0, 'initial')],
    sound: [...opened('P1'), post(0, 'initial'), post(5, 'update')],
    until: 6,
  },
  automaticUpdatesAreAnnounced: {
    broken: [...opened('P1'), leads(0, 'otto'), post(5, 'update')],
    sound: [...opened('P1'), leads(0, 'otto'), post(4, 'nudge', ['otto']), post(5, 'update')],
    until: 6,
  },
  changesAreTold: {
    broken: [...opened('P1'), post(0, 'initial', [], 'mail'), status(2, 'investigating', 'identified')],
    sound: [
      ...opened('P1'),
      post(0, 'initial', [], 'mail'),
      status(2, 'investigating', 'identified'),
      post(3, 'update', [], 'mail'),
    ],
    until: 4,
  },
  resolvedIsTold: {
    broken: [...opened('P1'), post(0, 'initial'), status(2, 'monitoring', 'resolved')],
    sound: [...opened('P1'), post(0, 'initial'), status(2, 'monitoring', 'resolved'), post(2, 'resolved')],
    until: 4,
  },
  nothingGoesOnAfterTheEnd: {
    broken: [...opened('P1'), status(2, 'monitoring', 'resolved'), post(4, 'nudge', ['otto'])],
    sound: [...opened('P1'), status(2, 'monitoring', 'resolved'), post(4, 'resolved')],
    until: 4,
  },
  oneBridgeInvitationEach: {
    broken: [...opened('P1'), post(0, 'bridge-invitation', ['vera']), post(1, 'bridge-invitation', ['dora', 'vera'])],
    sound: [...opened('P1'), post(0, 'bridge-invitation', ['vera']), post(1, 'bridge-invitation', ['dora'])],
    until: 2,
  },
  withdrawalsSaySo: {
    broken: [
      ...opened('P1'),
      { at: 0, is: 'withdrawal', key: 'w', to: 'dora', text: 'P3 odd\nNothing to do.', through: true },
    ],
    sound: [
      ...opened('P1'),
      { at: 0, is: 'withdrawal', key: 'w', to: 'dora', text: 'Nothing to do: P3', through: true },
    ],
    until: 1,
  },
  decisionNumbersNeverStartAgain: {
    broken: [
      decision(0, 1, 30),
      decision(30, 1, 30, { missed: true }),
      { at: at(31), is: 'no-decision' },
      decision(32, 1, 62),
    ],
    sound: [
      decision(0, 1, 30),
      decision(30, 1, 30, { missed: true }),
      { at: at(31), is: 'no-decision' },
      decision(32, 2, 62),
    ],
    until: 33,
  },
  decisionsAreMissedOnceAndInTime: {
    broken: [decision(0, 1, 30), decision(20, 1, 30, { missed: true })],
    sound: [decision(0, 1, 30), decision(30, 1, 30, { missed: true })],
    until: 33,
  },
  missedDecisionRingsTheNextAuthority: {
    broken: [...opened('P1'), decision(0, 1, 30), decision(30, 1, 30, { missed: true })],
    sound: [...opened('P1'), decision(0, 1, 30), decision(30, 1, 30, { missed: true }), ring(30, 'cleo')],
    until: 32,
  },
  decisionsAreBriefedAndEnd: {
    broken: [...opened('P1'), decision(0, 1, 30), post(15, 'brief')],
    sound: [...opened('P1'), decision(0, 1, 30), post(15, 'brief'), decision(30, 1, 30, { missed: true })],
    until: 31,
  },
  moreTimeBeforeTheDeadlineOnly: {
    broken: [...opened('P1'), decision(0, 1, 30), act(31, 'otto', EXTEND)],
    sound: [...opened('P1'), decision(0, 1, 30), act(29, 'otto', EXTEND)],
    until: 32,
  },
  orderedRollbackBegins: {
    broken: [...opened('P1'), act(3, 'otto', ROLL_BACK)],
    sound: [
      ...opened('P1'),
      act(3, 'otto', ROLL_BACK),
      { at: at(3), is: 'done', key: 'r', what: 'rehearse-rollback', through: true },
    ],
    until: 5,
  },
  rollbacksEnd: {
    broken: [...opened('P1'), phase(3, 'watching')],
    sound: [...opened('P1'), phase(3, 'watching'), phase(13, 'failed')],
    until: 15,
  },
  failedRollbackReopensTheDecision: {
    broken: [...opened('P1'), decision(0, 1, 30, { made: 'roll-back' }), phase(3, 'failed')],
    sound: [...opened('P1'), decision(0, 1, 30, { made: 'roll-back' }), phase(3, 'failed'), decision(3, 2, 18)],
    until: 4,
  },
  outcomesAreHonest: {
    broken: [duty(0, 'response', 'open', 5), duty(9, 'response', 'met', 5, 9)],
    sound: [duty(0, 'response', 'open', 5), duty(4, 'response', 'met', 5, 4)],
    until: 9,
  },
  nothingMootIsMissed: {
    broken: [...opened('P1'), watched, duty(5, 'response', 'missed', 5)],
    sound: [...opened('P1'), watched, duty(5, 'response', 'waived', 5)],
    until: 9,
  },
  nothingIsMissedThatCameTooLate: {
    broken: [duty(20, 'task:root-cause', 'open', 20), duty(20, 'task:root-cause', 'missed', 20)],
    sound: [duty(20, 'task:root-cause', 'open', 21), duty(21, 'task:root-cause', 'missed', 21)],
    until: 22,
  },
  nothingIsMissedThatWasDecided: {
    broken: [...opened('P1'), act(10, 'otto', ROLL_BACK), duty(15, 'task:prepare-decision', 'missed', 15)],
    sound: [...opened('P1'), act(10, 'otto', EXTEND), duty(15, 'task:prepare-decision', 'missed', 15)],
    until: 16,
  },
  answeredResponseIsNotMissed: {
    broken: [...opened('P1'), acknowledges(2, 'otto'), duty(5, 'response', 'missed', 5)],
    sound: [...opened('P3'), acknowledges(2, 'otto'), severity(3, 'P3', 'P1'), duty(8, 'response', 'missed', 8)],
    until: 9,
  },
  nobodyMissesWhatTheyWereNotCalledFor: {
    broken: [...opened('P1'), duty(5, 'join:devops-lead', 'missed', 5)],
    sound: [...opened('P1'), ring(0, 'dora'), duty(5, 'join:devops-lead', 'missed', 5)],
    until: 6,
  },
  nothingStaysOpenPastItsTime: {
    broken: [duty(0, 'update:1', 'open', 5)],
    sound: [duty(0, 'update:1', 'open', 5), duty(5, 'update:1', 'missed', 5)],
    until: 9,
  },
  answersToNoticesDoNotCount: {
    broken: [...opened('P3'), duty(5, 'response', 'met', 60, 5), severity(60, 'P3', 'P1')],
    sound: [
      ...opened('P3'),
      duty(5, 'response', 'met', 60, 5),
      severity(60, 'P3', 'P1'),
      duty(60, 'response', 'open', 65),
    ],
    until: 66,
  },
  stableNeedsGoodReadings: {
    broken: [...opened('P1'), watched, reading(2, { health: false }), { at: at(31), is: 'stable' }],
    sound: [...opened('P1'), watched, reading(2, { health: true }), { at: at(31), is: 'stable' }],
    until: 32,
  },
  unreadProbeIsNotVerified: {
    broken: [...opened('P1'), watched, reading(2, { health: true }), { at: at(31), is: 'stable' }],
    sound: [...opened('P1'), watched, reading(2, { health: true })],
    until: 32,
  },
  watchLastsItsTime: {
    broken: [...opened('P3'), watched, severity(41, 'P3', 'P2'), { at: at(42), is: 'stable' }],
    sound: [...opened('P3'), watched, severity(41, 'P3', 'P2'), { at: at(71), is: 'stable' }],
    until: 72,
  },
  noKeyTwice: {
    broken: [...opened('P1'), ring(0, 'vera', 'contact', 'one'), ring(5, 'vera', 'contact', 'one')],
    sound: [...opened('P1'), ring(0, 'vera', 'contact', 'one'), ring(5, 'vera', 'contact', 'two')],
    until: 6,
  },
  failingProbeIsNotTickedByHand: {
    broken: [...opened('P1'), reading(2, { health: false }), act(3, 'otto', { do: 'tick', item: 'health-checks' })],
    sound: [...opened('P1'), reading(2, { p99: false }), act(3, 'otto', { do: 'tick', item: 'health-checks' })],
    until: 4,
  },
  gateFollowsTheWorstSeverity: {
    broken: [...opened('P1'), severity(20, 'P1', 'P3'), act(21, 'otto', { do: 'resolve', resolution: 'r' })],
    sound: [
      ...opened('P1'),
      severity(20, 'P1', 'P3'),
      act(21, 'otto', { do: 'resolve', resolution: 'r', override: 'o' }),
    ],
    until: 22,
  },
  confirmingMovesNoClock: {
    broken: [...unclassified, duty(0, 'response', 'open', 15), CONFIRMS, duty(14, 'response', 'open', 29)],
    sound: [...unclassified, duty(0, 'response', 'open', 15), CONFIRMS, duty(14, 'response', 'met', 15, 14)],
    until: 16,
  },
  askedIsNotDone: {
    broken: [...opened('P1'), { ...ring(0, 'vera'), through: false }, duty(0, 'task:page-team', 'met', 1, 0)],
    sound: [...opened('P1'), ring(0, 'vera'), duty(0, 'task:page-team', 'met', 1, 0)],
    until: 1,
  },
  nobodyCallsThemselves: {
    broken: [...opened('P1'), act(1, 'cleo', ESCALATE), ring(1, 'cleo', 'escalated')],
    sound: [...opened('P1'), act(1, 'otto', ESCALATE), ring(1, 'cleo', 'escalated')],
    until: 2,
  },
  formerHolderIsNotRung: {
    broken: [...opened('P2'), holders(1, { otto: [], nora: PEOPLE['otto'] ?? [] }), ring(5, 'otto')],
    sound: [...opened('P2'), holders(1, { otto: [], nora: PEOPLE['otto'] ?? [] }), ring(5, 'nora')],
    until: 6,
  },
  unansweredCallsTheNextColumn: {
    broken: [...opened('P1'), ring(0, 'vera')],
    sound: [...opened('P1'), ring(5, 'cleo')],
    until: 7,
  },
  thePlanIsSound: { broken: [{ at: 0, is: 'fault', what: 'no rest' }], sound: [], until: 1 },
};

test('each rule has a log that breaks it', () => {
  expect(Object.keys(CASES).sort()).toEqual(Object.keys(RULES).sort());
});

test.each(Object.entries(CASES))('%s', (rule, { broken, sound, until }) => {
  expect(judged({ entries: broken, until: at(until) }, guide, [rule]).map((one) => one.rule)).toContain(rule);
  expect(judged({ entries: sound, until: at(until) }, guide, [rule])).toEqual([]);
});
