import { HOUR, MINUTE, START } from '../support/times';
import { alertOf, groupOf, incidentOf } from '../support/virtual-clock';

const ALERT = alertOf({ severity: 'P2', service: 'release-manager' });
const CLEAR = groupOf({ ...ALERT, firing: false });
const GREEN = { health: { passed: true, evidence: 'HTTP 200' } };
const RED = { health: { passed: false, evidence: 'HTTP 503' } };

const monitoring = (severity: 'P1' | 'P2' = 'P2') => {
  const incident = incidentOf(severity).does('otto', { do: 'acknowledge' });
  incident.alerts(groupOf({ ...alertOf({ severity, service: 'release-manager' }), firing: false }));
  incident
    .until(10 * MINUTE)
    .does('otto', { do: 'status', status: 'mitigating' })
    .probes(GREEN);
  return incident.until(20 * MINUTE).does('otto', { do: 'status', status: 'monitoring' });
};

describe.each(['P1', 'P2'] as const)('%s is watched for 30 minutes after the fix', (severity) => {
  test('then the lead is asked to resolve, and the obligation is met', () => {
    const incident = monitoring(severity);
    expect(incident.obligation('stability')).toMatchObject({ state: 'open', dueAt: START + 50 * MINUTE });
    incident.until(50 * MINUTE - 1_000);
    expect(incident.keys('stable:')).toEqual([]);
    incident.until(2 * HOUR);
    expect(incident.keys('stable:')).toEqual(['50m stable:1']);
    expect(incident.told('ask').at(-1)).toBe('50m ask otto');
    expect(incident.text('stable:1')).toContain('User reports of issues ceased');
    expect(incident.obligation('stability')?.state).toBe('met');
    expect(incident.incident.status).toBe('monitoring');
  });
});

test('P3 has no watch', () => {
  const incident = incidentOf('P3')
    .does('otto', { do: 'acknowledge' })
    .does('otto', { do: 'status', status: 'monitoring' });
  expect(incident.until(HOUR).keys('stable:')).toEqual([]);
});

describe('a relapse', () => {
  test('a failing probe: back to mitigating in the same incident, the lead is paged', () => {
    const incident = monitoring()
      .until(35 * MINUTE)
      .probes(RED);
    expect(incident.incident).toMatchObject({ status: 'mitigating', id: 'release-manager-7f3k2a9q-x4tm' });
    expect(incident.keys('page:relapse')).toEqual(['35m page:relapse:1:otto']);
    expect(incident.obligation('stability')).toMatchObject({ state: 'waived' });
  });

  test('a firing alert', () => {
    const incident = monitoring()
      .until(35 * MINUTE)
      .alerts(groupOf(ALERT));
    expect(incident.incident.status).toBe('mitigating');
    expect(incident.keys('page:relapse')).toEqual(['35m page:relapse:1:otto']);
  });

  test('another alert that fires at the same moment as the old one clears', () => {
    const incident = monitoring()
      .until(30 * MINUTE)
      .alerts(groupOf(ALERT))
      .until(31 * MINUTE);
    incident.does('otto', { do: 'status', status: 'monitoring' }).until(35 * MINUTE);
    incident.alerts(groupOf({ ...ALERT, firing: false }, alertOf({ severity: 'P2', pod: 'b' })));
    expect(incident.incident.status).toBe('mitigating');
  });

  test('the watch starts again after the next fix, and asks again', () => {
    const incident = monitoring()
      .until(35 * MINUTE)
      .probes(RED)
      .until(40 * MINUTE)
      .probes(GREEN);
    incident.does('otto', { do: 'status', status: 'monitoring' }).until(2 * HOUR);
    expect(incident.keys('stable:')).toEqual(['1h10m stable:2']);
    expect(incident.obligation('stability:2')?.state).toBe('met');
  });

  test('after it was found stable: the lead is still paged', () => {
    const incident = monitoring()
      .until(55 * MINUTE)
      .probes(RED);
    expect(incident.keys('page:relapse')).toEqual(['55m page:relapse:1:otto']);
    expect(incident.incident.stableAt).toBeUndefined();
  });

  test('a person reports it: the next watch asks again too', () => {
    const incident = monitoring()
      .until(55 * MINUTE)
      .does('otto', { do: 'status', status: 'mitigating' });
    incident
      .until(HOUR)
      .does('otto', { do: 'status', status: 'monitoring' })
      .until(2 * HOUR);
    expect(incident.keys('stable:')).toEqual(['50m stable:1', '1h30m stable:2']);
    expect(incident.obligation('stability:2')?.state).toBe('met');
    expect(incident.keys('page:relapse')).toEqual([]);
  });

  test('outside monitoring, a failing probe is not a relapse', () => {
    const incident = incidentOf('P2')
      .does('otto', { do: 'acknowledge' })
      .does('otto', { do: 'status', status: 'mitigating' });
    expect(incident.probes(GREEN).probes(RED).keys('page:relapse')).toEqual([]);
  });
});

describe('the decision that the fix had made unnecessary', () => {
  test('is asked for again at the relapse, with 15 minutes to decide', () => {
    const incident = monitoring('P1')
      .until(40 * MINUTE)
      .probes(RED);
    expect(incident.keys('brief:1:chat')).toEqual(['15m brief:1:chat']);
    expect(incident.obligation('decision')).toMatchObject({ state: 'open', dueAt: START + 55 * MINUTE });
    expect(incident.until(56 * MINUTE).keys('page:P1:decision')).toEqual(['55m page:P1:decision-1:cto:1']);
  });

  test("a relapse before its deadline doesn't shorten the time for it", () => {
    const incident = monitoring('P2')
      .until(30 * MINUTE)
      .probes(RED);
    expect(incident.obligation('decision')).toMatchObject({ state: 'open', dueAt: START + HOUR });
  });
});

describe('not healthy at the end of the watch', () => {
  test('a probe that never recovered is a relapse by then, with the reason', () => {
    const incident = incidentOf('P2').does('otto', { do: 'acknowledge' }).alerts(CLEAR);
    incident.does('otto', { do: 'status', status: 'mitigating' }).probes(RED);
    incident
      .until(10 * MINUTE)
      .does('otto', { do: 'status', status: 'monitoring' })
      .until(40 * MINUTE);
    expect(incident.keys('stable:')).toEqual([]);
    expect(incident.incident.status).toBe('mitigating');
    expect(incident.keys('page:relapse')).toEqual(['40m page:relapse:1:otto']);
    expect(incident.obligation('stability')?.state).not.toBe('met');
    expect(incident.incident.timeline.map(({ text }) => text).join()).toContain('HTTP 503');
  });

  test('an alert that still fires is a relapse too', () => {
    const incident = incidentOf('P2').does('otto', { do: 'acknowledge' });
    incident.does('otto', { do: 'status', status: 'monitoring' }).until(30 * MINUTE);
    expect(incident.incident.status).toBe('mitigating');
    expect(incident.keys('stable:')).toEqual([]);
  });
});

test('all alerts clear: the lead is asked whether the fix is in place', () => {
  const incident = incidentOf('P2')
    .does('otto', { do: 'acknowledge' })
    .until(5 * MINUTE)
    .alerts(CLEAR);
  expect(incident.keys('clear:')).toEqual(['5m clear:1']);
  expect(incident.text('clear:1')).toContain('start the stability watch:\nmuster status');
  expect(incident.incident.status).toBe('investigating');
});
