import { HOUR, MINUTE } from '../support/times';
import { incidentOf } from '../support/virtual-clock';

const CANCEL = { do: 'cancel', reason: 'a load test' } as const;

describe('cancel: a false alarm', () => {
  const incident = incidentOf('P1')
    .until(6 * MINUTE)
    .does('otto', CANCEL);
  const sent = incident.sent.length;
  incident.until(5 * HOUR);

  test('everybody who was contacted is told that it is over, once', () => {
    expect(incident.told('withdrawal').sort()).toEqual(
      ['cleo', 'dora', 'emil', 'olga', 'otto', 'vera'].map((person) => `6m withdrawal ${person}`),
    );
  });

  test('everybody who got the initial notification is told too', () => {
    expect(incident.keys('cancelled')).toEqual(['6m cancelled:chat', '6m cancelled:mail']);
    expect(incident.text('cancelled:mail')).toContain('a load test');
  });

  test('open obligations are waived, not missed', () => {
    expect(incident.obligation('decision')).toMatchObject({ state: 'waived', because: 'the incident is cancelled' });
  });

  test('nothing is sent, watched or accepted afterwards', () => {
    expect(incident.sent).toHaveLength(sent);
    expect(incident.watches()).toEqual([]);
    expect(incident.refusal('otto', { do: 'note', text: 'x' })).toContain('is already cancelled.');
  });

  test('needs a reason', () => {
    expect(incidentOf('P1').refusal('otto', { ...CANCEL, reason: '' })).toBe('Say why it was a false alarm.');
  });

  test('a withdrawal that fails is retried until it succeeds', () => {
    let down = true;
    const flaky = incidentOf('P2', {
      answer: ({ key }) => (down && key === 'withdraw:cancelled:emil' ? new Error('down') : undefined),
    });
    flaky.does('otto', CANCEL).until(MINUTE);
    down = false;
    expect(flaky.until(2 * MINUTE).told('withdrawal')).toEqual(['0m withdrawal otto', '1m30s withdrawal emil']);
  });
});

describe('resolve', () => {
  const resolve = { do: 'resolve', resolution: 'rolled back', override: 'seen' } as const;

  test('ends every page, nudge, update and watch', () => {
    const incident = incidentOf('P1')
      .until(6 * MINUTE)
      .does('otto', resolve);
    const sent = incident.sent.length;
    incident.until(72 * HOUR);
    expect(incident.sent).toHaveLength(sent);
    expect(incident.watches()).toEqual([]);
  });

  test('an obligation without a deadline that was not done is missed', () => {
    const incident = incidentOf('P2').does('otto', { do: 'acknowledge' }).does('otto', resolve);
    expect(incident.obligation('task:stability')).toMatchObject({
      state: 'waived',
      because: 'resolved before the stability watch ended',
    });
    expect(incident.obligation('decision')).toMatchObject({ state: 'waived', because: 'the incident is resolved' });
  });

  test('a page that could not be delivered is not sent after the resolution', () => {
    let down = true;
    const incident = incidentOf('P2', {
      answer: ({ key }) => (down && key.startsWith('assign:') ? new Error('down') : undefined),
    });
    incident.does('otto', { do: 'assign', to: { id: 'dora', name: 'Dora', roles: ['devops-lead'] } }).until(MINUTE);
    incident.does('otto', resolve);
    down = false;
    expect(incident.until(HOUR).keys('assign:')).toEqual([]);
  });

  test('the last message is delivered even if the channel is down at that moment', () => {
    let down = false;
    const incident = incidentOf('P2', {
      answer: ({ key }) => (down && key === 'resolved:chat' ? new Error('down') : undefined),
    });
    down = true;
    incident.does('otto', resolve).until(5 * MINUTE);
    down = false;
    expect(incident.until(6 * MINUTE).keys('resolved:chat')).toEqual(['5m30s resolved:chat']);
  });
});
