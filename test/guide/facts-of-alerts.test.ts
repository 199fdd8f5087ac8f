import { classify } from '../../domain/severity/classify';
import { composeTicket } from '../../domain/messages/compose';
import { linksIn } from '../../domain/messages/links';
import { composePage } from '../../domain/messages/page';
import { openIncident } from '../../domain/open';
import type { Alert } from '../../domain/state/alert';
import { view } from '../../domain/view';
import { HOUR, MINUTE, SECOND, START } from '../support/times';
import { alertOf, groupOf, guide, incidentOf, VirtualIncident } from '../support/virtual-clock';

const DISK = alertOf(
  { severity: 'P3', pod: 'node-7' },
  { summary: 'Disk is at 80 %', users_affected_percent: '4', description: 'The disk of node-7.' },
);
const OUTAGE = alertOf(
  { severity: 'P1', service: 'checkout' },
  { summary: 'Nobody can check out', users_affected_percent: '100', description: 'All payments fail.' },
);

const started = (alert: Alert, changed: object = {}) =>
  openIncident(guide, {
    id: 'release-manager-7f3k2a9q-x4tm',
    address: 'release-manager-7f3k2a9q',
    policy: { name: 'p', version: '1.0.0', hash: 'h', speed: 1 },
    at: START,
    by: { alerts: { ...groupOf(alert), ...changed } },
  });

const opening = (alert: Alert) => new VirtualIncident(groupOf(alert));

describe('what is known grows', () => {
  test('a worse alert brings its facts: pages and title speak of what made it worse', () => {
    const incident = opening(DISK)
      .until(10 * MINUTE)
      .alerts(groupOf(OUTAGE))
      .until(10 * MINUTE + SECOND);
    expect(incident.incident).toMatchObject({
      severity: 'P1',
      title: 'Nobody can check out',
      facts: { summary: 'All payments fail.', symptoms: 'Nobody can check out', usersAffected: '100 % of users' },
    });
    expect(incident.text('page:P1:0m')).toContain('Nobody can check out');
    expect(incident.text('page:P1:0m')).not.toContain('Disk is at 80 %');
  });

  test('a lesser alert beside it does not speak for it', () => {
    const incident = opening(OUTAGE).until(MINUTE).alerts(groupOf(DISK));
    expect(incident.incident).toMatchObject({
      title: 'Nobody can check out',
      facts: { symptoms: 'Nobody can check out' },
    });
  });

  test('the same alert again with another measurement: the number is new, the words stay', () => {
    const worse = { ...DISK, annotations: { ...DISK.annotations, users_affected_percent: '8', summary: 'again' } };
    const { facts } = opening(DISK).alerts(groupOf({ ...worse, title: 'again' })).incident;
    expect(facts).toMatchObject({ symptoms: 'Disk is at 80 %', usersAffected: '8 % of users' });
  });
});

describe('when it began', () => {
  test('is what its alert says, and its age counts from when the door took it', () => {
    const { beganAt, startedAt } = started(
      { ...DISK, startsAt: START - 20 * MINUTE },
      { acceptedAt: START - 5 * MINUTE },
    );
    expect([beganAt, startedAt]).toEqual([START - 20 * MINUTE, START - 5 * MINUTE]);
  });

  test.each([
    ['a start in the future', START + HOUR],
    ['a start days ago', START - 72 * HOUR],
  ])('is when it arrived for %s', (_what, startsAt) => {
    expect(started({ ...DISK, startsAt }).beganAt).toBe(START);
  });

  test('what people read as start and duration counts from there', () => {
    const incident = opening({ ...OUTAGE, startsAt: START - 20 * MINUTE }).until(MINUTE);
    expect(incident.text('initial:chat')).toContain('2024-01-15 14:10 UTC');
    expect(view(guide, incident.incident, incident.now).beganAt).toBe('2024-01-15T14:10:00.000Z');
  });

  test('the first page is due at once where the door took the alert before a worker ran', () => {
    const late = started(OUTAGE, { acceptedAt: START - 31 * MINUTE });
    expect(late.startedAt).toBe(START - 31 * MINUTE);
  });
});

describe('where to look', () => {
  const POD = alertOf(
    { severity: 'P2', pod: 'api-7', namespace: 'shop', team: 'web' },
    {
      summary: 'Pod is crash looping',
      runbook_url: 'https://runbooks.example/crash',
      graph_url: 'javascript:alert(1)',
      dashboard_url: 'http://user:secret@grafana.example/d/1',
    },
  );

  test('things and links of the alert are in the page, the ticket and the view; what is no web address is none', () => {
    const { incident, now } = opening(POD);
    const effect = { do: 'page', key: 'k', to: 'otto', kind: 'page', reason: 'contact' } as const;
    const page = composePage(guide, incident, effect, now).text;
    for (const text of [page, composeTicket(guide, incident, 'incident', now).text]) {
      expect(text).toContain('Where: namespace shop, pod api-7');
      expect(text).toContain('Runbook (from the alert): https://runbooks.example/crash');
      expect(text).not.toMatch(/javascript|secret/);
    }
    // Only what is marked as the alert's, and what the guide names.
    expect(linksIn(guide, incident, page)).toContain('https://runbooks.example/crash');
    expect(linksIn(guide, incident, 'https://runbooks.example/other')).toBeUndefined();
    expect(view(guide, incident, now)).toMatchObject({
      things: { namespace: 'shop', pod: 'api-7' },
      links: { Runbook: 'https://runbooks.example/crash' },
    });
  });
});

describe('all clear', () => {
  const SAME = alertOf({ severity: 'P2', service: 'release-manager' });
  const cleared = (...alerts: Alert[]): VirtualIncident =>
    incidentOf('P2')
      .does('otto', { do: 'acknowledge' })
      .until(5 * MINUTE)
      .alerts(groupOf(...alerts))
      .until(6 * MINUTE);

  test.each([
    ['a rule that was paused', { unheard: 'the rule was paused' }, '(the rule was paused)'],
    [
      'a group with more alerts than were listed',
      { listing: { group: 'g', unlisted: 3 } },
      '3 alerts that the source did not list',
    ],
  ])('is not concluded from %s: the lead is told what is not known', (_what, changed, said) => {
    const incident = cleared({ ...SAME, firing: false, ...changed });
    expect(incident.text('clear:1')).toContain('Not all are known to be over');
    expect(incident.text('clear:1')).toContain(said);
    expect(view(guide, incident.incident, incident.now).proposed).toBeUndefined();
  });

  test('is said once the source lists the whole group again', () => {
    const incident = cleared({ ...SAME, listing: { group: 'g', unlisted: 3 } });
    incident.alerts(groupOf({ ...SAME, firing: false, listing: { group: 'g', unlisted: 0 } })).until(7 * MINUTE);
    expect(incident.text('clear:1')).toContain('Nothing is firing. If a fix is in place');
  });
});

describe('scales', () => {
  test.each([
    ['P5', 'P4'],
    ['SEV-1', 'P1'],
    ['sev 2', 'P2'],
    ['SEV-5', 'P4'],
    ['S3', 'P3'],
    ['p0', 'P1'],
    ['Critical', 'P1'],
  ])('%s is %s', (stated, severity) => {
    const priority = alertOf({ priority: stated });
    expect(classify(guide, priority, 'release-manager')).toMatchObject({ severity, unclassified: false });
  });

  test.each(['2', 'page', 'sevens', 'P'])('%s is on no scale', (stated) => {
    const odd = alertOf({ priority: stated }, { summary: 'odd' });
    expect(classify(guide, odd, 'release-manager').unclassified).toBe(true);
  });
});

describe('another alert in an open incident', () => {
  const named = (summary: string, severity = 'P2') => alertOf({ severity, check: summary }, { summary });
  const led = () =>
    new VirtualIncident(groupOf(named('Releases fail'))).does('otto', { do: 'acknowledge' }).until(5 * MINUTE);

  test('of a new name is told to the lead and in the thread', () => {
    const incident = led().alerts(groupOf(named('Billing database is full', 'P3')));
    expect(incident.keys('news:')).toEqual(['5m news:1:chat', '5m news:1:lead']);
    expect(incident.text('news:1:lead')).toContain('Now also firing: Billing database is full.');
  });

  test('those of the next two minutes are one message with their count', () => {
    const incident = led().alerts(groupOf(named('A')));
    for (const name of ['B', 'C', 'D', 'E', 'F', 'G', 'H']) incident.alerts(groupOf(named(name)));
    incident.until(HOUR / 2);
    expect(incident.keys('news:2')).toEqual(['7m news:2:chat', '7m news:2:lead']);
    expect(incident.text('news:2:lead')).toContain('Now also firing: B, C, D, E, F and 2 more.');
    expect(incident.keys('news:3')).toEqual([]);
  });

  test('of a known name is no news, and one that raises the severity is told by that', () => {
    const incident = led()
      .alerts(groupOf({ ...named('Releases fail'), fingerprint: 'another pod' }))
      .alerts(groupOf(named('Nobody can release', 'P1')));
    expect(incident.until(HOUR / 2).keys('news:')).toEqual([]);
  });
});

describe('an alert while the fix is watched', () => {
  const watched = () =>
    incidentOf('P2').does('otto', { do: 'acknowledge' }).does('otto', { do: 'status', status: 'monitoring' });

  test.each([
    ['P1', 'mitigating'],
    ['P2', 'mitigating'],
    ['P3', 'monitoring'],
    ['P4', 'monitoring'],
  ])('of %s leaves it %s: what pages nobody is no relapse', (severity, status) => {
    const { incident } = watched().alerts(groupOf(alertOf({ severity, pod: 'z' })));
    expect(incident.status).toBe(status);
  });
});

describe('an alert that a person says is over', () => {
  const named = (summary: string) => alertOf({ severity: 'P2', check: summary }, { summary });
  const two = () =>
    new VirtualIncident(groupOf(named('Releases fail'), named('Queue is full'))).does('otto', { do: 'acknowledge' });
  const over = (alert: string) => ({ do: 'over', alert, reason: 'it is silenced' }) as const;

  test('counts as ended, and when none is left, the lead is asked whether to go to monitoring', () => {
    const incident = two().until(MINUTE).does('otto', over('releases FAIL'));
    expect(view(guide, incident.incident, incident.now).alerts.names).toEqual(['Queue is full']);
    incident.does('otto', over('Queue is full')).until(2 * MINUTE);
    expect(incident.text('clear:1')).toContain('Nothing is firing');
    expect(
      incident.incident.timeline.find(({ text }) => text.endsWith('says that Queue is full is over')),
    ).toMatchObject({
      because: 'it is silenced',
      by: 'otto',
    });
  });

  test('is refused where no alert of that name fires, with those that do', () => {
    expect(two().refusal('otto', over('Disk'))).toBe(
      'No alert named "Disk" is firing. Firing: Releases fail, Queue is full.',
    );
  });

  test('fires again if its source says so later', () => {
    const incident = two()
      .until(MINUTE)
      .does('otto', over('Releases fail'))
      .until(5 * MINUTE);
    incident.alerts(groupOf(named('Releases fail')));
    expect(view(guide, incident.incident, incident.now).alerts.firing).toBe(2);
  });
});

test('a page after the end says since when no alert fires', () => {
  const p1 = alertOf({ severity: 'P1', service: 'release-manager' });
  const incident = new VirtualIncident(groupOf(p1)).until(3 * MINUTE);
  expect(incident.text('page:P1:0m')).not.toContain('No alert has been firing');
  incident.alerts(groupOf({ ...p1, firing: false })).until(5 * MINUTE);
  expect(incident.text('page:P1:0m')).toContain('No alert has been firing since 14:33 UTC.');
});
