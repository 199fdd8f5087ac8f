import { DECLARE } from '../../client/actions/declare';
import { declarationForm } from '../../client/slack/forms';
import { showPage } from '../../client/cli/pages/show';
import { view } from '../../domain/view';
import { loadPolicy } from '../../policy/load';
import { FERRY_PEOPLE, ownPolicy, ownPolicyFile } from '../support/own-guide';
import { MINUTE } from '../support/times';
import { alertOf, groupOf, VirtualIncident } from '../support/virtual-clock';

const policy = ownPolicy();
const pinned = { policy, hash: 'ferry', speed: 1 };

const opened = (labels: Record<string, string>): VirtualIncident => {
  const group = { ...groupOf(alertOf(labels)), service: 'booking', serviceTitle: 'Booking' };
  return new VirtualIncident(group, { policy, people: FERRY_PEOPLE });
};

/** Everything that people read of it. */
const told = ({ sent, incident, now }: VirtualIncident): string =>
  [
    ...sent.map(({ key, text }) => `${key}\n${text}`),
    ...incident.timeline.map(({ text }) => text),
    showPage(view(policy, incident, now), { now, width: 120, colour: false }),
    JSON.stringify(view(policy, incident, now)),
  ].join('\n');

describe('a guide with three severities of its own', () => {
  const incident = opened({ severity: 'S1', cabins_lost: '4%' });

  test('plays: pages, repeats, escalates, decides, watches, ends', () => {
    incident.until(9 * MINUTE);
    expect(incident.pagesOf('sam')).toEqual(['0m', '3m', '6m', '9m']);
    incident.until(10 * MINUTE);
    expect(incident.pagesOf('hal')).toEqual(['10m']);
    incident
      .does('mia', { do: 'acknowledge' })
      .does('sam', { do: 'join' })
      .until(16 * MINUTE);
    expect(incident.text('brief:1:chat')).toContain('Deployed: none');
    incident
      .does('mia', { do: 'decide', choice: 'fix-forward', reason: 'the rope is near' })
      .does('mia', { do: 'status', status: 'monitoring', text: 'tied up' })
      .clears()
      .until(60 * MINUTE)
      .does('mia', { do: 'resolve', resolution: 'tied up' })
      .until(62 * MINUTE);
    expect(incident.incident.status).toBe('resolved');
  });

  test('people read its names and titles, and none of another guide', () => {
    const text = told(incident);
    expect(text).toContain('Severity: S1 (Adrift)');
    expect(text).toContain('S1 Adrift RESOLVED');
    expect(text).toContain('Users: 4 % of users');
    expect(text).toContain('https://zoom.us/j/1');
    expect(text).not.toMatch(/\bP[1-4]\b|VP Engineering|on-call-engineer|undefined|\{\{/);
  });
});

describe('its order counts', () => {
  test('S2 can be raised to S1, and what it does not list is refused with what it does', () => {
    const incident = opened({ severity: 'S2' });
    expect(incident.refusal('mia', { do: 'severity', severity: 'P1', reason: 'worse' })).toBe(
      'The policy has no severity "P1". Its severities: S1, S2, S3.',
    );
    incident.does('mia', { do: 'acknowledge' }).does('mia', { do: 'severity', severity: 'S1', reason: 'it sinks' });
    expect(incident.pagesOf('sam')).toEqual(['0m']);
    expect(incident.incident).toMatchObject({ severity: 'S1', worstSeverity: 'S1' });
    incident.does('mia', { do: 'severity', severity: 'S3', reason: 'it was the paint' });
    expect(incident.incident).toMatchObject({ severity: 'S3', worstSeverity: 'S1' });
  });

  test.each([
    ['S3', 'S3'],
    ['severe', 'S1'],
    ['P1', 'S1'],
    ['SEV-2', 'S2'],
    ['p5', 'S3'],
    ['nonsense', 'S2'],
  ])('an alert that says %s is %s', (said, severity) => {
    expect(opened({ severity: said }).incident.severity).toBe(severity);
  });

  test('the last one is a mere ticket', () => {
    const incident = opened({ severity: 'S3' }).until(MINUTE);
    expect(incident.sent.map(({ kind }) => kind)).toEqual(['create-ticket']);
    expect(incident.incident.status).toBe('resolved');
  });

  test('facts are those that it names', () => {
    expect(opened({ cabins_lost: '40' }).incident.severity).toBe('S2');
    const read = (facts: object, severity?: string) => () => DECLARE.read({ title: 'x', facts, severity }, [pinned]);
    expect(read({ moneyGone: true }, 'S2')()).toMatchObject({ facts: { moneyGone: true }, severity: 'S2' });
    expect(read({ dataLoss: true })).toThrow('has no such fact. Its facts: cabinsLost, moneyGone');
    expect(read({ cabinsLost: 101 })).toThrow('facts.cabinsLost: is a percentage: 0 to 100');
    expect(read({}, 'P1')).toThrow('Its severities: S1, S2, S3.');
  });

  test('the form in Slack offers them by their titles', () => {
    const form = JSON.stringify(declarationForm({}, 'x', [pinned]));
    expect(form).toContain('S2 (Taking on water)');
    expect(form).not.toMatch(/\bP[1-4]\b/);
  });
});

describe('what a guide may leave out', () => {
  const played = (changed: ReturnType<typeof ownPolicy>): VirtualIncident =>
    new VirtualIncident(
      { ...groupOf(alertOf({ severity: 'S1' })), service: 'booking', serviceTitle: 'Booking' },
      { policy: changed, people: FERRY_PEOPLE },
    );

  test('announced by mail only, it is announced', () => {
    const file = ownPolicyFile(
      ['announce: { to: [channel, stakeholders], bridge: open', 'announce: { to: [stakeholders], bridge: open'],
      [
        'updates: { nudgeAfter: 10m, postAfter: 12m, to: [channel]',
        'updates: { nudgeAfter: 10m, postAfter: 12m, to: [stakeholders]',
      ],
      [
        'actions: []',
        'actions: [{ id: tell, text: Tell the port, owner: mate, metBy: announced, within: 5m, source: L1 }]',
      ],
    );
    const incident = played(loadPolicy(file).policy).until(6 * MINUTE);
    expect(incident.obligation('task:tell')).toMatchObject({ state: 'met' });
  });

  test('a checklist that has to be done is measured without a stability watch too', () => {
    const file = ownPolicyFile(
      ['stability: { watchFor: 20m, recoverWithin: 5m, source: L1 }', 'stability: null'],
      [
        'probes: {}',
        "probes: { afloat: { use: http, title: Afloat, url: 'http://127.0.0.1:9/', within: 5s, source: L1 } }",
      ],
      ['items: []', 'items: [{ id: floats, text: It floats, probe: afloat, source: L1 }]'],
    );
    const incident = played(loadPolicy(file).policy)
      .does('mia', { do: 'acknowledge' })
      .does('mia', { do: 'status', status: 'monitoring', text: 'tied up' });
    expect(incident.watches()).toMatchObject([{ watch: 'probes', probes: ['afloat'] }]);
    expect(incident.incident.watch).toBeUndefined();
    incident.probes({ afloat: { passed: true, evidence: 'it floats' } });
    expect(incident.incident.checklist['floats']).toMatchObject({ ticked: true, by: 'muster' });
  });

  test('two may have to decide, and then nobody may decide alone unless the policy says who', () => {
    const two = structuredClone(policy);
    const decision = two.severities['S1']?.decision;
    if (decision) decision.persons = 2;
    const alone = { do: 'decide', choice: 'fix-forward', reason: 'late', breakGlass: true } as const;
    expect(
      played(two)
        .does('mia', { do: 'acknowledge' })
        .until(45 * MINUTE)
        .refusal('mia', alone),
    ).toBe('Nobody may decide alone here: the policy names nobody who may.');
  });
});
