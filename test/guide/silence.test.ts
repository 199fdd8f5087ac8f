import { HOUR, MINUTE } from '../support/times';
import { alertOf, groupOf, incidentOf } from '../support/virtual-clock';

const idle = (incident: ReturnType<typeof incidentOf>): string[] =>
  incident.sent
    .filter(({ key, also = [] }) => [key, ...also].some((one) => one.includes(':idle')))
    .sort((a, b) => a.atMs - b.atMs || a.to.join().localeCompare(b.to.join()))
    .map(({ after, to }) => `${after} ${to.join('+')}`);

describe('P1, acknowledged and then silent', () => {
  const joined = () => {
    const incident = incidentOf('P1').does('otto', { do: 'acknowledge' });
    return incident.does('vera', { do: 'join' }).does('emil', { do: 'join' }).does('dora', { do: 'join' });
  };

  test('after 15 minutes the lead is paged, every 2 minutes; after 30 everybody who acknowledged', () => {
    const incident = joined().until(32 * MINUTE);
    expect(idle(incident)).toEqual([
      ...[15, 17, 19, 21, 23, 25, 27, 29].map((minute) => `${minute}m otto`),
      ...['dora', 'emil', 'otto', 'vera'].map((person) => `30m ${person}`),
      ...['dora', 'emil', 'otto', 'vera'].map((person) => `32m ${person}`),
    ]);
    expect(incident.text('page:P1:idle:')).toContain('nobody has done anything since');
  });

  test('anything that anybody does restarts the clock', () => {
    const incident = joined()
      .until(14 * MINUTE)
      .does('dora', { do: 'note', text: 'looking at the pods' });
    incident.until(28 * MINUTE);
    expect(idle(incident)).toEqual([]);
    incident.until(29 * MINUTE);
    expect(idle(incident)).toEqual(['29m otto']);
    incident.does('emil', { do: 'note', text: 'still here' }).until(43 * MINUTE);
    expect(idle(incident)).toEqual(['29m otto']);
  });

  test('an alert, a probe or an automatic update does not count as a person acting', () => {
    const incident = joined()
      .until(10 * MINUTE)
      .alerts(groupOf(alertOf({ severity: 'P2', pod: 'b' })));
    expect(idle(incident.until(15 * MINUTE))).toEqual(['15m otto']);
  });

  test('it ends at monitoring', () => {
    const incident = joined()
      .until(10 * MINUTE)
      .clears()
      .does('otto', { do: 'status', status: 'monitoring' });
    incident.alerts(groupOf({ ...alertOf({ severity: 'P1', service: 'release-manager' }), firing: false }));
    expect(idle(incident.until(3 * HOUR))).toEqual([]);
  });

  test('after a relapse the silence counts from the relapse', () => {
    const incident = joined()
      .until(10 * MINUTE)
      .clears()
      .does('otto', { do: 'status', status: 'monitoring' });
    incident.probes({ health: { passed: true, evidence: 'HTTP 200' } });
    incident
      .until(35 * MINUTE)
      .probes({ health: { passed: false, evidence: 'HTTP 503' } })
      .until(51 * MINUTE);
    expect(idle(incident)).toEqual(['50m otto']);
  });

  test('rounds of an earlier silence do not count towards the one after a relapse', () => {
    const incident = joined()
      .until(MINUTE)
      .does('otto', { do: 'decide', choice: 'roll-back', reason: 'it is the deployment' });
    incident
      .until(20 * MINUTE)
      .clears()
      .rollbackSeen(true);
    expect(idle(incident)).toEqual(['16m otto', '18m otto', '20m otto']);
    incident.probes({ health: { passed: true, evidence: 'HTTP 200' } });
    incident
      .until(40 * MINUTE)
      .probes({ health: { passed: false, evidence: 'HTTP 503' } })
      .until(57 * MINUTE);
    expect(idle(incident).slice(3)).toEqual(['55m otto', '57m otto']);
  });

  test('nobody has acknowledged: the repeats page people, not the silence', () => {
    expect(idle(incidentOf('P1').until(HOUR))).toEqual([]);
  });
});

test('P2: 30 minutes, then every 5; everybody at 60', () => {
  const incident = incidentOf('P2')
    .does('otto', { do: 'acknowledge' })
    .does('emil', { do: 'join' })
    .until(65 * MINUTE);
  expect(idle(incident)).toEqual([
    ...['30m', '35m', '40m', '45m', '50m', '55m', '1h', '1h', '1h5m', '1h5m'].map(
      (after, n) => `${after} ${n >= 6 && n % 2 === 0 ? 'emil' : 'otto'}`,
    ),
  ]);
});

test('P3 wakes nobody', () => {
  expect(
    incidentOf('P3')
      .does('otto', { do: 'acknowledge' })
      .until(24 * HOUR)
      .told('page'),
  ).toEqual([]);
});
