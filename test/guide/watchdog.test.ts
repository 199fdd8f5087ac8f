/** Whether a Watchdog that falls silent is an incident, and one that is heard again ends it. */
import {
  nothingHeard,
  type Prelude,
  waitingHeard,
  waitingLater,
  waitsUntil,
  watchesOnly,
} from '../../domain/alerts/prelude';
import type { Alert } from '../../domain/state/alert';
import { MINUTE, START } from '../support/times';
import { alertOf, groupOf, guide, VirtualIncident } from '../support/virtual-clock';

/** Heard so many minutes after the start; silent ten minutes later. */
const heardAt = (minutes: number): Alert => ({
  ...alertOf({ severity: 'P2', alertname: 'Watchdog' }, { summary: 'Watchdog has fallen silent' }),
  silence: { at: START + (minutes + 10) * MINUTE, policy: 'hash' },
});

const hear = (waiting: Prelude, minutes: number): Prelude => {
  const heard = waitingHeard(guide, waiting, { alerts: groupOf(heardAt(minutes)) }, START + minutes * MINUTE);
  expect(heard.opens).toBeUndefined();
  return heard.waiting;
};

describe('while it is heard', () => {
  const waiting = [0, 5, 12].reduce(hear, nothingHeard());

  test('nothing opens, and the wait is for its next silence', () => {
    expect(waitingLater(guide, waiting, START + 21 * MINUTE).opens).toBeUndefined();
    expect(waitsUntil(guide, waiting)).toBe(START + 22 * MINUTE);
  });

  test('nothing but its silence is waited for', () => {
    expect(watchesOnly(waiting).map(({ silence }) => silence?.at)).toEqual([START + 22 * MINUTE]);
    const alerts = groupOf({ ...alertOf({ severity: 'P1' }), firing: false });
    const other = waitingHeard(guide, waiting, { alerts }, START + 13 * MINUTE);
    expect([watchesOnly(nothingHeard()), watchesOnly(other.waiting)]).toEqual([[], []]);
  });

  test('a report that reaches a run that was away is not judged before what came after it', () => {
    const late = START + 60 * MINUTE;
    const first = waitingHeard(guide, nothingHeard(), { alerts: groupOf(heardAt(0)) }, late);
    const second = waitingHeard(guide, first.waiting, { alerts: groupOf(heardAt(59)) }, late);
    expect([first.opens, second.opens, waitingLater(guide, second.waiting, late).opens]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe('once it is silent', () => {
  const silent = () => {
    const [first] = waitingLater(guide, hear(nothingHeard(), 0), START + 10 * MINUTE).opens ?? [];
    if (first === undefined || !('alerts' in first)) throw new Error('nothing opened');
    return new VirtualIncident(first.alerts);
  };

  test('its silence opens an incident of the severity that the policy names, and pages', () => {
    const incident = silent();
    expect(incident.incident).toMatchObject({
      severity: 'P2',
      title: 'Watchdog has fallen silent',
      unclassified: false,
    });
    expect(incident.told('page')).not.toEqual([]);
  });

  test('heard again it is over, and silent again it fires again', () => {
    const incident = silent().until(2 * MINUTE);
    incident.alerts(groupOf(heardAt(2)));
    expect(Object.values(incident.incident.alerts)).toMatchObject([{ firing: false }]);
    expect(incident.incident.timeline.map(({ kind }) => kind)).toContain('all-clear');
    incident.until(6 * MINUTE).alerts(groupOf(heardAt(6)));
    incident.until(15 * MINUTE);
    expect(Object.values(incident.incident.alerts)).toMatchObject([{ firing: false }]);
    incident.until(17 * MINUTE);
    expect(Object.values(incident.incident.alerts)).toMatchObject([{ firing: true }]);
    expect(incident.incident.timeline.filter(({ kind }) => kind === 'alert-firing').at(-1)?.text).toBe(
      'Watchdog has fallen silent again: nothing was heard of it in time',
    );
  });

  test('in the stability watch its silence is a relapse', () => {
    const incident = silent();
    incident.does('otto', { do: 'acknowledge' }).alerts(groupOf(heardAt(0)));
    incident.does('otto', { do: 'status', status: 'monitoring' }).until(11 * MINUTE);
    expect(incident.incident.status).toBe('mitigating');
  });
});
