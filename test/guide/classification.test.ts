import { classify, classifyGroup } from '../../domain/severity/classify';
import type { Alert } from '../../domain/state/alert';
import { START } from '../support/times';
import { alertOf, groupOf, guide, guideWith, VirtualIncident } from '../support/virtual-clock';
import type { Declaration } from '../../domain/state/alert';
import { openIncident } from '../../domain/open';

const classified = (labels: Record<string, string>, annotations: Record<string, string> = {}) =>
  classify(guide, alertOf(labels, { summary: 'Something is odd', ...annotations }), 'release-manager');

const worded = (summary: string): string => classified({}, { summary }).severity;

describe('measured facts', () => {
  test.each([
    ['100', 'P1', 'Complete service outage (100% user impact)'],
    ['99', 'P2', '> 25% user impact'],
    ['25.1', 'P2', '> 25% user impact'],
    ['25', 'P2', '10-25 % of users, which the guide gives no severity'],
    ['10', 'P2', '10-25 % of users, which the guide gives no severity'],
    ['9.9', 'P3', '< 10% user impact'],
  ])('%s %% of users affected is %s', (percent, severity, reason) => {
    const { severity: found, reasons, unclassified } = classified({ users_affected_percent: percent });
    expect(found).toBe(severity);
    expect(reasons.join('; ')).toContain(reason);
    expect(reasons.join('; ')).toContain(`usersAffectedPercent is ${Number(percent)}`);
    expect(unclassified).toBe(false);
  });

  test('the gap of 10 to 25 % says that it is an assumption and why', () => {
    expect(classified({ users_affected_percent: '17' }).reasons[0]).toContain(
      'assumption: Between P3 (under 10 %, L72) and P2 (over 25 %, L44), the more severe one applies.',
    );
  });

  test('the unit may follow the number; a value that is not a number is not a fact', () => {
    expect(classified({ users_affected_percent: '30 %' }).severity).toBe('P2');
    expect(classified({ response_time_seconds: '5.2s' }).severity).toBe('P2');
    expect(classified({ users_affected_percent: 'many' }).unclassified).toBe(true);
  });

  test('response times over 5 seconds are P2; exactly 5 are not', () => {
    expect(classified({ response_time_seconds: '5.1' }).severity).toBe('P2');
    expect(classified({ response_time_seconds: '5' }).unclassified).toBe(true);
  });

  test.each([
    ['outage', 'P1'],
    ['data_loss', 'P1'],
    ['security_breach', 'P1'],
    ['payments_down', 'P1'],
    ['database_offline', 'P1'],
    ['data_inaccessible', 'P2'],
    ['manual_workaround', 'P2'],
    ['database_connections_maxed_out', 'P2'],
    ['intermittent_errors', 'P3'],
    ['retry_succeeds', 'P3'],
    ['cosmetic', 'P4'],
    ['typo', 'P4'],
    ['internal_tooling_only', 'P4'],
  ])('%s=true is %s, =false says nothing', (label, severity) => {
    expect(classified({ [label]: 'true' }).severity).toBe(severity);
    expect(classified({ [label]: 'false' }).unclassified).toBe(true);
  });

  test('if there are several facts, the most severe one counts, with its line of the guide', () => {
    const { severity, reasons } = classified({ typo: 'true', data_loss: 'yes', users_affected_percent: '5' });
    expect(severity).toBe('P1');
    expect(reasons).toEqual(['Data corruption or permanent data loss (guide L17): dataLoss is true']);
  });
});

describe('facts beat labels, labels beat the rules of the service, those beat wording', () => {
  const policy = guideWith(({ classification }) => {
    classification.services = [
      { service: 'release-manager', label: 'alertname', equals: 'ErrorBudgetBurn', severity: 'P3', source: 'L69' },
    ];
  });
  const of = (labels: Record<string, string>, summary: string) =>
    classify(policy, alertOf(labels, { summary }), 'release-manager');
  const labels = { alertname: 'ErrorBudgetBurn', severity: 'P4', users_affected_percent: '40' };

  test('all four: the fact', () => {
    expect(of(labels, 'API is down').severity).toBe('P2');
  });
  test('without the fact: the label', () => {
    const { severity, reasons } = of({ alertname: 'ErrorBudgetBurn', severity: 'P4' }, 'API is down');
    expect([severity, reasons]).toEqual(['P4', ['the alert says severity=P4']]);
  });
  test('without the label: the rule of the service', () => {
    const { severity, reasons } = of({ alertname: 'ErrorBudgetBurn' }, 'API is down');
    expect([severity, reasons]).toEqual(['P3', ['release-manager with alertname=ErrorBudgetBurn (guide L69)']]);
  });
  test("another service's alert: the wording", () => {
    const alert = alertOf({ alertname: 'ErrorBudgetBurn' }, { summary: 'API is down' });
    expect(classify(policy, alert, 'other').severity).toBe('P1');
  });

  test.each([
    ['critical', 'P1'],
    ['P2', 'P2'],
    ['Warning', 'P3'],
    ['info', 'P4'],
  ])('a label severity=%s is %s', (value, severity) => {
    expect(classified({ severity: value }).severity).toBe(severity);
  });

  test('a label that means nothing here is ignored', () => {
    expect(classified({ severity: 'page', priority: 'high' }).severity).toBe('P2');
  });

  test.each(['constructor', 'toString', '__proto__'])('a label severity=%s is not a word of the policy', (value) => {
    expect(classified({ severity: value })).toMatchObject({ severity: 'P2', unclassified: true });
    expect(classified({ severity: value, priority: 'P1' }).severity).toBe('P1');
  });
});

describe('wording: the examples of the guide', () => {
  test.each([
    ['Production API completely down after deployment', 'P1'],
    ['Database corruption losing user data', 'P1'],
    ['Security vulnerability allowing unauthorized access to user accounts', 'P1'],
    ['Authentication service completely unavailable', 'P1'],
    ['Release history not loading for users', 'P2'],
    ['Deployment creation API returning 500 errors', 'P2'],
    ['Database queries timing out during peak traffic', 'P2'],
    ['Cache layer down causing slow response times', 'P2'],
    ['Notification delivery failing for some users', 'P3'],
    ['Specific report view returning incorrect data', 'P3'],
    ['API rate limiting triggering for legitimate traffic', 'P3'],
    ['Search feature slow for large deployments', 'P3'],
    ['Button label spelling error', 'P4'],
    ['Dashboard widget layout incorrect', 'P4'],
    ['Email formatting issue', 'P4'],
    ['Deprecated API endpoint still functional but showing warnings', 'P4'],
  ])('%s: %s', (summary, severity) => expect(worded(summary)).toBe(severity));

  test('the reason names the line of the guide and the words', () => {
    expect(classified({}, { summary: 'CACHE  layer\ndown' }).reasons).toEqual([
      'Cache layer down causing slow response times (guide L65): the text says "cache layer down"',
    ]);
  });
});

describe('unknown', () => {
  test('is P2, marked "unclassified, confirm", in the record and in the first message', () => {
    const incident = new VirtualIncident(groupOf(alertOf({}, { summary: 'Something is odd' })));
    expect(incident.incident).toMatchObject({ severity: 'P2', unclassified: true });
    expect(incident.incident.severityReasons[0]).toContain('unclassified, confirm');
    expect(incident.text('initial:chat')).toContain('**Severity**: P2 (unclassified, confirm)');
  });

  test('confirming it removes the mark, even if it stays P2', () => {
    const incident = new VirtualIncident(groupOf(alertOf({}, { summary: 'Something is odd' })));
    incident.does('otto', { do: 'severity', severity: 'P2', reason: 'half of the users' });
    expect(incident.incident).toMatchObject({ severity: 'P2', unclassified: false });
    expect(incident.refusal('otto', { do: 'severity', severity: 'P2', reason: 'again' })).toBe('It is already P2.');
  });

  test('a service that no policy names says so', () => {
    const group = { ...groupOf(alertOf({ severity: 'P3' })), service: 'billing', serviceUnknown: true };
    expect(new VirtualIncident(group).incident.severityReasons).toEqual([
      'the alert says severity=P3',
      'no policy names the service billing, so the catch-all policy applies',
    ]);
  });
});

describe('a group of alerts', () => {
  const cleared = (alert: Alert): Alert => ({ ...alert, firing: false });

  test('is as severe as its worst firing alert', () => {
    const alerts = [alertOf({ severity: 'P4' }), alertOf({ severity: 'P2' }), cleared(alertOf({ severity: 'P1' }))];
    expect(classifyGroup(guide, alerts, 'release-manager').severity).toBe('P2');
  });

  test('with no firing alert is unknown', () => {
    const { unclassified, reasons } = classifyGroup(guide, [cleared(alertOf({ severity: 'P1' }))], 'release-manager');
    expect([unclassified, reasons]).toEqual([true, ['nothing is firing']]);
  });
});

const DECLARED: Declaration = {
  eventId: 'e',
  by: 'otto',
  byName: 'Otto',
  service: 'release-manager',
  serviceTitle: 'Release Manager',
  serviceUnknown: false,
  title: 'Something is odd',
  facts: {},
};

describe('declared by a person', () => {
  const declared = (more: Partial<Declaration>) =>
    openIncident(guide, {
      id: 'declared-0000',
      address: 'declared',
      policy: { name: 'release-manager', version: '1.0.0', hash: 'test', speed: 1 },
      at: START,
      by: { declaration: { ...DECLARED, ...more } },
    });

  test('a fact wins over what the person says', () => {
    const { severity, severityReasons } = declared({ severity: 'P3', facts: { usersAffectedPercent: 100 } });
    expect(severity).toBe('P1');
    expect(severityReasons[0]).toContain('usersAffectedPercent is 100');
  });
  test('otherwise the wording decides, with the line of the guide', () => {
    const { severity, severityReasons, unclassified } = declared({
      title: 'Notification delivery failing for some users',
    });
    expect(severity).toBe('P3');
    expect(severityReasons[0]).toContain('guide L');
    expect(unclassified).toBe(false);
  });
  test('otherwise what the person says', () => {
    expect(declared({ severity: 'P3' })).toMatchObject({ severity: 'P3', severityReasons: ['Otto declared it P3'] });
  });
  test('otherwise P2, to be confirmed', () => {
    expect(declared({})).toMatchObject({ severity: 'P2', unclassified: true });
  });
});
