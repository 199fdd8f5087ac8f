/** The bridge (L28, L138-162): opened at once for a P1; where nothing opens calls, a person does and says where it is. */
import type { Effect } from '../../domain/state/effects';
import type { EffectOutcome } from '../../domain/state/events';
import { MINUTE } from '../support/times';
import { incidentOf } from '../support/virtual-clock';

const MEET = 'https://meet.example/war-room';

/** Nothing is connected that opens calls: the order is taken, and there is no link. */
const noLink = (effect: Effect): EffectOutcome | undefined =>
  effect.do === 'open-bridge' ? { of: 'delivered', reference: 'outbox' } : undefined;

describe('where nothing opens calls', () => {
  test('nobody is sent to a bridge that is not there: who is in charge is asked to open a call', () => {
    const incident = incidentOf('P1', { answer: noLink }).until(3 * MINUTE);
    expect(incident.told('invitation')).toEqual([]);
    expect(incident.sent.filter(({ key }) => key.startsWith('bridge:ask')).map(({ to }) => to)).toEqual([['otto']]);
    expect(incident.text('bridge:ask:otto')).toContain(`muster bridge ${incident.incident.id} https://...`);
    expect(incident.obligation('task:open-bridge')?.state).toBe('open');
  });

  test('the link that a person gives meets the task and goes to everybody who was called, once each', () => {
    const incident = incidentOf('P1', { answer: noLink })
      .until(3 * MINUTE)
      .does('otto', { do: 'acknowledge' })
      .does('otto', { do: 'bridge', url: MEET });
    expect(incident.told('invitation')).toEqual(['3m invitation vera+emil+dora+otto+olga']);
    expect(incident.text('bridge:invite:P1:0m')).toContain(MEET);
    expect(incident.obligation('task:open-bridge')).toMatchObject({ state: 'met', by: 'otto' });
  });

  test('whoever takes the lead is asked too, and nobody once the call is open', () => {
    const incident = incidentOf('P1', { answer: noLink }).until(MINUTE).does('vera', { do: 'acknowledge' });
    const asked = (): string[] =>
      incident.sent.filter(({ key }) => key.startsWith('bridge:ask')).flatMap(({ to }) => to);
    expect(asked()).toEqual(['otto', 'vera']);
    incident.does('vera', { do: 'bridge', url: MEET }).does('otto', { do: 'acknowledge' });
    incident.does('vera', { do: 'assign', to: { id: 'otto', name: 'Otto', roles: [] } }).until(10 * MINUTE);
    expect(asked()).toEqual(['otto', 'vera']);
  });

  test('without a link the task is missed, and late when the call comes after all', () => {
    const incident = incidentOf('P1', { answer: noLink }).until(6 * MINUTE);
    expect(incident.obligation('task:open-bridge')?.state).toBe('missed');
    incident.does('otto', { do: 'bridge', url: MEET });
    expect(incident.obligation('task:open-bridge')?.state).toBe('late');
  });
});

describe('a person says where the call is', () => {
  test('before a P2 has a bridge: Muster opens none, and invites who was called', () => {
    const incident = incidentOf('P2')
      .until(MINUTE)
      .does('otto', { do: 'bridge', url: MEET })
      .until(2 * MINUTE);
    expect(incident.told('open-bridge')).toEqual([]);
    expect(incident.told('invitation')).toEqual(['1m invitation emil+otto']);
  });

  test('a call that moves: who knows the old link gets the new one', () => {
    const incident = incidentOf('P1')
      .until(3 * MINUTE)
      .does('otto', { do: 'bridge', url: MEET });
    expect(incident.sent.find(({ key }) => key === 'bridge:moved:2')?.to).toEqual([
      ...['vera', 'emil', 'dora', 'otto', 'olga'],
    ]);
    expect(incident.text('bridge:moved:2')).toContain(MEET);
  });

  test('what is no link, and what is known, is refused with the reason', () => {
    const incident = incidentOf('P1').until(MINUTE);
    expect(incident.refusal('otto', { do: 'bridge', url: 'room 4' })).toBe(
      '"room 4" is not a link. Give one that begins with https://.',
    );
    incident.does('otto', { do: 'bridge', url: MEET });
    expect(incident.refusal('vera', { do: 'bridge', url: MEET })).toBe('That is where the bridge is already.');
    expect(incident.refusal('vera', { do: 'bridge' })).toBe(`The bridge is already open: ${MEET}`);
  });
});
