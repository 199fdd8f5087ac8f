import type { Effect } from '../../domain/state/effects';
import { HOUR, MINUTE, START } from '../support/times';
import { incidentOf } from '../support/virtual-clock';

describe('P3', () => {
  test('root cause due in 2 h, the fix the next business day', () => {
    const incident = incidentOf('P3');
    expect(incident.obligation('task:root-cause')?.dueAt).toBe(START + 2 * HOUR);
    expect(incident.obligation('task:fix')?.dueAt).toBe(Date.UTC(2024, 0, 16, 17));
  });

  test('acknowledged within the hour, or late; never paged', () => {
    const incident = incidentOf('P3')
      .until(70 * MINUTE)
      .does('otto', { do: 'acknowledge' });
    expect(incident.obligation('response')).toMatchObject({ state: 'late', lateByMs: 10 * MINUTE });
    expect(incident.told('page')).toEqual([]);
  });

  test('a notice that only a phone could take is not sent, and not tried again', () => {
    const tried: string[] = [];
    const answer = (effect: Effect) => {
      if (effect.do !== 'page' || effect.kind !== 'notice') return undefined;
      tried.push(effect.to);
      return Object.assign(new Error('no channel'), { tries: [{ channel: 'phone', outcome: 'too loud' }] });
    };
    const { incident } = incidentOf('P3', { answer }).until(10 * MINUTE);
    expect(tried).toEqual(['otto']);
    expect(incident.timeline.find(({ kind }) => kind === 'not-delivered')?.text).not.toContain('Retrying');
  });

  test('a ticket, and one for the permanent fix, which completes that task', () => {
    const incident = incidentOf('P3');
    expect(incident.keys('ticket')).toEqual(['0m ticket', '0m ticket:permanent-fix']);
    expect(incident.obligation('task:permanent-fix')?.state).toBe('met');
  });

  test('the log is watched from the start; the lead is told each time similar errors return', () => {
    const incident = incidentOf('P3').does('otto', { do: 'acknowledge' });
    expect(incident.watches()).toMatchObject([{ watch: 'probes', probes: ['similar-errors'] }]);
    const log = (passed: boolean) =>
      incident.probes({ 'similar-errors': { passed, evidence: passed ? '0 errors' : '7 errors' } });
    log(true).until(HOUR);
    log(false).until(2 * HOUR);
    log(false).until(3 * HOUR);
    log(true);
    log(false);
    expect(incident.told('warning')).toEqual(['1h warning otto', '3h warning otto']);
    expect(incident.text('log-watch:1')).toContain('7 errors');
  });

  test('it resolves without a checklist, and nothing is watched afterwards', () => {
    const incident = incidentOf('P3').does('otto', { do: 'acknowledge' });
    incident.does('otto', { do: 'status', status: 'monitoring' });
    expect(incident.obligation('task:fix')?.state).toBe('met');
    expect(incident.obligation('task:watch-logs')?.state).toBe('met');
    incident.does('otto', { do: 'resolve', resolution: 'fixed' });
    expect(incident.watches()).toEqual([]);
    expect(incident.incident.status).toBe('resolved');
  });
});

describe('P4', () => {
  test('ends when its issue exists, with all four actions met', () => {
    const incident = incidentOf('P4');
    expect(incident.incident).toMatchObject({ status: 'resolved', resolvedAt: START });
    expect(Object.values(incident.incident.obligations).map(({ id, state }) => [id, state])).toEqual(
      ['issue', 'backlog', 'priority', 'release'].map((task) => [`task:${task}`, 'met']),
    );
  });

  test('stays open and retries while the tracker is down', () => {
    const incident = incidentOf('P4', {
      answer: (effect, now) =>
        effect.do === 'create-ticket' && now < START + 2 * MINUTE ? new Error('tracker is down') : undefined,
    });
    expect(incident.incident.status).toBe('investigating');
    incident.until(5 * MINUTE);
    expect(incident.incident).toMatchObject({ status: 'resolved', resolvedAt: START + 2 * MINUTE });
    expect(incident.told('page', 'notice', 'initial', 'resolved', 'update')).toEqual([]);
  });

  test('an incident that becomes a P4 after its ticket was made ends, and everybody who was told about it is told so', () => {
    const incident = incidentOf('P3').until(MINUTE).does('otto', { do: 'severity', severity: 'P4', reason: 'a typo' });
    expect(incident.incident.status).toBe('resolved');
    expect(incident.told('resolved')).toEqual(['1m resolved chat']);
  });
});
