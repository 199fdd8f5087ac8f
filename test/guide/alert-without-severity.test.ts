/** Whether an alert that does not say how bad it is neither raises an incident nor hides one that says so. */
import type { Alert } from '../../domain/state/alert';
import { MINUTE, START } from '../support/times';
import { alertOf, groupOf, incidentOf, VirtualIncident } from '../support/virtual-clock';

const unlabelled = (name = 'Queue'): Alert => alertOf({ alertname: name }, { summary: name });
const says = (severity: string, name = 'Disk'): Alert => alertOf({ alertname: name, severity }, { summary: name });
/** The same alert, by its fingerprint, with other labels. */
const later = (alert: Alert, labels: Record<string, string>): Alert => ({ ...alert, labels });

const severityOf = ({ incident }: VirtualIncident) => [incident.severity, incident.unclassified];

describe('in an open P3', () => {
  const withP3 = () => incidentOf('P3').until(5 * MINUTE);

  test.each([
    ['first', [unlabelled(), says('high')]],
    ['last', [says('high'), unlabelled()]],
  ])('one that says P2 raises it, with an unclassified one that comes %s', (_order, alerts) => {
    const incident = withP3().alerts(groupOf(...alerts));
    expect(severityOf(incident)).toEqual(['P2', false]);
    expect(incident.incident.title).toBe('Disk');
    expect(incident.told('page')).not.toEqual([]);
  });

  test('an unclassified one alone raises nothing; it is told once to everybody who was called first, as nobody leads', () => {
    const incident = withP3().alerts(groupOf(unlabelled()));
    const first = incident.incident.contacts[0]?.people.map(({ id }) => id) ?? [];
    incident.alerts(groupOf(unlabelled())).until(30 * MINUTE);
    expect(severityOf(incident)).toEqual(['P3', false]);
    expect(incident.incident.facts.symptoms).not.toBe('Queue');
    const told = incident.sent.filter(({ key }) => key.startsWith('news'));
    expect(told.map(({ to }) => to)).toEqual([['chat'], first]);
    expect(first.length).toBeGreaterThan(0);
  });

  test('and to the lead alone, where somebody leads', () => {
    const incident = withP3().does('otto', { do: 'acknowledge' }).alerts(groupOf(unlabelled()));
    expect(incident.sent.filter(({ key }) => key === 'news:1:lead').map(({ to }) => to)).toEqual([['otto']]);
  });

  test('one that is first unlabelled raises it once it says P2', () => {
    const incident = withP3().alerts(groupOf(unlabelled()));
    incident.alerts(groupOf(later(unlabelled(), { alertname: 'Queue', severity: 'high' })));
    expect(severityOf(incident)).toEqual(['P2', false]);
  });

  test('one that has said P4 and then says nothing stays a P4', () => {
    const incident = withP3().alerts(groupOf(says('P4')));
    incident.alerts(groupOf(later(says('P4'), { alertname: 'Disk' })));
    expect(Object.values(incident.incident.alerts).find(({ title }) => title === 'Disk')?.severity).toBe('P4');
    expect(severityOf(incident)).toEqual(['P3', false]);
  });

  test('at the end of planned work an unclassified one raises nothing and is told; one that says P2 raises', () => {
    const planned = (alert: Alert): Alert => ({
      ...alert,
      maintenance: { window: 'upgrade', untilAt: START + 10 * MINUTE },
    });
    const incident = withP3().alerts(groupOf(planned(unlabelled())));
    expect(incident.until(11 * MINUTE).keys('news:')).not.toEqual([]);
    expect(severityOf(incident)).toEqual(['P3', false]);
    const raised = withP3().alerts(groupOf(planned(unlabelled()), planned(says('high'))));
    expect(severityOf(raised.until(11 * MINUTE))).toEqual(['P2', false]);
  });
});

describe('at the opening', () => {
  test.each([
    ['first', [unlabelled(), says('high')]],
    ['last', [says('high'), unlabelled()]],
  ])('one that says P2 makes it a classified P2, with an unclassified one that comes %s', (_order, alerts) => {
    const incident = new VirtualIncident(groupOf(...alerts));
    expect(severityOf(incident)).toEqual(['P2', false]);
    expect(incident.incident.title).toBe('Disk');
  });

  test('one that says less than the default hides no unclassified one: it pages', () => {
    const incident = new VirtualIncident(groupOf(says('P4'), unlabelled()));
    expect(severityOf(incident)).toEqual(['P2', true]);
    expect(incident.told('page')).not.toEqual([]);
  });
});

test('an unclassified P2 is confirmed by an alert that says P2, without a clock that moves', () => {
  const incident = new VirtualIncident(groupOf(unlabelled())).until(5 * MINUTE);
  const { severitySince } = incident.incident;
  incident.alerts(groupOf(later(unlabelled(), { alertname: 'Queue', severity: 'high' })));
  expect(severityOf(incident)).toEqual(['P2', false]);
  expect(incident.incident.severitySince).toBe(severitySince);
  expect(incident.incident.timeline.at(-1)?.text).toBe('Severity P2 is confirmed: an alert says so');
});
