import type { Effect } from '../../domain/state/effects';
import { MINUTE, START } from '../support/times';
import { guideWith, incidentOf } from '../support/virtual-clock';

const acknowledge = { do: 'acknowledge' } as const;

/** Emil, the engineering manager of a P2, is not reached for the first twelve minutes. */
const isToEmil = ({ key }: Effect): boolean => key.startsWith('page:P2:0m:engineering-manager');
const emilAway = (effect: Effect, now: number) =>
  isToEmil(effect) && now - START < 12 * MINUTE ? new Error('503') : undefined;

describe('a page whose repeats were superseded is sent once when it is wanted again', () => {
  test.each([[2], [7], [11.5]])('first acknowledged by somebody else after %d minutes', (minutes) => {
    const incident = incidentOf('P2', { answer: emilAway });
    incident.until(minutes * MINUTE).does('otto', acknowledge);
    incident.clears().does('otto', { do: 'status', status: 'monitoring' });
    incident
      .until(20 * MINUTE)
      .continues()
      .continues();
    expect(incident.pagesOf('emil')).toEqual([]);
    incident.does('otto', { do: 'status', status: 'mitigating' });
    expect(incident.pagesOf('emil')).toEqual(['20m']);
    expect(
      incident
        .continues()
        .until(40 * MINUTE)
        .pagesOf('emil'),
    ).toEqual(['20m']);
  });

  test('even if a repeat was under way when the new history began', () => {
    const incident = incidentOf('P2', { answer: emilAway });
    incident.until(7 * MINUTE);
    const key = 'page:P2:0m:engineering-manager:2';
    incident.starts({
      do: 'page',
      key,
      series: 'page:P2:0m:emil',
      n: 2,
      to: 'emil',
      reason: 'unanswered',
      kind: 'page',
      role: 'engineering-manager',
    });
    incident
      .does('otto', acknowledge)
      .until(20 * MINUTE)
      .continues();
    expect(incident.keys('page:P2:0m:engineering-manager')).toEqual([`20m ${key}`]);
  });
});

describe('a page that is withdrawn here is withdrawn at the vendor too', () => {
  const lower = { do: 'severity', severity: 'P3', reason: 'one customer' } as const;
  const isFollow = ({ key }: Effect): boolean => key.startsWith('follow:withdraw:');
  const unclear = Object.assign(new Error('503'), { name: 'Unclear' });

  test('even if the vendor is down until after a new history has begun; it is then forgotten', () => {
    const followed: string[] = [];
    const incident = incidentOf('P1', {
      answer: (effect, now) => {
        if (isFollow(effect) && now - START < 30 * MINUTE) return unclear;
        if (isFollow(effect)) followed.push(effect.key);
        return undefined;
      },
    });
    incident.until(6 * MINUTE).does('otto', lower);
    const owed = incident.told('withdrawal').length;
    expect(owed).toBeGreaterThan(0);
    incident
      .until(10 * MINUTE)
      .continues()
      .continues();
    expect(incident.incident.calls.filter(({ kind }) => kind === 'withdrawal')).toHaveLength(owed);
    incident.until(40 * MINUTE);
    expect([new Set(followed).size, followed.length]).toEqual([owed, owed]);
    expect(incident.told('withdrawal')).toHaveLength(owed);
    expect(incident.continues().incident.calls.filter(({ kind }) => kind === 'withdrawal')).toEqual([]);
  });

  test("a policy that doesn't ask for it keeps nothing", () => {
    const policy = guideWith(({ delivery }) => {
      delivery.following = { acknowledged: false, ended: false, ringsAgain: false, assumption: 'none' };
    });
    const incident = incidentOf('P1', { policy })
      .until(6 * MINUTE)
      .does('otto', lower)
      .continues();
    expect(incident.incident.calls).toEqual([]);
  });
});
