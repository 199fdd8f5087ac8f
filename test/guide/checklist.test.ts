import { MINUTE, START } from '../support/times';
import { alertOf, groupOf, guide, incidentOf, VirtualIncident } from '../support/virtual-clock';

const BOUND = ['health', 'error-rate', 'p99', 'no-crash-loop', 'connections'];
const BY_HAND = ['reports-ceased', 'dashboard-green'];
const reading = (passed: boolean, evidence = passed ? 'as it should be' : 'not yet') => ({ passed, evidence });
const all = (passed: boolean) => Object.fromEntries(BOUND.map((probe) => [probe, reading(passed)]));
const mitigating = () =>
  incidentOf('P2')
    .does('otto', { do: 'acknowledge' })
    .until(10 * MINUTE)
    .does('otto', { do: 'status', status: 'mitigating' });
const CLEAR = groupOf({ ...alertOf({ severity: 'P2', service: 'release-manager' }), firing: false });
const RESOLVE = { do: 'resolve', resolution: 'rolled back' } as const;

describe('probes', () => {
  test('are read from mitigating until the incident is resolved', () => {
    const incident = incidentOf('P2').does('otto', { do: 'acknowledge' });
    const probes = () => incident.watches().flatMap((watch) => (watch.watch === 'probes' ? watch.probes : []));
    expect(probes()).toEqual([]);
    incident.does('otto', { do: 'status', status: 'identified' });
    expect(probes()).toEqual([]);
    incident.does('otto', { do: 'status', status: 'mitigating' });
    expect(probes()).toEqual(BOUND);
    incident.does('otto', { do: 'status', status: 'monitoring' });
    expect(probes()).toEqual(BOUND);
    incident.does('otto', { ...RESOLVE, override: 'seen' });
    expect(probes()).toEqual([]);
  });

  test('tick their item with the evidence', () => {
    const incident = mitigating().probes({ health: reading(true, 'HTTP 200 in 80 ms') });
    expect(incident.incident.checklist['health-checks']).toMatchObject({
      ticked: true,
      by: 'muster',
      evidence: 'HTTP 200 in 80 ms',
    });
  });

  test('untick it and tell the lead', () => {
    const incident = mitigating()
      .probes(all(true))
      .until(12 * MINUTE);
    incident.probes({ health: reading(false, 'HTTP 503') });
    expect(incident.incident.checklist['health-checks']).toMatchObject({ ticked: false, evidence: 'HTTP 503' });
    expect(incident.told('warning')).toEqual(['12m warning otto']);
    expect(incident.text('untick:')).toContain('Service responding to health checks: HTTP 503');
  });

  test('two at once: one message that names both', () => {
    const incident = mitigating()
      .probes(all(true))
      .until(12 * MINUTE);
    incident.probes({ health: reading(false, 'HTTP 503'), connections: reading(false, '96 of 100') });
    expect(incident.told('warning')).toEqual(['12m warning otto']);
    expect(incident.text('untick:')).toContain('HTTP 503');
    expect(incident.text('untick:')).toContain('96 of 100');
  });

  test('the same reading again changes nothing', () => {
    const incident = mitigating().probes(all(true));
    const { timeline } = incident.incident;
    expect(incident.probes(all(true)).incident.timeline).toEqual(timeline);
  });

  test('every probe of the list belongs to an item, and the two other items need a person', () => {
    const { items } = guide.checklists.immediate;
    expect(items.flatMap(({ probe }) => probe ?? [])).toEqual(BOUND);
    expect(items.filter(({ probe }) => probe === undefined).map(({ id }) => id)).toEqual(BY_HAND);
  });
});

describe('resolving P1 and P2', () => {
  test('needs every immediate item, and names those that are open', () => {
    const incident = mitigating().alerts(CLEAR).probes(all(true));
    expect(incident.refusal('otto', RESOLVE)).toBe(
      'Still open: User reports of issues ceased; All metrics on monitoring dashboard green. Tick them, or give a reason to resolve it all the same.',
    );
    for (const item of BY_HAND) incident.does('otto', { do: 'tick', item, evidence: 'looked' });
    expect(incident.does('otto', RESOLVE).incident.status).toBe('resolved');
  });

  test('or an override with name and reason, which is on record', () => {
    const incident = mitigating();
    expect(incident.refusal('otto', { ...RESOLVE, override: ' ' })).toContain('Still open');
    incident.does('otto', { ...RESOLVE, override: 'the dashboard itself is down' });
    expect(incident.incident.timeline.findLast(({ kind }) => kind === 'resolved')).toMatchObject({
      by: 'otto',
      because: 'override: the dashboard itself is down; resolved before the stability watch ended',
    });
  });

  test('needs an override while a probe fails or an alert fires, although every item is ticked', () => {
    const incident = mitigating().probes(all(true));
    for (const item of BY_HAND) incident.does('otto', { do: 'tick', item });
    expect(incident.refusal('otto', RESOLVE)).toBe(
      'Not recovered: 1 alert still firing. Wait until that has recovered, or give a reason to resolve it all the same.',
    );
    incident.alerts(CLEAR).probes({ health: reading(false, 'HTTP 503') });
    expect(incident.refusal('otto', RESOLVE)).toBe(
      'Still open: Service responding to health checks. Not recovered: Service responding to health checks: HTTP 503. Wait until that has recovered, or give a reason to resolve it all the same.',
    );
    expect(incident.refusal('otto', { ...RESOLVE, override: 'the health check itself is broken' })).toBeUndefined();
  });

  test('an item that was unticked blocks the resolution again', () => {
    const incident = mitigating().probes(all(true));
    for (const item of BY_HAND) incident.does('otto', { do: 'tick', item });
    incident.probes({ p99: reading(false) });
    expect(incident.refusal('otto', RESOLVE)).toContain('Response times normalized');
  });

  test('says what resolved it', () => {
    expect(mitigating().refusal('otto', { ...RESOLVE, resolution: '' })).toBe('Say what resolved it.');
  });
});

describe('ticking by hand', () => {
  test('ticks and unticks, each once, with name and evidence', () => {
    const incident = mitigating().does('emil', { do: 'tick', item: 'reports-ceased', evidence: 'no new tickets' });
    expect(incident.incident.checklist['reports-ceased']).toMatchObject({
      ticked: true,
      by: 'emil',
      evidence: 'no new tickets',
    });
    expect(incident.refusal('otto', { do: 'tick', item: 'reports-ceased' })).toBe(
      '"User reports of issues ceased" is already ticked.',
    );
    incident.does('otto', { do: 'untick', item: 'reports-ceased', reason: 'three more' });
    expect(incident.incident.checklist['reports-ceased']).toMatchObject({ ticked: false, by: 'otto' });
    expect(incident.refusal('otto', { do: 'untick', item: 'reports-ceased', reason: 'x' })).toContain('is not ticked');
  });

  test('items of the later lists wait for the resolution; unknown ones are refused with the list', () => {
    expect(mitigating().refusal('otto', { do: 'tick', item: 'regression-tests' })).toContain(
      'once the incident is resolved',
    );
    expect(mitigating().refusal('otto', { do: 'tick', item: 'x' })).toContain('The items are: health-checks');
  });

  test('an item of a probe follows what the probe reads', () => {
    const incident = mitigating().probes({ health: reading(false, 'HTTP 503') });
    expect(incident.refusal('otto', { do: 'tick', item: 'health-checks', evidence: 'looks fine' })).toBe(
      '"Service responding to health checks" follows its probe, which reads: HTTP 503',
    );
    incident.probes({ health: reading(true, 'HTTP 200') });
    expect(incident.refusal('otto', { do: 'untick', item: 'health-checks', reason: 'slow' })).toBe(
      '"Service responding to health checks" follows its probe, which reads: HTTP 200',
    );
  });

  test('an item whose probe can not be read, with how the person knows', () => {
    const incident = mitigating().probes({ p99: reading(false, '2.1 s') });
    incident.probes({}, { p99: 'no answer' });
    const tick = { do: 'tick', item: 'response-times-normal' } as const;
    expect(incident.refusal('otto', tick)).toBe(
      'The probe of "Response times normalized to pre-incident levels" can\'t be read, so say how you know.',
    );
    incident.does('otto', { ...tick, evidence: 'the load balancer says 0.3 s' });
    expect(incident.incident.checklist['response-times-normal']).toMatchObject({ ticked: true, by: 'otto' });
    incident.probes({ p99: reading(false, '2.1 s') });
    expect(incident.incident.checklist['response-times-normal']).toMatchObject({ ticked: false, evidence: '2.1 s' });
  });

  test('not before the probe is read at all', () => {
    expect(incidentOf('P2').refusal('otto', { do: 'tick', item: 'health-checks', evidence: 'seen' })).toBe(
      '"Service responding to health checks" follows its probe, which is read from mitigating on. Set the status to mitigating.',
    );
  });
});

describe('the ticks of probes', () => {
  test('fall when nothing is read any more, and come back with the next reading', () => {
    const incident = mitigating().probes(all(true));
    incident.does('otto', { do: 'status', status: 'investigating' });
    expect(incident.incident.checklist['health-checks']).toMatchObject({
      ticked: false,
      evidence: 'no longer measured: the status is investigating',
    });
    expect(incident.incident.probes).toEqual({});
    incident.does('otto', { do: 'status', status: 'mitigating' }).probes(all(true));
    expect(incident.incident.checklist['health-checks']?.ticked).toBe(true);
  });

  test('stand at a relapse as the probes read; what people had confirmed is open again', () => {
    const incident = mitigating().alerts(CLEAR).probes(all(true));
    for (const item of BY_HAND) incident.does('otto', { do: 'tick', item });
    incident.does('otto', { do: 'status', status: 'monitoring' }).until(15 * MINUTE);
    incident.probes({ health: reading(false, 'HTTP 503') });
    const open = Object.entries(incident.incident.checklist).filter(([, { ticked }]) => !ticked);
    expect(open.map(([id]) => id).sort()).toEqual(['dashboard-green', 'health-checks', 'reports-ceased']);
  });
});

describe('the end follows the worst severity', () => {
  const to = (severity: 'P1' | 'P3' | 'P4', more: { correction?: true } = {}) =>
    ({ do: 'severity', severity, reason: 'few users', ...more }) as const;
  const lowered = () =>
    incidentOf('P1')
      .does('otto', { do: 'acknowledge' })
      .until(20 * MINUTE)
      .does('otto', to('P3'));

  test('a P1 that was lowered needs the checklist, and is watched and measured as before', () => {
    const incident = lowered();
    expect(incident.refusal('otto', RESOLVE)).toContain('Still open: Service responding to health checks');
    incident.does('otto', { do: 'status', status: 'mitigating' });
    expect(incident.watches().flatMap((watch) => (watch.watch === 'probes' ? watch.probes : []))).toEqual([
      ...BOUND,
      'similar-errors',
    ]);
    incident.does('otto', { do: 'status', status: 'monitoring' });
    expect(incident.obligation('stability')).toMatchObject({ state: 'open', dueAt: START + 50 * MINUTE });
  });

  test('whoever lowers it is told so', () => {
    const incident = lowered();
    expect(Object.values(incident.incident.answered).at(-1)).toBe(
      'The severity is now P3; it was P1. Its end is still that of a P1: checklist, stability watch, post-mortem. If it never was one, say that it is a correction.',
    );
  });

  test('a ticket does not end what was a P1', () => {
    const incident = incidentOf('P1').does('otto', { do: 'acknowledge' }).does('otto', to('P4'));
    expect(incident.incident.status).toBe('investigating');
  });

  test('a correction by an approver takes it back, together with the change or later', () => {
    const incident = incidentOf('P1').does('otto', { do: 'acknowledge' });
    incident.does('otto', to('P3', { correction: true }));
    expect(incident.incident).toMatchObject({ severity: 'P3', worstSeverity: 'P3' });
    expect(incident.refusal('otto', RESOLVE)).toBeUndefined();
    const later = lowered().does('vera', to('P3', { correction: true }), { access: 'lead' });
    expect(later.refusal('otto', RESOLVE)).toBeUndefined();
    expect(later.incident.timeline.at(-1)).toMatchObject({
      kind: 'severity-corrected',
      text: 'vera corrected the severity: it was never worse than P3',
      because: 'few users',
    });
    expect(later.incident.counts.severities).toBe(1);
  });

  test('nobody else may correct, and nothing is corrected upwards', () => {
    const incident = lowered();
    expect(incident.refusal('dora', to('P3', { correction: true }), { access: 'lead' })).toBe(
      "dora can't say that this never was a P1. Approvers: Incident lead, Engineering Manager, VP Engineering.",
    );
    expect(incident.refusal('otto', to('P1', { correction: true }))).toBe(
      'A correction lowers the severity; the worst that this incident had is P1.',
    );
  });

  test('a severity that nobody had classified is confirmed, not lowered', () => {
    const incident = new VirtualIncident(groupOf(alertOf({ service: 'release-manager' }, { summary: 'odd' })));
    expect(incident.incident).toMatchObject({ severity: 'P2', unclassified: true });
    incident.does('otto', { do: 'acknowledge' }).does('otto', to('P3'));
    expect(incident.incident.worstSeverity).toBe('P3');
  });
});
