import { HOUR, MINUTE, SECOND, START } from '../support/times';
import { alertOf, groupOf, incidentOf, type VirtualIncident } from '../support/virtual-clock';

const acknowledge = { do: 'acknowledge' } as const;
const to = (severity: 'P1' | 'P2' | 'P3' | 'P4') =>
  ({ do: 'severity', severity, reason: 'it is not what it seemed' }) as const;
const worse = (severity: string, at: number) =>
  groupOf({ ...alertOf({ severity, pod: severity }), startsAt: START + at });
const since = (incident: VirtualIncident, person: string, ms: number): string[] =>
  incident
    .ringsOf(person)
    .filter(({ atMs }) => atMs >= ms)
    .map(({ after }) => after);
const rungAt = (incident: VirtualIncident, ms: number): string[] =>
  incident.sent
    .filter(({ kind, atMs }) => kind === 'page' && atMs === ms)
    .map(({ to: [who] }) => who ?? '')
    .sort();

describe('whoever acts on the incident has answered', () => {
  test.each([
    ['an update', { do: 'update', text: 'Looking at it.' }],
    ['a status', { do: 'status', status: 'identified' }],
    ['a decision', { do: 'decide', choice: 'fix-forward', reason: 'known' }],
    ['joining', { do: 'join' }],
  ] as const)('%s ends the repeats, and its person leads', (_name, deed) => {
    const incident = incidentOf('P1')
      .until(3 * MINUTE)
      .does('emil', deed)
      .until(5 * MINUTE);
    expect(incident.incident.lead).toBe('emil');
    expect(incident.obligation('response')).toMatchObject({ state: 'met', by: 'emil' });
    expect(incident.obligation('join:engineering-manager')).toMatchObject({ state: 'met', by: 'emil' });
    expect(since(incident, 'olga', 3 * MINUTE)).toEqual([]);
  });

  test.each([
    ['a note', { do: 'note', text: 'seen' }],
    ['a call for more people', { do: 'escalate', role: 'ceo', reason: 'help' }],
  ] as const)('%s is no answer', (_name, deed) => {
    const incident = incidentOf('P1')
      .until(3 * MINUTE)
      .does('emil', deed)
      .until(5 * MINUTE);
    expect(incident.obligation('response')).toMatchObject({ state: 'missed' });
    expect(since(incident, 'olga', 3 * MINUTE)).toEqual(['4m']);
  });
});

describe('an answer to a mere notice is no answer to a page', () => {
  const incident = incidentOf('P3')
    .until(5 * MINUTE)
    .does('otto', acknowledge)
    .until(41 * HOUR);
  incident.alerts(worse('P1', 41 * HOUR)).until(41 * HOUR + 6 * MINUTE);

  test('the P1 rings the on-call engineer at once, and repeats', () => {
    expect(since(incident, 'otto', 41 * HOUR).slice(0, 3)).toEqual(['41h', '41h2m', '41h4m']);
  });

  test('it has a response of its own, which the notice did not meet', () => {
    expect(incident.obligation('response')).toMatchObject({ state: 'met', by: 'otto' });
    expect(incident.obligation('response:2')).toMatchObject({ state: 'missed', dueAt: START + 41 * HOUR + 5 * MINUTE });
    expect(incident.obligation('join:on-call-engineer')).toMatchObject({ state: 'missed' });
  });

  test('CTO and CEO come by the age since the rise, not since the P3', () => {
    expect(incident.keys('page:P1:30m:cto:1')).toEqual(['41h5m page:P1:30m:cto:1']);
    expect(incident.keys('page:P1:60m')).toEqual([]);
  });
});

describe('a rise above what was answered', () => {
  test('rings the first column, but for whoever acted within 2 minutes', () => {
    const incident = incidentOf('P2')
      .until(3 * MINUTE)
      .does('otto', acknowledge);
    incident
      .until(4 * MINUTE)
      .does('emil', acknowledge)
      .until(5 * MINUTE + 30 * SECOND);
    incident.alerts(worse('P1', 5 * MINUTE));
    expect(rungAt(incident, 5 * MINUTE + 30 * SECOND)).toEqual(['dora', 'olga', 'otto', 'vera']);
  });

  test('repeats until somebody answers it, and then no more', () => {
    const incident = incidentOf('P2')
      .until(MINUTE)
      .does('otto', acknowledge)
      .until(20 * MINUTE);
    incident.alerts(worse('P1', 20 * MINUTE)).until(24 * MINUTE);
    expect(since(incident, 'otto', 20 * MINUTE)).toEqual(['20m', '22m', '24m']);
    incident.does('vera', acknowledge).until(29 * MINUTE);
    expect(since(incident, 'olga', 24 * MINUTE + 1)).toEqual([]);
  });
});

test('a return to a severity that was answered rings the missing roles only, at once and from their deadline on', () => {
  const incident = incidentOf('P1')
    .until(MINUTE)
    .does('otto', acknowledge)
    .until(26 * MINUTE);
  incident
    .does('otto', to('P2'))
    .until(27 * MINUTE)
    .does('otto', to('P1'))
    .until(42 * MINUTE);
  expect(since(incident, 'dora', 27 * MINUTE)).toEqual(['27m', '32m', '42m']);
  expect(since(incident, 'emil', 27 * MINUTE)).toEqual(['27m', '32m', '42m']);
  // At 42 nobody has done anything for 15 minutes, which is another matter.
  expect(since(incident, 'otto', 27 * MINUTE)).toEqual(['42m']);
  expect(incident.obligation('join:devops-lead:2')).toMatchObject({ dueAt: START + 32 * MINUTE });
  expect(incident.obligation('join:on-call-engineer:2')).toBeUndefined();
});

describe('a relapse', () => {
  const watched = () => {
    const incident = incidentOf('P1')
      .does('otto', acknowledge)
      .until(5 * MINUTE);
    for (const person of ['vera', 'emil', 'dora']) incident.does(person, acknowledge);
    incident.clears().does('otto', { do: 'status', status: 'monitoring' });
    return incident.probes({ health: { passed: true, evidence: 'HTTP 200' } }).until(20 * MINUTE);
  };
  const back = () => watched().probes({ health: { passed: false, evidence: 'HTTP 503' } });

  test('rings the lead until somebody answers, and from the response deadline on the first column', () => {
    const incident = back().until(27 * MINUTE);
    expect(since(incident, 'otto', 20 * MINUTE).slice(0, 3)).toEqual(['20m', '22m', '24m']);
    expect(since(incident, 'vera', 20 * MINUTE)).toEqual(['25m', '27m']);
    expect(incident.obligation('response:2')).toMatchObject({ what: 'Acknowledge the relapse', state: 'missed' });
  });

  test("anybody's answer ends it", () => {
    const incident = back()
      .until(21 * MINUTE)
      .does('emil', { do: 'update', text: 'On it.' })
      .until(30 * MINUTE);
    expect(since(incident, 'otto', 20 * MINUTE)).toEqual(['20m']);
    expect(since(incident, 'vera', 20 * MINUTE)).toEqual([]);
    expect(incident.obligation('response:2')).toMatchObject({ state: 'met', by: 'emil' });
  });

  test('in a severity that calls nobody: the rise after it leaves as much time as its severity gives', () => {
    const incident = watched()
      .does('otto', to('P4'))
      .until(30 * MINUTE);
    incident.probes({ health: { passed: false, evidence: 'HTTP 503' } }).until(90 * MINUTE);
    incident.alerts(worse('P2', 90 * MINUTE)).until(91 * MINUTE);
    expect(incident.obligation('response:2')).toMatchObject({ state: 'open', dueAt: START + 105 * MINUTE });
    expect(incident.obligation('task:fix')).toMatchObject({ state: 'open', dueAt: START + 150 * MINUTE });
  });

  test('that the lead reports rings nobody', () => {
    const incident = watched()
      .does('otto', { do: 'status', status: 'mitigating' })
      .until(30 * MINUTE);
    expect(rungAt(incident, 20 * MINUTE)).toEqual([]);
    expect(incident.obligation('response:2')).toBeUndefined();
  });
});

test('silence rings the lead, also one who was assigned and never answered', () => {
  const incident = incidentOf('P1').until(MINUTE).does('otto', acknowledge);
  incident.does('otto', { do: 'assign', to: { id: 'emil', name: 'emil', roles: ['engineering-manager'] } });
  incident.until(50 * MINUTE);
  expect(since(incident, 'emil', 40 * MINUTE).length).toBeGreaterThan(4);
});
