import type { Alert } from '../../domain/state/alert';
import { view } from '../../domain/view';
import { HOUR, MINUTE, SECOND, START } from '../support/times';
import { alertOf, groupOf, guide, guideWith, incidentOf, type VirtualIncident } from '../support/virtual-clock';

const SAME = alertOf({ severity: 'P2', service: 'release-manager' });
const at = (minutes: number, changed: Partial<Alert> = {}): Alert => ({
  ...SAME,
  startsAt: START + minutes * MINUTE,
  ...changed,
});
const CLEAR = { firing: false } as const;
const opened = () =>
  incidentOf('P2')
    .does('otto', { do: 'acknowledge' })
    .until(5 * MINUTE);
const kinds = ({ incident }: VirtualIncident, ...wanted: string[]): string[] =>
  incident.timeline.filter(({ kind }) => wanted.includes(kind)).map(({ text }) => text);

/** What is known of the alert: whether it counts as firing. */
const fires = ({ incident }: VirtualIncident): boolean | undefined => incident.alerts[SAME.fingerprint]?.firing;
const over = (endMinute: number, startMinute = 0): Alert =>
  at(startMinute, { ...CLEAR, endsAt: START + endMinute * MINUTE });

describe('reports that come in the wrong order', () => {
  test('a firing just after the end that began before it is held for 30 seconds, and counts if no end comes', () => {
    const incident = opened()
      .alerts(groupOf(over(4)))
      .until(6 * MINUTE)
      .alerts(groupOf(at(0)));
    expect(fires(incident.until(6 * MINUTE + 29 * SECOND))).toBe(false);
    expect(fires(incident.until(6 * MINUTE + 30 * SECOND))).toBe(true);
    expect(kinds(incident, 'alert-late')).toEqual([
      'alertmanager: Release Manager API degraded is firing in a report that looks old; it counts at 14:36 UTC unless it clears',
    ]);
    expect(incident.incident.reports.late).toBe(1);
  });

  test('one that is held does not count if it clears before', () => {
    const incident = opened()
      .alerts(groupOf(over(4)))
      .until(6 * MINUTE)
      .alerts(groupOf(at(0)))
      .until(6 * MINUTE + 10 * SECOND)
      .alerts(groupOf(over(4)));
    expect(fires(incident.until(HOUR))).toBe(false);
  });

  test('where nobody would be paged, it is held for the two minutes in which older reports come', () => {
    const quiet = (changed: Partial<Alert> = {}): Alert => ({ ...alertOf({ severity: 'P4', pod: 'q' }), ...changed });
    const incident = opened()
      .alerts(groupOf(quiet(CLEAR)))
      .alerts(groupOf(quiet()));
    const firing = () => incident.incident.alerts[quiet().fingerprint]?.firing;
    incident.until(6 * MINUTE);
    expect(firing()).toBe(false);
    incident.until(7 * MINUTE);
    expect(firing()).toBe(true);
  });

  test('it is a relapse when it counts while the fix is watched', () => {
    const incident = opened()
      .alerts(groupOf(over(4)))
      .does('otto', { do: 'status', status: 'monitoring' })
      .until(6 * MINUTE)
      .alerts(groupOf(at(0)));
    expect(incident.incident.status).toBe('monitoring');
    expect(incident.until(7 * MINUTE).incident.status).toBe('mitigating');
  });

  test.each([
    ['that began after the known end', 5, 6],
    ['long after the end, whenever it began', 0, 8],
    ['long after the end, even if it began before the firing that is known', -10, 8],
  ])('a firing %s counts at once', (_what, began, heard) => {
    const incident = opened()
      .alerts(groupOf(over(4)))
      .until(heard * MINUTE)
      .alerts(groupOf(at(began)));
    expect(fires(incident)).toBe(true);
    expect(incident.incident.reports.late).toBe(0);
  });

  test('an end counts although its source believes that the firing began earlier: a pair of Alertmanagers differs', () => {
    const incident = opened().alerts(groupOf(over(4, -1)));
    expect(fires(incident)).toBe(false);
  });

  test('an end that names no time counts', () => {
    expect(fires(opened().alerts(groupOf(at(-5, CLEAR))))).toBe(false);
  });

  test('the end of an earlier firing does not clear the current one, and is on record', () => {
    const incident = incidentOf('P2')
      .alerts(groupOf(over(1)))
      .until(3 * MINUTE)
      .alerts(groupOf(at(3)))
      .alerts(groupOf(over(1)));
    expect(fires(incident)).toBe(true);
    expect(incident.incident.reports.late).toBe(1);
    expect(kinds(incident, 'alert-late')).toEqual([
      'alertmanager: Release Manager API degraded has an end from before it last fired, which is ignored',
    ]);
  });

  test('a source that dates its reports is believed: the older report is ignored', () => {
    const told = (minute: number, changed: Partial<Alert> = {}): Alert =>
      at(minute, { toldAt: START + minute * MINUTE, ...changed });
    const incident = opened().alerts(groupOf(told(4, { ...CLEAR, endsAt: START + 4 * MINUTE })));
    expect(fires(incident.alerts(groupOf(told(3))).until(HOUR))).toBe(false);
    expect(fires(incident.alerts(groupOf(told(5))))).toBe(true);
  });

  test('an alert that is first reported as cleared is remembered', () => {
    const other = alertOf({ severity: 'P1', pod: 'z' });
    const incident = opened().alerts(groupOf({ ...other, firing: false }));
    incident.until(5 * MINUTE + 30 * SECOND).alerts(groupOf(other));
    expect(incident.incident).toMatchObject({ severity: 'P2', reports: { late: 1 } });
    expect(view(guide, incident.incident, incident.now).alerts.firing).toBe(1);
    expect(incident.until(6 * MINUTE).incident.severity).toBe('P1');
  });
});

describe('an alert that flaps', () => {
  const flapped = () => {
    const incident = opened();
    for (const minute of [5, 6, 7, 8])
      incident.until(minute * MINUTE).alerts(groupOf(at(minute, { firing: minute % 2 === 0 })));
    return incident;
  };

  test('is said to flap once, and counts as firing from then on', () => {
    const incident = flapped();
    expect(kinds(incident, 'flapping')).toEqual([
      'alertmanager: Release Manager API degraded is flapping (4 changes in 15 min); it counts as firing until it has been quiet for 10 min',
    ]);
    const told = incident.told('ask').length;
    for (const minute of [9, 10, 11])
      incident.until(minute * MINUTE).alerts(groupOf(at(minute, { firing: minute % 2 === 0 })));
    expect(incident.told('ask')).toHaveLength(told);
    expect(kinds(incident, 'alert-firing', 'alert-clear', 'flapping')).toHaveLength(5);
    expect(view(guide, incident.incident, incident.now).alerts).toMatchObject({ firing: 1, flapping: 1 });
  });

  test('is cleared after ten quiet minutes, and not a second before', () => {
    const incident = flapped()
      .until(9 * MINUTE)
      .alerts(groupOf(at(9, CLEAR)));
    const told = incident.told('ask').length;
    incident.until(19 * MINUTE - SECOND);
    expect(incident.told('ask')).toHaveLength(told);
    incident.until(19 * MINUTE);
    expect(incident.told('ask').slice(told)).toEqual(['19m ask otto']);
    expect(incident.incident.alerts[SAME.fingerprint]).toEqual({
      title: SAME.title,
      severity: 'P2',
      firing: false,
      at: START + 9 * MINUTE,
      startsAt: START + 8 * MINUTE,
    });
  });

  test('that fires once more starts its quiet time again', () => {
    const incident = flapped()
      .until(9 * MINUTE)
      .alerts(groupOf(at(9, CLEAR)));
    incident
      .until(15 * MINUTE)
      .alerts(groupOf(at(15)))
      .until(30 * MINUTE);
    expect(incident.incident.alerts[SAME.fingerprint]?.firing).toBe(true);
    incident.alerts(groupOf(at(15, CLEAR))).until(40 * MINUTE);
    expect(incident.incident.alerts[SAME.fingerprint]?.firing).toBe(false);
  });

  test("during the stability watch it is one relapse, and the watch can't end well", () => {
    const incident = flapped().does('otto', { do: 'status', status: 'monitoring' });
    for (const minute of [9, 10, 11])
      incident.until(minute * MINUTE).alerts(groupOf(at(minute, { firing: minute % 2 === 0 })));
    expect(incident.incident).toMatchObject({ status: 'monitoring', counts: { relapses: 0 } });
  });
});

describe('a maintenance window', () => {
  const planned = (labels: Record<string, string>, untilMinute: number, changed: Partial<Alert> = {}): Alert => ({
    ...alertOf(labels),
    maintenance: { window: 'upgrade', untilAt: START + untilMinute * MINUTE },
    ...changed,
  });

  test('an alert in it is recorded and changes nothing', () => {
    const incident = opened().alerts(groupOf(planned({ severity: 'P1', pod: 'b' }, 20)));
    expect(kinds(incident, 'maintenance')).toEqual([
      'alertmanager: Release Manager API degraded fired in a maintenance window (upgrade): only recorded',
    ]);
    expect(incident.incident.severity).toBe('P2');
    expect(view(guide, incident.incident, incident.now).alerts).toMatchObject({ firing: 1, planned: 1 });
  });

  test('an alert that still fires at its end counts from then on', () => {
    const incident = opened().alerts(groupOf(planned({ severity: 'P1', pod: 'b' }, 20)));
    incident.until(20 * MINUTE - SECOND);
    expect(incident.incident.severity).toBe('P2');
    incident.until(20 * MINUTE);
    expect(incident.incident).toMatchObject({ severity: 'P1' });
    expect(incident.incident.severityReasons[0]).toContain(
      'is still firing at the end of the maintenance window (upgrade)',
    );
  });

  test('an alert that clears before its end is ignored', () => {
    const alert = planned({ severity: 'P1', pod: 'b' }, 20);
    const incident = opened()
      .alerts(groupOf(alert))
      .until(10 * MINUTE)
      .alerts(groupOf({ ...alert, firing: false }));
    expect(incident.until(HOUR).incident.severity).toBe('P2');
  });

  test('causes no relapse during the stability watch, until the window is over', () => {
    const incident = opened()
      .clears()
      .does('otto', { do: 'status', status: 'monitoring' })
      .alerts(groupOf(planned({ severity: 'P2', pod: 'b' }, 20)));
    expect(incident.until(20 * MINUTE - SECOND).incident.status).toBe('monitoring');
    expect(incident.until(20 * MINUTE).incident.status).toBe('mitigating');
  });

  test('an alert that fired before it still counts', () => {
    const incident = opened().alerts(groupOf({ ...SAME, maintenance: { window: 'upgrade', untilAt: START + HOUR } }));
    expect(view(guide, incident.incident, incident.now).alerts.firing).toBe(1);
  });
});

describe('an alert storm', () => {
  const policy = guideWith(({ correlation }) => {
    correlation.storm = { tellAtMost: 3, rememberAtMost: 5 };
  });
  const storm = (many: number) =>
    groupOf(
      ...Array.from({ length: many }, (_, n) =>
        alertOf({ severity: 'P2', pod: `p${n}` }, { summary: n < 6 ? 'Pod is down' : 'Other' }),
      ),
    );
  const stormed = () => incidentOf('P2', { policy }).alerts(storm(10));

  test('is announced up to one limit, remembered up to another, and only counted beyond that', () => {
    const incident = stormed();
    expect(kinds(incident, 'alert-firing')).toHaveLength(3);
    expect(kinds(incident, 'storm', 'storm-beyond')).toHaveLength(2);
    expect(view(policy, incident.incident, incident.now).alerts).toMatchObject({
      firing: 5,
      names: ['Release Manager API degraded', 'Pod is down'],
      total: 5,
      received: 11,
      beyond: 6,
      digest: { 'Pod is down': 4, Other: 4 },
    });
  });

  test('is noted once, however long it lasts', () => {
    const incident = stormed().alerts(storm(10)).alerts(storm(12));
    expect(kinds(incident, 'storm', 'storm-beyond')).toHaveLength(2);
    expect(incident.incident.reports.received).toBe(33);
  });

  test('a worse alert raises the incident even beyond what is remembered', () => {
    const incident = stormed().alerts(groupOf(alertOf({ severity: 'P1', pod: 'last' })));
    expect(incident.incident.severity).toBe('P1');
  });

  test('its digest does not grow without end', () => {
    const names = groupOf(
      ...Array.from({ length: 500 }, (_, n) => alertOf({ pod: `p${n}` }, { summary: `Alert ${n}` })),
    );
    const { reports } = incidentOf('P2', { policy }).alerts(names).incident;
    expect(Object.keys(reports.names).length).toBeLessThanOrEqual(31);
    expect(reports.names['others']).toBeGreaterThan(400);
  });
});
