import { HOUR, MINUTE } from '../support/times';
import { alertOf, groupOf, incidentOf } from '../support/virtual-clock';

const of = (severity: string, pod = 'a') => alertOf({ severity, pod });
const SAME = alertOf({ severity: 'P2', service: 'release-manager' });
const opened = () =>
  incidentOf('P2')
    .does('otto', { do: 'acknowledge' })
    .until(5 * MINUTE);

describe('the same alert again', () => {
  test('changes nothing: not the record, not the severity, not who is called', () => {
    const incident = opened();
    const { reports, ...before } = incident.incident;
    const { reports: counted, ...after } = incident.alerts(groupOf(SAME)).incident;
    expect(after).toEqual(before);
    expect([reports.received, counted.received]).toEqual([1, 2]);
  });

  test('does not undo the severity that a person has set since', () => {
    const incident = opened().does('otto', { do: 'severity', severity: 'P3', reason: 'few users' });
    incident
      .until(10 * MINUTE)
      .alerts(groupOf(SAME))
      .alerts(groupOf(SAME, { ...of('P4', 'z') }));
    expect(incident.incident.severity).toBe('P3');
  });
});

describe('another alert', () => {
  test('of a worse severity raises the incident', () => {
    const incident = opened().alerts(groupOf(of('P1')));
    expect(incident.incident).toMatchObject({ severity: 'P1', severityReasons: ['the alert says severity=P1'] });
    expect(incident.pagesOf('dora')).toEqual(['5m']);
  });

  test('of a less severe one never lowers it', () => {
    const incident = opened()
      .alerts(groupOf(of('P4')))
      .alerts(groupOf({ ...SAME, firing: false }));
    expect(incident.incident.severity).toBe('P2');
  });

  test('that nothing classifies does not raise it', () => {
    const incident = incidentOf('P3').alerts(groupOf(alertOf({ pod: 'b' }, { summary: 'odd' })));
    expect(incident.incident.severity).toBe('P3');
  });

  test('is on record with its name', () => {
    const { timeline } = opened().alerts(groupOf(alertOf({ pod: 'b' }, { summary: 'Queue is full' }))).incident;
    expect(timeline.map(({ text }) => text)).toContain('alertmanager: Queue is full is firing');
  });

  test('the same alert with a worse measurement raises it', () => {
    const incident = incidentOf('P3');
    const measured = (percent: string) => groupOf({ ...of('none'), annotations: { users_affected_percent: percent } });
    incident.alerts(measured('5')).until(MINUTE);
    expect(incident.incident.severity).toBe('P3');
    expect(incident.alerts(measured('40')).incident.severity).toBe('P2');
  });
});

describe('all clear', () => {
  test('the lead is told, the status does not change, and only once no alert is firing', () => {
    const incident = opened().alerts(groupOf(of('P2', 'b')));
    incident.alerts(groupOf({ ...SAME, firing: false }));
    expect(incident.keys('clear:')).toEqual([]);
    incident.until(7 * MINUTE).alerts(groupOf({ ...of('P2', 'b'), firing: false }));
    expect(incident.told('ask')).toContain('7m ask otto');
    expect(incident.keys('clear:')).toEqual(['7m clear:1']);
    expect(incident.incident.status).toBe('investigating');
  });

  test('the lead is told each time', () => {
    const incident = opened()
      .alerts(groupOf({ ...SAME, firing: false }))
      .until(8 * MINUTE)
      .alerts(groupOf(SAME));
    incident.until(9 * MINUTE).alerts(groupOf({ ...SAME, firing: false }));
    expect(incident.keys('clear:')).toEqual(['5m clear:1', '9m clear:2']);
  });
});

describe('the incident before this one', () => {
  test('is looked up after the first page, never before', () => {
    const incident = incidentOf('P1', {
      answer: ({ do: what }) =>
        what === 'find-previous' ? { of: 'previous', incidentId: 'release-manager-7f3k2a9q-aaaa' } : undefined,
    });
    const tried = incident.tried.map((line) => line.split(' ')[1] ?? '');
    expect(tried.indexOf('previous')).toBeGreaterThan(tried.findIndex((key) => key.startsWith('page:')));
    expect(incident.incident.previous).toBe('release-manager-7f3k2a9q-aaaa');
    expect(incident.until(2 * MINUTE).text('page:P1:0m')).toContain('Previous incident: release-manager-7f3k2a9q-aaaa');
  });

  test('waits while nobody can be paged', () => {
    const incident = incidentOf('P1', { answer: ({ do: what }) => (what === 'page' ? new Error('down') : undefined) });
    expect(incident.until(HOUR).attempts('previous')).toEqual([]);
  });
});
