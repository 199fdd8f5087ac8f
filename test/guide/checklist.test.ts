import { MINUTE } from '../support/times';
import { guide, incidentOf } from '../support/virtual-clock';

const BOUND = ['health', 'error-rate', 'p99', 'no-crash-loop', 'connections'];
const BY_HAND = ['reports-ceased', 'dashboard-green'];
const reading = (passed: boolean, evidence = passed ? 'as it should be' : 'not yet') => ({ passed, evidence });
const all = (passed: boolean) => Object.fromEntries(BOUND.map((probe) => [probe, reading(passed)]));
const mitigating = () =>
  incidentOf('P2')
    .does('otto', { do: 'acknowledge' })
    .until(10 * MINUTE)
    .does('otto', { do: 'status', status: 'mitigating' });
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
    const incident = mitigating().probes(all(true));
    expect(incident.refusal('otto', RESOLVE)).toBe(
      'Still open: User reports of issues ceased (reports-ceased); All metrics on monitoring dashboard green (dashboard-green). Tick them, or use --override REASON.',
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

  test('an item that was unticked blocks the resolution again', () => {
    const incident = mitigating().probes(all(true));
    for (const item of BY_HAND) incident.does('otto', { do: 'tick', item });
    incident.probes({ p99: reading(false) });
    expect(incident.refusal('otto', RESOLVE)).toContain('response-times-normal');
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
      '"reports-ceased" is already ticked.',
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
});
