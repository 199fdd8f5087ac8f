import { HOUR, MINUTE } from '../support/times';
import { guideWith, incidentOf, PEOPLE } from '../support/virtual-clock';

describe('the matrix counts the age of the incident', () => {
  test('P1, acknowledged at 1 minute: CTO at 30 minutes, CEO at 60, each once', () => {
    const incident = incidentOf('P1')
      .until(MINUTE)
      .does('otto', { do: 'acknowledge' })
      .until(3 * HOUR);
    expect(incident.keys('page:P1:30m')).toEqual(['30m page:P1:30m:cto:1']);
    expect(incident.keys('page:P1:60m')).toEqual(['1h page:P1:60m:ceo:1']);
  });

  test('P2, acknowledged: VP Engineering at 30 minutes and again at 60', () => {
    const incident = incidentOf('P2')
      .until(MINUTE)
      .does('otto', { do: 'acknowledge' })
      .until(59 * MINUTE);
    expect(incident.keys('page:P2:30m')).toEqual(['30m page:P2:30m:vp-engineering:1']);
    incident.until(3 * HOUR);
    expect(incident.keys('page:P2:60m')).toEqual(['1h page:P2:60m:vp-engineering:1']);
  });

  test('P3: notices at 0, 30 and 60 minutes', () => {
    const incident = incidentOf('P3')
      .does('otto', { do: 'acknowledge' })
      .until(3 * HOUR);
    expect(incident.told('page', 'notice')).toEqual(['0m notice otto', '30m notice emil', '1h notice vera']);
  });

  test('P4: nobody is contacted', () => {
    expect(
      incidentOf('P4')
        .until(3 * HOUR)
        .told('page', 'notice'),
    ).toEqual([]);
  });
});

describe('until the status is monitoring', () => {
  test('identified and mitigating do not stop it', () => {
    const incident = incidentOf('P1').does('otto', { do: 'acknowledge' });
    incident.until(10 * MINUTE).does('otto', { do: 'status', status: 'identified' });
    incident.until(20 * MINUTE).does('otto', { do: 'status', status: 'mitigating' });
    expect(incident.until(40 * MINUTE).keys('page:P1:30m')).toEqual(['30m page:P1:30m:cto:1']);
  });

  test('in monitoring no further column is contacted', () => {
    const incident = incidentOf('P1').does('otto', { do: 'acknowledge' });
    incident
      .until(29 * MINUTE)
      .clears()
      .does('otto', { do: 'status', status: 'monitoring' });
    incident.until(58 * MINUTE);
    expect(incident.pagesOf('cleo')).toEqual([]);
  });

  test('after a relapse it continues by age, and nobody is contacted twice for the same row and column', () => {
    const incident = incidentOf('P1').does('otto', { do: 'acknowledge' });
    incident
      .until(35 * MINUTE)
      .clears()
      .does('otto', { do: 'status', status: 'monitoring' });
    incident.probes({ health: { passed: true, evidence: 'HTTP 200' } });
    incident.until(50 * MINUTE).probes({ health: { passed: false, evidence: 'HTTP 503' } });
    incident.until(51 * MINUTE).does('otto', { do: 'acknowledge' });
    incident.until(2 * HOUR);
    expect(incident.keys('page:P1:0m')).toHaveLength(5);
    expect(incident.keys('page:P1:30m')).toEqual(['30m page:P1:30m:cto:1']);
    expect(incident.keys('page:P1:60m')).toEqual(['1h page:P1:60m:ceo:1']);
  });

  test('a column whose time passed in monitoring is contacted at the relapse', () => {
    const incident = incidentOf('P1').does('otto', { do: 'acknowledge' });
    incident
      .until(25 * MINUTE)
      .clears()
      .does('otto', { do: 'status', status: 'monitoring' });
    incident.probes({ health: { passed: true, evidence: 'HTTP 200' } });
    incident.until(45 * MINUTE).probes({ health: { passed: false, evidence: 'HTTP 503' } });
    incident.until(46 * MINUTE).does('otto', { do: 'acknowledge' });
    expect(incident.until(59 * MINUTE).keys('page:P1:30m')).toEqual(['45m page:P1:30m:cto:1']);
  });
});

describe('nobody holds a role', () => {
  const without = (...people: string[]) =>
    Object.fromEntries(Object.entries(PEOPLE).filter(([id]) => !people.includes(id)));

  test('nobody on call: the next column is paged at once, and a warning is on the record', () => {
    const incident = incidentOf('P2', { people: without('otto', 'olga') });
    expect(incident.pagesOf('emil')).toEqual(['0m']);
    expect(incident.pagesOf('vera')).toEqual(['0m']);
    const warnings = incident.incident.timeline.filter(({ kind }) => kind === 'warning');
    expect(warnings.map(({ text }) => text)).toEqual(['Nobody holds on-call-engineer']);
  });

  test('nobody in that column either: the one after it', () => {
    const incident = incidentOf('P1', { people: without('dora', 'cleo') });
    expect(incident.keys('page:P1:60m')).toEqual(['0m page:P1:60m:ceo:1']);
  });

  test('everybody who is available is still paged', () => {
    const incident = incidentOf('P1', { people: without('dora') });
    expect(incident.sent.filter(({ kind }) => kind === 'page').map(({ to }) => to[0])).toEqual(
      expect.arrayContaining(['vera', 'emil', 'otto', 'olga', 'cleo']),
    );
  });
});

describe('somebody asks for more people', () => {
  test('without a role: the next column before its time, once', () => {
    const incident = incidentOf('P1')
      .does('otto', { do: 'acknowledge' })
      .until(8 * MINUTE);
    incident.does('otto', { do: 'escalate', reason: 'I am lost' }).until(70 * MINUTE);
    expect(incident.keys('page:P1:30m')).toEqual(['8m page:P1:30m:cto:1']);
    expect(incident.keys('page:P1:60m')).toEqual(['1h page:P1:60m:ceo:1']);
  });

  test('with a role: that role, with the words of the person who asks', () => {
    const incident = incidentOf('P2')
      .does('otto', { do: 'acknowledge' })
      .until(8 * MINUTE);
    incident.does('otto', { do: 'escalate', role: 'devops-lead', reason: 'the cluster is odd' });
    expect(incident.pagesOf('dora')).toEqual(['8m']);
    expect(incident.text('page:escalate:1')).toContain('the cluster is odd');
  });

  test('twice the same role: paged twice', () => {
    const incident = incidentOf('P2').does('otto', { do: 'acknowledge' });
    incident.does('otto', { do: 'escalate', role: 'devops-lead', reason: 'one' }).until(MINUTE);
    incident.does('otto', { do: 'escalate', role: 'devops-lead', reason: 'two' });
    expect(incident.pagesOf('dora')).toEqual(['0m', '1m']);
  });

  test('a person who was paged under another severity, or who has acknowledged, is still paged', () => {
    const incident = incidentOf('P1').until(2 * MINUTE);
    incident.does('otto', { do: 'acknowledge' }).does('vera', { do: 'acknowledge' });
    incident.does('otto', { do: 'severity', severity: 'P2', reason: 'few users' }).until(6 * MINUTE);
    for (const role of ['devops-lead', 'vp-engineering'])
      incident.does('otto', { do: 'escalate', role, reason: 'look at the cluster' });
    expect(incident.pagesOf('dora').at(-1)).toBe('6m');
    expect(incident.pagesOf('vera').at(-1)).toBe('6m');
  });

  test('the new approver gets the brief, although they were paged under another severity', () => {
    const incident = incidentOf('P1')
      .does('otto', { do: 'acknowledge' })
      .does('vera', { do: 'severity', severity: 'P2', reason: 'few users' })
      .until(61 * MINUTE);
    const missed = incident.keys('page:P2:decision');
    expect(missed).toEqual(['1h page:P2:decision-1:vp-engineering:1']);
  });

  test('during the stability watch, somebody who is asked for is paged too', () => {
    const incident = incidentOf('P2').does('otto', { do: 'acknowledge' });
    incident.does('otto', { do: 'status', status: 'monitoring' }).until(5 * MINUTE);
    incident.does('otto', { do: 'escalate', role: 'devops-lead', reason: 'have a look' });
    expect(incident.pagesOf('dora')).toEqual(['5m']);
  });
});

test('a matrix with other times is followed to the second', () => {
  const policy = guideWith(({ severities }) => {
    const column = severities.P1.escalation[1];
    if (column !== undefined) column.after = 12 * MINUTE + 30_000;
  });
  const incident = incidentOf('P1', { policy })
    .does('otto', { do: 'acknowledge' })
    .until(20 * MINUTE);
  expect(incident.pagesOf('cleo')).toEqual(['12m30s']);
});
