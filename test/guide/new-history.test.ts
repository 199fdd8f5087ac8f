import type { Effect } from '../../domain/effects';
import { incidentOf, MINUTE, START } from './virtual-clock';

const acknowledge = { do: 'acknowledge' } as const;

/** Emil, the engineering manager of a P2, is not reached for the first twelve minutes. */
const isToEmil = ({ key }: Effect): boolean => key.startsWith('page:P2:0m:engineering-manager');
const emilAway = (effect: Effect, now: number) =>
  isToEmil(effect) && now - START < 12 * MINUTE ? new Error('503') : undefined;

describe('a page whose repeats came to nothing is sent once it is wanted again', () => {
  test.each([[2], [7], [11.5]])('first acknowledged by somebody else after %d minutes', (minutes) => {
    const incident = incidentOf('P2', { answer: emilAway });
    incident.until(minutes * MINUTE).does('otto', acknowledge);
    incident.does('otto', { do: 'status', status: 'monitoring' });
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

  test('also where a repeat was under way when the new history began', () => {
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
