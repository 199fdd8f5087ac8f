import type { EffectOutcome } from '../../domain/state/events';
import { ledgerMeasures, type Measure, measures, overdueCount } from '../../domain/ledger/metrics';
import { openPostMortem } from '../../domain/post-mortem/state';
import { settle } from '../../domain/ledger/ledger';
import type { Severity } from '../../policy/schema';
import { HOUR, MINUTE, SECOND, START } from '../support/times';
import { alertOf, groupOf, guide, incidentOf, VirtualIncident } from '../support/virtual-clock';

type Told = Pick<NonNullable<ConstructorParameters<typeof VirtualIncident>[1]>, 'answer'>;

/** An incident of the guide and everything that was measured of it. */
function measured(severity: Severity, { answer }: Told = {}, acceptedAt?: number) {
  const seen: Measure[] = [];
  const group = groupOf(alertOf({ severity, service: 'release-manager' }));
  const incident = new VirtualIncident(
    { ...group, ...(acceptedAt !== undefined && { acceptedAt }) },
    {
      ...(answer !== undefined && { answer }),
      onEvent: (before, event, after) => void seen.push(...measures(before, event, after)),
    },
  );
  const of = <Of extends Measure['of']>(wanted: Of) =>
    seen.filter((measure): measure is Extract<Measure, { of: Of }> => measure.of === wanted);
  return { incident, seen, of };
}

/** Nothing gets through until it comes back; a failed page is tried again after 30 s. */
const laterPage = () => {
  let isDown = true;
  const answer = (): EffectOutcome | Error | undefined => (isDown ? new Error('no dial tone') : undefined);
  return { answer, comesBack: () => (isDown = false) };
};

describe('the first page', () => {
  it('is measured from the moment at which our door took the alert', () => {
    const { answer, comesBack } = laterPage();
    const { incident, of } = measured('P1', { answer }, START - 3 * SECOND);
    comesBack();
    incident.until(30 * SECOND);
    expect(of('first-page')).toEqual([{ of: 'first-page', seconds: 33 }]);
  });

  it('is measured once, from the start where nobody said when the alert came', () => {
    const { answer, comesBack } = laterPage();
    const { incident, of } = measured('P1', { answer });
    comesBack();
    incident.until(2 * HOUR);
    expect(of('first-page')).toEqual([{ of: 'first-page', seconds: 30 }]);
  });

  it('counts from the severity that was the first to page: a P3 pages nobody', () => {
    const { incident, of } = measured('P3');
    incident.until(20 * MINUTE);
    expect(of('first-page')).toEqual([]);
    incident.does('otto', { do: 'severity', severity: 'P1', reason: 'it is worse' });
    expect(of('first-page')).toEqual([{ of: 'first-page', seconds: 0 }]);
  });

  it('is never negative, however far the clocks are apart', () => {
    const { answer, comesBack } = laterPage();
    const { incident, of } = measured('P1', { answer }, START + HOUR);
    comesBack();
    incident.until(MINUTE);
    expect(of('first-page')).toEqual([{ of: 'first-page', seconds: 0 }]);
  });
});

describe('obligations', () => {
  it('count by the first word of their id and by what became of them', () => {
    const { incident, of } = measured('P1');
    incident.until(2 * MINUTE).does('otto', { do: 'acknowledge' });
    expect(of('obligation')).toContainEqual({ of: 'obligation', kind: 'response', state: 'met' });
    expect(of('obligation-lateness')).toContainEqual({ of: 'obligation-lateness', kind: 'response', seconds: 0 });
  });

  it('that are missed and made up for count as both, with how late they were', () => {
    const { incident, of } = measured('P1');
    incident.until(7 * MINUTE).does('otto', { do: 'acknowledge' });
    const response = of('obligation').filter(({ kind }) => kind === 'response');
    expect(response.map(({ state }) => state)).toEqual(['missed', 'late']);
    expect(of('obligation-lateness')).toContainEqual({ of: 'obligation-lateness', kind: 'response', seconds: 120 });
  });

  it('have a fixed few kinds, whatever the policy calls its tasks', () => {
    const { incident, of } = measured('P1');
    incident.until(3 * HOUR);
    const kinds = new Set(of('obligation').map(({ kind }) => kind));
    expect(
      [...kinds].every((kind) =>
        ['response', 'join', 'called', 'task', 'update', 'decision', 'stability'].includes(kind),
      ),
    ).toBe(true);
    expect(kinds.size).toBeGreaterThan(3);
  });

  it('that are overdue and still owed are counted, an update that Muster posted is not', () => {
    const incident = incidentOf('P1').until(12 * MINUTE);
    const missed = Object.values(incident.incident.obligations).filter(({ state }) => state === 'missed');
    expect(missed.some(({ id }) => id.startsWith('update:'))).toBe(true);
    const owed = missed.filter(({ id }) => !id.startsWith('update:'));
    expect(overdueCount(incident.incident)).toBe(owed.length);
    const before = overdueCount(incident.incident);
    incident.does('otto', { do: 'acknowledge' });
    // He owed the answer, and on-call's place in the team.
    expect(overdueCount(incident.incident)).toBe(before - 2);
  });

  it('of a post-mortem count too', () => {
    const before = openPostMortem(guide, incidentOf('P1').until(MINUTE).incident, START + HOUR);
    const [id = ''] = Object.keys(before.obligations);
    const dueAt = before.obligations[id]?.dueAt ?? START;
    const after = settle(before, id, dueAt + 90 * SECOND, 'emil');
    const kind = id.split(':')[0];
    expect(ledgerMeasures(before, after)).toEqual([
      { of: 'obligation', kind, state: 'late' },
      { of: 'obligation-lateness', kind, seconds: 90 },
    ]);
  });
});

describe('timers', () => {
  it('that ring on the dot are not late', () => {
    const { incident, of } = measured('P1');
    incident.until(31 * MINUTE);
    expect(of('timer-lateness').length).toBeGreaterThan(3);
    expect(of('timer-lateness').every(({ seconds }) => seconds === 0)).toBe(true);
  });

  it('that an outage kept are as late as they are', () => {
    const { incident, of } = measured('P1');
    incident.until(MINUTE).deadUntil(35 * MINUTE);
    // The response and the four who should have joined were due at 5 minutes.
    expect(of('timer-lateness').filter(({ seconds }) => seconds === 30 * 60).length).toBeGreaterThanOrEqual(5);
  });

  it('of a severity that came later are not late for what was over before', () => {
    const { incident, of } = measured('P3');
    incident.until(50 * MINUTE).does('otto', { do: 'severity', severity: 'P1', reason: 'it is worse' });
    expect(of('timer-lateness').filter(({ seconds }) => seconds > 0)).toEqual([]);
  });
});

it('effects count by the way on which they leave, and by whether they did', () => {
  const { incident, of } = measured('P1', {
    answer: (effect) => (effect.do === 'post' && effect.port === 'mail' ? new Error('no server') : undefined),
  });
  incident.until(11 * MINUTE);
  const counted = of('effect').map(({ kind, outcome }) => `${kind} ${outcome}`);
  const done = ['page', 'chat', 'lookup', 'bridge', 'ticket', 'investigation'].map((kind) => `${kind} done`);
  expect(new Set(counted)).toEqual(new Set([...done, 'mail failed']));
});
