import {
  type Incoming,
  nothingHeard,
  type Prelude,
  waitingHeard,
  waitingLater,
  waitsUntil,
} from '../../../domain/alerts/prelude';
import { fittedWaiting } from '../../../domain/alerts/fit';
import type { Alert } from '../../../domain/state/alert';
import { jsonSize } from '../../../domain/state/size';
import { HOUR, MINUTE, START } from '../../support/times';
import { alertOf, groupOf, guide } from '../../support/virtual-clock';

const FIRES = alertOf({ severity: 'P1' });

const CLEAR: Alert = { ...FIRES, firing: false };

const planned = (minutes: number, changed: Partial<Alert> = {}): Alert => ({
  ...FIRES,
  maintenance: { window: 'upgrade', untilAt: START + minutes * MINUTE },
  ...changed,
});

const ACK = {
  act: {
    eventId: 'e1',
    fingerprint: FIRES.fingerprint,
    by: 'otto',
    byName: 'Otto',
    roles: [],
    via: 'pagerduty',
    deed: { do: 'acknowledge' },
  },
} as const satisfies Incoming;

const heard = (what: Incoming, minute = 0, waiting: Prelude = nothingHeard()) =>
  waitingHeard(guide, waiting, what, START + minute * MINUTE);

const alerts = (...list: Alert[]): Incoming => ({ alerts: groupOf(...list) });

const opens = (progress: { opens?: Incoming[] }) =>
  progress.opens?.map((one) =>
    'alerts' in one ? one.alerts.alerts.map(({ fingerprint }) => fingerprint) : Object.keys(one)[0],
  );

test('an alert that fires opens an incident at once', () => {
  expect(opens(heard(alerts(FIRES)))).toEqual([[FIRES.fingerprint]]);
});

test('alerts that are clear open none; the same firing that comes just after is held, and opens one if no end comes', () => {
  const { waiting, opens: opened } = heard(alerts(CLEAR));
  expect(opened).toBeUndefined();
  expect(waitsUntil(guide, waiting)).toBe(START + 2 * MINUTE);
  const held = heard(alerts(FIRES), 1, waiting);
  expect(opens(held)).toBeUndefined();
  expect(waitsUntil(guide, held.waiting)).toBe(START + 1.5 * MINUTE);
  expect(opens(waitingLater(guide, held.waiting, START + 1.5 * MINUTE))).toEqual([[FIRES.fingerprint]]);
  expect(opens(heard(alerts(FIRES), 2, waiting))).toEqual([[FIRES.fingerprint]]);
  expect(opens(heard(alerts({ ...FIRES, startsAt: START + 1 }), 1, waiting))).toEqual([[FIRES.fingerprint]]);
});

test('a firing that is held opens none if it clears before', () => {
  const { waiting } = heard(alerts(CLEAR), 1.2, heard(alerts(FIRES), 1, heard(alerts(CLEAR)).waiting).waiting);
  expect(opens(waitingLater(guide, waiting, START + 5 * MINUTE))).toBeUndefined();
});

test('of more ends than an incident tells apart, the newest are remembered', () => {
  const many = Array.from({ length: 3_000 }, (_, n) => ({ ...CLEAR, fingerprint: `f${n}` }));
  const { waiting } = heard(alerts(...many));
  expect(Object.keys(waiting.clear)).toHaveLength(2_000);
  expect(waiting.clear).toHaveProperty('f2999');
});

test('after that time nothing is left to wait for', () => {
  const { waiting } = waitingLater(guide, heard(alerts(CLEAR)).waiting, START + 2 * MINUTE);
  expect(waitsUntil(guide, waiting)).toBeUndefined();
});

test('what fires in planned work opens an incident when the work ends, if it still fires', () => {
  const { waiting, opens: opened } = heard(alerts(planned(20)));
  expect(opened).toBeUndefined();
  expect(waitsUntil(guide, waiting)).toBe(START + 20 * MINUTE);
  expect(opens(waitingLater(guide, waiting, START + 19 * MINUTE))).toBeUndefined();
  expect(opens(waitingLater(guide, waiting, START + 20 * MINUTE))).toEqual([[FIRES.fingerprint]]);
});

test('what is clear before its end is on record, and opens none', () => {
  const fired = heard(alerts(planned(20))).waiting;
  const { waiting } = heard(alerts(planned(20, { firing: false })), 5, fired);
  expect(opens(waitingLater(guide, waiting, START + 20 * MINUTE))).toBeUndefined();
  expect(waiting.story.map(({ text }) => text)).toEqual([
    'Release Manager API degraded fired, but does not count yet (maintenance window: upgrade)',
    'Release Manager API degraded cleared before it counted (maintenance window: upgrade)',
  ]);
});

test('what fires outside of the work takes along what is held back', () => {
  const other = alertOf({ pod: 'b' });
  const { waiting } = heard(alerts(planned(60)));
  expect(opens(heard(alerts(other), 5, waiting))).toEqual([[other.fingerprint], [FIRES.fingerprint]]);
});

test('an act that comes before its alert waits for it', () => {
  const { waiting, opens: opened } = heard(ACK);
  expect(opened).toBeUndefined();
  expect(opens(heard(alerts(FIRES), 1, waiting))).toEqual([[FIRES.fingerprint], 'act']);
});

test('an act that comes in planned work is not lost when the work takes long', () => {
  const acked = heard(ACK, 1, heard(alerts(planned(60))).waiting).waiting;
  expect(waitsUntil(guide, acked)).toBe(START + HOUR);
  const { waiting } = waitingLater(guide, acked, START + 30 * MINUTE);
  expect(opens(waitingLater(guide, waiting, START + HOUR))).toEqual([[FIRES.fingerprint], 'act']);
});

const JOINING = {
  eventId: 'merge:1',
  from: { id: 'a-x4tm', address: 'a', title: 'Down' },
  service: 'release-manager',
  serviceTitle: 'Release Manager',
  serviceUnknown: false,
  severity: 'P1',
  unclassified: false,
  by: 'otto',
  byName: 'Otto',
  reason: '',
  since: START,
  there: [] as never[],
  alerts: { f1: { title: 'x', severity: 'P1', firing: true, at: START } },
} as const;

test('an incident that joins an ended one begins the next, with its alerts or by its title', () => {
  const joining = JOINING;
  expect(heard({ joining }).opens?.[0]).toMatchObject({ alerts: { alerts: [{ fingerprint: 'f1', firing: true }] } });
  expect(heard({ joining: { ...joining, alerts: {} } }).opens?.[0]).toMatchObject({
    declaration: { title: 'Down', severity: 'P1' },
  });
});

test('what nobody said of the severity of an ended incident is not said in the next one either', () => {
  const alertsOf = (unclassified: boolean) => {
    const state = { title: 'x', severity: 'P2', firing: true, at: START, ...(unclassified && { unclassified }) };
    const opened = heard({ joining: { ...JOINING, unclassified, alerts: { f1: state } } }).opens?.[0];
    return opened !== undefined && 'alerts' in opened ? opened.alerts.alerts.map(({ labels }) => labels) : [];
  };
  expect([alertsOf(true), alertsOf(false)]).toEqual([[{}], [{ severity: 'P2' }]]);
  const [declared] = heard({ joining: { ...JOINING, unclassified: true, alerts: {} } }).opens ?? [];
  expect(declared).not.toHaveProperty('declaration.severity');
});

test('what is held back goes on in one message however much it is: texts are left out first, then the oldest', () => {
  const text = 'x'.repeat(1_000);
  const many = Array.from({ length: 400 }, (_, n) => planned(60, { fingerprint: `f${n}`, description: text }));
  const { waiting } = heard(alerts(...many));
  expect(fittedWaiting(waiting, 10_000_000)).toBe(waiting);
  const short = fittedWaiting(waiting, 350_000);
  expect(jsonSize(short)).toBeLessThan(350_000);
  expect([Object.keys(short.held).length, short.story.length]).toEqual([400, 50]);
  const few = fittedWaiting(waiting, 60_000);
  expect(jsonSize(few)).toBeLessThan(60_000);
  expect(Object.keys(few.held).at(-1)).toBe('f399');
  expect(opens(waitingLater(guide, few, START + 61 * MINUTE))?.flat()).toEqual(Object.keys(few.held));
});
