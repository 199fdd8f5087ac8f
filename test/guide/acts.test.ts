import { HOUR, MINUTE } from '../support/times';
import { incidentOf } from '../support/virtual-clock';

describe('an act that is repeated', () => {
  test('takes effect once and keeps its first answer', () => {
    const incident = incidentOf('P2').does('otto', { do: 'update', text: 'We look.' }, { actId: 'same' });
    const answer = incident.incident.answered['same'];
    incident.until(MINUTE).does('otto', { do: 'update', text: 'We look.' }, { actId: 'same' });
    expect(incident.keys('update:')).toEqual(['0m update:1:chat', '0m update:1:mail']);
    expect(incident.incident.answered['same']).toBe(answer);
  });

  test('is not refused, although it could not be done twice', () => {
    const incident = incidentOf('P2').does('otto', { do: 'acknowledge' });
    incident.does('otto', { do: 'decide', choice: 'fix-forward', reason: 'r' }, { actId: 'same' });
    expect(
      incident.refusal('otto', { do: 'decide', choice: 'fix-forward', reason: 'r' }, { actId: 'same' }),
    ).toBeUndefined();
  });

  test('is not refused after the incident has ended either', () => {
    const incident = incidentOf('P3').does('otto', { do: 'resolve', resolution: 'r' }, { actId: 'same' });
    expect(incident.refusal('otto', { do: 'resolve', resolution: 'r' }, { actId: 'same' })).toBeUndefined();
    incident.until(HOUR).does('otto', { do: 'resolve', resolution: 'r' }, { actId: 'same' });
    expect(incident.keys('resolved')).toEqual(['0m resolved:chat']);
  });
});

describe('an act is refused', () => {
  test('when it was meant for another incident', () => {
    expect(
      incidentOf('P2').refusal('otto', { do: 'acknowledge' }, { incidentId: 'release-manager-7f3k2a9q-aaaa' }),
    ).toBe(
      'That was meant for release-manager-7f3k2a9q-aaaa; the incident here is release-manager-7f3k2a9q-x4tm ("Release Manager API degraded").',
    );
  });

  test('when the incident has ended', () => {
    const incident = incidentOf('P3').does('otto', { do: 'resolve', resolution: 'r' });
    for (const deed of [
      { do: 'acknowledge' },
      { do: 'note', text: 'x' },
      { do: 'status', status: 'mitigating' },
    ] as const)
      expect(incident.refusal('otto', deed)).toContain('is already resolved.');
  });

  test('when nobody is named', () => {
    expect(incidentOf('P2').refusal(' ', { do: 'acknowledge' })).toBe(
      'It is not known who you are. Say who is doing this.',
    );
  });

  test.each([
    [{ do: 'note', text: '' }, 'The text is empty. Write what you want to say.'],
    [{ do: 'status', status: 'investigating' }, 'The status is already investigating.'],
    [{ do: 'escalate', reason: '' }, 'Say why more people are needed.'],
    [{ do: 'escalate', role: 'king', reason: 'r' }, 'There is no role "king".'],
    [{ do: 'task', task: 'response', outcome: 'skipped', reason: 'r' }, `"Acknowledge the incident" can't be skipped.`],
  ] as const)('%j: %s', (deed, reason) => {
    expect(incidentOf('P2').refusal('otto', deed)).toContain(reason);
  });

  test('when there is nobody left to escalate to', () => {
    const incident = incidentOf('P2')
      .does('otto', { do: 'acknowledge' })
      .until(61 * MINUTE);
    expect(incident.refusal('otto', { do: 'escalate', reason: 'more' })).toContain('Name another role to page.');
  });
});

describe('a task that is skipped', () => {
  test('is waived, with the name and the reason', () => {
    const incident = incidentOf('P2').does('otto', {
      do: 'task',
      task: 'root-cause',
      outcome: 'skipped',
      reason: 'known',
    });
    expect(incident.obligation('task:root-cause')).toMatchObject({ state: 'waived', by: 'otto', because: 'known' });
  });

  test('after its deadline it stays missed, with the reason next to it', () => {
    const incident = incidentOf('P2').until(40 * MINUTE);
    incident.does('otto', { do: 'task', task: 'root-cause', outcome: 'skipped', reason: 'known' });
    expect(incident.obligation('task:root-cause')).toMatchObject({ state: 'missed', by: 'otto', because: 'known' });
  });

  test('stays skipped when the severity changes back and forth', () => {
    const incident = incidentOf('P2').does('otto', { do: 'task', task: 'fix', outcome: 'skipped', reason: 'known' });
    incident
      .does('otto', { do: 'severity', severity: 'P1', reason: 'r' })
      .does('otto', { do: 'severity', severity: 'P2', reason: 'r' });
    expect(incident.obligation('task:fix')).toMatchObject({ state: 'waived', by: 'otto' });
  });
});
