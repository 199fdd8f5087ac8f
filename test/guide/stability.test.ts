import type { Readings } from '../../domain/state/events';
import { HOUR, MINUTE, START } from '../support/times';
import { allPassed } from '../support/usual-outcomes';
import { alertOf, groupOf, guide, incidentOf } from '../support/virtual-clock';

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
    expect(incident.keys('page:relapse')[0]).toBe('35m page:relapse:1:otto');
    expect(incident.obligation('stability')).toMatchObject({ state: 'waived' });
  });

  test('a firing alert', () => {
    const incident = monitoring()
      .until(35 * MINUTE)
      .alerts(groupOf(ALERT));
    expect(incident.incident.status).toBe('mitigating');
    expect(incident.keys('page:relapse')[0]).toBe('35m page:relapse:1:otto');
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
    expect(incident.keys('page:relapse')[0]).toBe('55m page:relapse:1:otto');
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

describe('what failed already when monitoring began', () => {
  const early = (readings: typeof RED | typeof GREEN, firing: boolean) => {
    const incident = incidentOf('P2').does('otto', { do: 'acknowledge' });
    if (!firing) incident.alerts(CLEAR);
    incident
      .until(5 * MINUTE)
      .does('otto', { do: 'status', status: 'mitigating' })
      .probes(readings);
    return incident.until(10 * MINUTE).does('otto', { do: 'status', status: 'monitoring' });
  };

  test('a probe: the lead is told at once, and it is a relapse after ten minutes', () => {
    const incident = early(RED, false);
    expect(incident.keys('still-failing')).toEqual(['10m still-failing:1']);
    expect(incident.text('still-failing')).toContain('- Service responding to health checks: HTTP 503');
    expect(incident.text('still-failing')).toContain('by 14:50 UTC, the status goes back to mitigating');
    incident.until(20 * MINUTE - 1_000);
    expect(incident.incident.status).toBe('monitoring');
    incident.until(40 * MINUTE);
    expect(incident.incident.status).toBe('mitigating');
    expect(incident.keys('page:relapse')[0]).toBe('20m page:relapse:1:otto');
    expect(incident.incident.timeline.map(({ text }) => text).join()).toContain(
      'not recovered in time: Service responding to health checks: HTTP 503',
    );
  });

  test('an alert that still fires likewise', () => {
    const incident = early(GREEN, true);
    expect(incident.text('still-failing')).toContain('- 1 alert still firing');
    expect(incident.until(HOUR).keys('page:relapse')[0]).toBe('20m page:relapse:1:otto');
    expect(incident.keys('stable:')).toEqual([]);
  });

  test('monitoring straight from investigating: the first reading that fails is told, and has the same ten minutes', () => {
    const incident = incidentOf('P2').does('otto', { do: 'acknowledge' }).alerts(CLEAR);
    incident.does('otto', { do: 'status', status: 'monitoring' }).until(MINUTE).probes(RED);
    expect(incident.keys('still-failing')).toEqual(['1m still-failing:1']);
    expect(incident.until(HOUR).keys('page:relapse')[0]).toBe('10m page:relapse:1:otto');
  });

  test('it recovers in time: the watch goes on, and then its failure is a relapse at once', () => {
    const incident = early(RED, false)
      .until(15 * MINUTE)
      .probes(GREEN);
    incident.until(30 * MINUTE);
    expect(incident.incident.status).toBe('monitoring');
    incident.probes(RED);
    expect(incident.keys('page:relapse')[0]).toBe('30m page:relapse:1:otto');
    expect(incident.obligation('stability')).toMatchObject({
      state: 'waived',
      because: 'not kept: relapse at 15:00 UTC',
    });
  });

  test('an alert that would page nobody holds nothing up', () => {
    const incident = early(GREEN, false);
    incident.alerts(groupOf(alertOf({ severity: 'P4', typo: 'yes' }))).until(HOUR);
    expect(incident.keys('still-failing')).toEqual([]);
    expect(incident.keys('stable:')).toEqual(['40m stable:1']);
  });
});

describe('at its end every probe is read once more', () => {
  const reading = (answer: (probes: string[]) => Readings | Error) => {
    const incident = incidentOf('P2', {
      answer: (effect) => {
        if (effect.do !== 'find-stable') return undefined;
        const said = answer(effect.probes);
        return said instanceof Error ? said : { of: 'readings', ...said };
      },
    });
    incident.does('otto', { do: 'acknowledge' }).alerts(CLEAR);
    return incident.does('otto', { do: 'status', status: 'monitoring' }).probes(GREEN);
  };
  const without = (...unread: string[]) =>
    reading((probes) => ({
      readings: allPassed(probes.filter((probe) => !unread.includes(probe))),
      unread: Object.fromEntries(unread.map((probe) => [probe, 'no answer'])),
    }));

  test('one that fails then is a relapse, whatever it read before', () => {
    const incident = reading((probes) => ({ readings: { ...allPassed(probes), ...RED }, unread: {} })).until(HOUR);
    expect(incident.incident.status).toBe('mitigating');
    expect(incident.keys('page:relapse')[0]).toBe('30m page:relapse:1:otto');
    expect(incident.keys('stable:')).toEqual([]);
  });

  test('one that was never read before and fails then, too', () => {
    const bad = { p99: { passed: false, evidence: '2.1 s' } };
    const incident = reading((probes) => ({ readings: { ...allPassed(probes), ...bad }, unread: {} })).until(HOUR);
    expect(incident.incident.timeline.findLast(({ kind }) => kind === 'relapse')?.text).toContain('2.1 s');
    expect(incident.keys('page:relapse')[0]).toBe('30m page:relapse:1:otto');
  });

  test('one that can not be read: not verified, and the lead is asked to verify, once', () => {
    const incident = without('p99', 'connections').until(2 * HOUR);
    expect(incident.incident.status).toBe('monitoring');
    expect(incident.keys('stable:')).toEqual([]);
    expect(incident.keys('unverified')).toEqual(['30m unverified:1']);
    expect(incident.text('unverified')).toContain('no answer');
    expect(incident.text('unverified')).toContain('tick release-manager-7f3k2a9q-x4tm response-times-normal');
    expect(incident.obligation('stability')?.state).toBe('open');
  });

  test('who ticks those items verifies it: the duty is met by them, and they are asked to resolve', () => {
    const incident = without('p99', 'connections').until(35 * MINUTE);
    incident.does('emil', { do: 'tick', item: 'response-times-normal', evidence: 'the dashboard says 0.3 s' });
    expect(incident.obligation('stability')?.state).toBe('open');
    const connections = guide.checklists.immediate.items.find(({ probe }) => probe === 'connections')?.id ?? '';
    incident.does('emil', { do: 'tick', item: connections, evidence: '40 of 100' });
    expect(incident.obligation('stability')).toMatchObject({ state: 'met', by: 'emil' });
    expect(incident.keys('stable:')).toEqual(['35m stable:1']);
  });

  test('a tick by hand during the watch is enough, one from before it is asked for again', () => {
    const tick = { do: 'tick', item: 'response-times-normal', evidence: 'the dashboard says 0.3 s' } as const;
    const during = without('p99')
      .probes({}, { p99: 'no answer' })
      .until(5 * MINUTE);
    expect(during.does('otto', tick).until(HOUR).keys('stable:')).toEqual(['30m stable:1']);
    const before = without('p99').does('otto', { do: 'status', status: 'mitigating' });
    before.probes({}, { p99: 'no answer' }).does('otto', tick).until(MINUTE);
    before.does('otto', { do: 'status', status: 'monitoring' });
    expect(before.refusal('otto', tick)).toContain('already ticked');
    before.until(32 * MINUTE).does('otto', tick);
    expect(before.keys('stable:')).toEqual(['32m stable:2']);
  });

  test('the probe is read after all: verified, or a relapse', () => {
    const good = without('p99').until(35 * MINUTE);
    good.probes({ p99: { passed: true, evidence: '0.3 s' } });
    expect(good.obligation('stability')).toMatchObject({ state: 'met', by: 'muster' });
    const bad = without('p99').until(35 * MINUTE);
    bad.probes({ p99: { passed: false, evidence: '2.1 s' } });
    expect(bad.keys('page:relapse')).toEqual(['35m page:relapse:1:otto']);
  });

  test('resolved without anybody verifying: waived, with that reason', () => {
    const incident = without('p99').until(35 * MINUTE);
    incident.does('otto', { do: 'resolve', resolution: 'r', override: 'no metrics here' });
    expect(incident.obligation('stability')).toMatchObject({
      state: 'waived',
      because: 'resolved although nobody verified what the stability watch could not read',
    });
  });

  test('the readings fail as a whole: they are asked for again, and nothing is missed', () => {
    let down = true;
    const incident = reading((probes) => (down ? new Error('no worker') : { readings: allPassed(probes), unread: {} }));
    incident.until(31 * MINUTE);
    expect(incident.obligation('stability')?.state).toBe('open');
    down = false;
    incident.until(32 * MINUTE);
    expect(incident.keys('stable:')).toHaveLength(1);
    expect(incident.obligation('stability')?.state).toBe('late');
  });
});

describe('the watch begins with the severity that asks for it', () => {
  test('a P3 that is raised in monitoring is watched for 30 minutes from then on', () => {
    const incident = incidentOf('P3').does('otto', { do: 'acknowledge' });
    incident.alerts(groupOf({ ...alertOf({ severity: 'P3', service: 'release-manager' }), firing: false }));
    incident.does('otto', { do: 'status', status: 'monitoring' }).until(40 * MINUTE);
    incident.does('otto', { do: 'severity', severity: 'P2', reason: 'more users' });
    expect(incident.keys('stable:')).toEqual([]);
    expect(incident.obligation('stability')).toMatchObject({ state: 'open', dueAt: START + 70 * MINUTE });
    incident.until(2 * HOUR);
    expect(incident.keys('stable:')).toEqual(['1h10m stable:1']);
    expect(incident.obligation('stability')?.state).toBe('met');
  });
});

describe('a relapse opens again what it made untrue', () => {
  test('the fix of a P2 is due as long after the relapse as it was after the start', () => {
    const incident = monitoring().until(35 * MINUTE);
    expect(incident.obligation('task:fix')).toMatchObject({ state: 'met', dueAt: START + HOUR });
    incident.probes(RED);
    expect(incident.obligation('task:fix')).toMatchObject({ state: 'open', dueAt: START + 95 * MINUTE });
    expect(incident.obligation('task:root-cause')?.state).toBe('met');
    incident
      .until(50 * MINUTE)
      .probes(GREEN)
      .does('otto', { do: 'status', status: 'monitoring' });
    expect(incident.obligation('task:fix')).toMatchObject({ state: 'met', by: 'otto' });
  });

  test('also where a person reports it', () => {
    const incident = monitoring().until(35 * MINUTE);
    incident.does('otto', { do: 'status', status: 'mitigating' });
    expect(incident.obligation('task:fix')).toMatchObject({ state: 'open', dueAt: START + 95 * MINUTE });
  });
});

test('similar errors go on, until they were gone: then they are back', () => {
  const incident = incidentOf('P3').does('otto', { do: 'acknowledge' });
  const said = () => incident.incident.timeline.filter(({ kind }) => kind === 'log-watch').map(({ text }) => text);
  const errors = (passed: boolean) => ({ 'similar-errors': { passed, evidence: passed ? 'none' : '12 lines' } });
  incident.probes(errors(false)).probes(errors(true)).probes(errors(false));
  expect(said()).toEqual(['Similar errors continue: 12 lines', 'Similar errors are back: 12 lines']);
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

test('what has not recovered is named once, also where the evidence names it', () => {
  const title = guide.probes['health']?.title ?? '';
  const evidence = `${title}: HTTP 503`;
  const incident = monitoring()
    .until(25 * MINUTE)
    .probes({ health: { passed: false, evidence } });
  const refusal = incident.refusal('otto', { do: 'resolve', resolution: 'It works again.' }) ?? '';
  expect(refusal.split(evidence)).toHaveLength(2);
  expect(refusal).not.toContain(`${title}: ${title}`);
});
