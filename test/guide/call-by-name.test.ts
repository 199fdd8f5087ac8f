import { HOUR, MINUTE, START } from '../support/times';
import { incidentOf, PEOPLE, type VirtualIncident } from '../support/virtual-clock';

const acknowledge = { do: 'acknowledge' } as const;
const escalate = (role?: string, page?: true) =>
  ({ do: 'escalate', reason: 'need hands', ...(role && { role }), ...(page && { page }) }) as const;
const rings = (incident: VirtualIncident, person: string): string[] =>
  incident.ringsOf(person).map(({ after }) => after);
const p2 = () =>
  incidentOf('P2')
    .until(MINUTE)
    .does('otto', acknowledge)
    .until(2 * MINUTE);

describe('a role that is called into an acknowledged P2', () => {
  test('is rung until its person answers, and the lead stays', () => {
    const incident = p2()
      .does('otto', escalate('devops-lead'))
      .until(13 * MINUTE);
    expect(rings(incident, 'dora')).toEqual(['2m', '7m', '12m']);
    incident.does('dora', acknowledge).until(30 * MINUTE);
    expect(rings(incident, 'dora')).toHaveLength(3);
    expect(incident.incident.lead).toBe('otto');
  });

  test('owes an answer', () => {
    const incident = p2().does('otto', escalate('devops-lead'));
    expect(incident.obligation('called:escalate:1:dora')).toMatchObject({
      state: 'open',
      owner: 'dora',
      dueAt: START + 17 * MINUTE,
    });
    incident.until(5 * MINUTE).does('dora', { do: 'update', text: 'On it.' });
    expect(incident.obligation('called:escalate:1:dora')).toMatchObject({ state: 'met', by: 'dora' });
  });

  test('is rung no more once the incident is watched', () => {
    const incident = p2()
      .does('otto', escalate('devops-lead'))
      .until(3 * MINUTE);
    incident.does('otto', { do: 'status', status: 'monitoring' }).until(20 * MINUTE);
    expect(rings(incident, 'dora')).toEqual(['2m']);
    expect(incident.obligation('called:escalate:1:dora')).toMatchObject({ state: 'waived' });
  });
});

test('nobody calls themselves', () => {
  const incident = incidentOf('P2')
    .until(2 * MINUTE)
    .does('emil', escalate('engineering-manager'))
    .until(4 * MINUTE);
  expect(rings(incident, 'emil')).toEqual(['0m']);
});

test('a new lead is rung until they answer', () => {
  const incident = p2().does('otto', { do: 'assign', to: { id: 'dora', name: 'dora', roles: ['devops-lead'] } });
  incident.until(13 * MINUTE);
  expect(rings(incident, 'dora')).toEqual(['2m', '7m', '12m']);
  incident.does('dora', { do: 'status', status: 'identified' }).until(HOUR / 2);
  expect(rings(incident, 'dora')).toHaveLength(3);
});

describe('in a P3, which rings nobody', () => {
  test('it is a notice', () => {
    const incident = incidentOf('P3')
      .does('otto', escalate('devops-lead'))
      .until(10 * MINUTE);
    expect(rings(incident, 'dora')).toEqual([]);
    expect(incident.told('notice')).toContain('0m notice dora');
  });

  test('unless it is asked for as a page', () => {
    const incident = incidentOf('P3')
      .does('otto', escalate('devops-lead', true))
      .until(10 * MINUTE);
    expect(rings(incident, 'dora')).toEqual(['0m']);
  });
});

describe('a role that nobody holds', () => {
  const people = { ...PEOPLE, cleo: [] };

  test('passes the call on to the next column', () => {
    const incident = incidentOf('P1', { people })
      .until(MINUTE)
      .does('otto', acknowledge)
      .until(2 * MINUTE);
    incident.does('otto', escalate('cto')).until(3 * MINUTE);
    expect(rings(incident, 'carl')).toEqual(['2m']);
  });

  test('passes on the decision that nobody made', () => {
    const incident = incidentOf('P1', { people })
      .does('otto', acknowledge)
      .until(31 * MINUTE);
    expect(incident.sent.find(({ to }) => to[0] === 'carl')?.text).toContain("you're the next authority");
  });
});

test('who had answered before they were called, and calls for others only, answers when they do', () => {
  const incident = incidentOf('P2')
    .until(9 * MINUTE)
    .does('vera', { do: 'acknowledge' })
    .until(70 * MINUTE)
    .does('vera', escalate('cto'));
  const called = incident.obligation('called:P2:decision-1:vera');
  expect(called).toMatchObject({ doneAt: START + 70 * MINUTE });
  expect(called?.state).toBe('met');
});
