import { MINUTE, START } from '../support/times';
import { alertOf, groupOf, incidentOf, PEOPLE, type VirtualIncident } from '../support/virtual-clock';

const decline = { do: 'decline' } as const;
const acknowledge = { do: 'acknowledge' } as const;
const rings = (incident: VirtualIncident, person: string): string[] =>
  incident.ringsOf(person).map(({ after }) => after);
const told = (incident: VirtualIncident): string[] => incident.incident.timeline.map(({ text }) => text);

describe('whoever is called and can’t', () => {
  test('is rung no more, and the next in line is called at once', () => {
    const incident = incidentOf('P2')
      .until(MINUTE)
      .does('otto', decline)
      .until(4 * MINUTE);
    const [first] = incident.incident.contacts;
    const next = incident.incident.contacts[1];
    expect(first?.people.map(({ id }) => id)).toContain('otto');
    expect(next).toMatchObject({ at: START + MINUTE, early: true });
    expect(next?.people.map(({ id }) => id)).not.toContain('otto');
    for (const { id } of next?.people ?? []) expect(rings(incident, id)).toContain('1m');
    incident.until(14 * MINUTE);
    expect(rings(incident, 'otto')).toEqual(['0m']);
    expect(told(incident)).toContain("otto can't");
  });

  test('has answered nothing: the response is still owed, and there is no lead', () => {
    const incident = incidentOf('P1').until(MINUTE).does('otto', decline);
    expect(incident.obligation('response')).toMatchObject({ state: 'open' });
    expect(incident.incident.lead).toBeUndefined();
  });

  test('calls nobody else where somebody is on it', () => {
    const incident = incidentOf('P2').until(MINUTE).does('emil', acknowledge);
    const before = incident.incident.wanted.length + incident.incident.contacts.length;
    incident.does('otto', decline);
    expect(incident.incident.wanted.length + incident.incident.contacts.length).toBe(before);
  });

  test('may still take it', () => {
    const incident = incidentOf('P2')
      .until(MINUTE)
      .does('otto', decline)
      .until(2 * MINUTE)
      .does('otto', acknowledge);
    expect(incident.incident.lead).toBe('otto');
    expect(incident.incident.people['otto']).not.toHaveProperty('declinedAt');
  });

  test('is rung again when it gets worse', () => {
    const incident = incidentOf('P2')
      .until(MINUTE)
      .does('otto', decline)
      .until(4 * MINUTE);
    incident
      .alerts(groupOf({ ...alertOf({ severity: 'P1', pod: 'worse' }), startsAt: START + 4 * MINUTE }))
      .until(5 * MINUTE);
    expect(rings(incident, 'otto')).toEqual(['0m', '4m']);
  });

  test('who was called by name owes no answer any more', () => {
    const incident = incidentOf('P2')
      .until(MINUTE)
      .does('otto', acknowledge)
      .until(2 * MINUTE);
    incident.does('otto', { do: 'escalate', role: 'devops-lead', reason: 'need hands' }).until(3 * MINUTE);
    incident.does('dora', { do: 'decline', reason: 'on a plane' }).until(30 * MINUTE);
    expect(rings(incident, 'dora')).toEqual(['2m']);
    expect(incident.obligation('called:escalate:1:dora')).toMatchObject({ state: 'waived', because: "dora can't" });
    expect(incident.incident.timeline.find(({ kind }) => kind === 'declined')).toMatchObject({
      by: 'dora',
      because: 'on a plane',
    });
  });
});

describe('whoever was on it and can’t go on', () => {
  test('leaves the call open, and the next in line is called', () => {
    const incident = incidentOf('P2')
      .until(MINUTE)
      .does('otto', acknowledge)
      .until(2 * MINUTE)
      .does('otto', decline);
    expect(incident.incident.lead).toBeUndefined();
    expect(incident.incident.response.answered).toBeUndefined();
    incident.until(3 * MINUTE);
    const called = incident.incident.contacts.find(({ at }) => at === START + 2 * MINUTE);
    expect(called?.people.length).toBeGreaterThan(0);
  });

  test('hands it to whoever answered after them', () => {
    const incident = incidentOf('P1')
      .until(MINUTE)
      .does('otto', acknowledge)
      .until(2 * MINUTE);
    incident
      .does('emil', { do: 'join' })
      .until(3 * MINUTE)
      .does('otto', decline);
    expect(incident.incident.lead).toBe('emil');
    expect(incident.incident.response.answered).toMatchObject({ by: 'emil' });
  });
});

test('where everybody has declined, all are rung again rather than nobody', () => {
  const incident = incidentOf('P1').until(MINUTE);
  for (let round = 0; round < 6; round += 1) {
    const called = incident.incident.contacts.flatMap(({ people }) => people.map(({ id }) => id));
    const left = [...new Set(called)].filter((id) => incident.incident.people[id]?.declinedAt === undefined);
    for (const id of left) incident.does(id, decline);
    incident.until((2 + round) * MINUTE);
  }
  const from = 8 * MINUTE;
  incident.until(14 * MINUTE);
  expect(incident.ringsOf('otto').some(({ atMs }) => atMs > from)).toBe(true);
});

test('a person whom nobody has called has nothing to decline, and who says it twice is told that it is recorded', () => {
  const incident = incidentOf('P2').until(MINUTE);
  expect(() => incident.does('carl', decline)).toThrow(/nothing to decline/);
  incident.does('otto', decline);
  const said = () => incident.incident.timeline.filter(({ kind }) => kind === 'declined').length;
  const before = said();
  incident.does('otto', decline);
  expect(said()).toBe(before);
  expect(Object.values(incident.incident.answered).at(-1)).toContain('It is recorded, and others are called.');
});

describe('a role that more than one person was called for', () => {
  const twoDevelopers = { ...PEOPLE, olga: ['on-call-engineer', 'all-on-call'] };

  test('is left to the others, and nobody else is called before their time', () => {
    const incident = incidentOf('P2', { people: twoDevelopers })
      .until(MINUTE)
      .does('otto', decline)
      .until(2 * MINUTE);
    expect(incident.incident.contacts).toHaveLength(1);
    expect(rings(incident, 'vera')).toEqual([]);
  });

  test('is stood in for once all of them can’t', () => {
    const incident = incidentOf('P2', { people: twoDevelopers }).until(MINUTE).does('otto', decline);
    incident
      .until(2 * MINUTE)
      .does('olga', decline)
      .until(3 * MINUTE);
    expect(rings(incident, 'vera')).toEqual(['2m']);
  });
});

test('two who can’t are stood in for by one column: the next one is not called for the second of them', () => {
  const incident = incidentOf('P1')
    .until(MINUTE)
    .does('emil', decline)
    .until(2 * MINUTE)
    .does('vera', decline);
  incident.until(3 * MINUTE);
  expect(rings(incident, 'cleo')[0]).toBe('1m');
  expect(rings(incident, 'carl')).toEqual([]);
});

describe('an answer that another person gave', () => {
  test('to a lesser severity is not made one to the rise by a decline', () => {
    const incident = incidentOf('P2')
      .until(MINUTE)
      .does('otto', { do: 'severity', severity: 'P1', reason: 'nobody can log in' })
      .until(6 * MINUTE)
      .does('emil', decline)
      .until(7 * MINUTE);
    expect(incident.incident.response.answered).toBeUndefined();
    expect(incident.obligation('response:2')).toMatchObject({ state: 'missed' });
  });
});

test('who declined after a relapse is not rung at its deadline either, where the first column is called', () => {
  const incident = incidentOf('P2')
    .until(MINUTE)
    .clears()
    .does('otto', { do: 'status', status: 'monitoring' })
    .until(11 * MINUTE);
  incident
    .probes({ health: { passed: true, evidence: 'HTTP 200' } })
    .probes({ health: { passed: false, evidence: 'HTTP 503' } })
    .until(20 * MINUTE)
    .does('otto', decline)
    .until(30 * MINUTE);
  const from = 20 * MINUTE;
  expect(incident.ringsOf('otto').filter(({ atMs }) => atMs > from)).toEqual([]);
  expect(incident.ringsOf('emil').some(({ atMs }) => atMs > from)).toBe(true);
});

test('who was called by name and declined does not owe an answer again when it gets worse', () => {
  const incident = incidentOf('P2')
    .until(60 * MINUTE)
    .does('vera', decline)
    .until(65 * MINUTE);
  expect(incident.obligation('called:P2:decision-1:vera')).toMatchObject({ state: 'waived' });
  incident.does('carl', { do: 'severity', severity: 'P1', reason: 'nobody can log in' }).until(75 * MINUTE);
  expect(incident.obligation('called:P2:decision-1:vera')).toMatchObject({ state: 'waived', because: "vera can't" });
});

test('who is called by name after they declined may decline that too', () => {
  const incident = incidentOf('P1')
    .until(MINUTE)
    .does('dora', decline)
    .until(2 * MINUTE)
    .does('otto', acknowledge);
  incident.does('otto', { do: 'escalate', role: 'devops-lead', reason: 'need hands' }).until(3 * MINUTE);
  expect(rings(incident, 'dora')).toContain('2m');
  incident.does('dora', decline).until(20 * MINUTE);
  expect(rings(incident, 'dora').at(-1)).toBe('2m');
});
