import { joiningOf, passesOn } from '../../domain/alerts/merge';
import { evolve } from '../../domain/evolve';
import type { Joining } from '../../domain/state/alert';
import { view } from '../../domain/view';
import { HOUR, MINUTE, START } from '../support/times';
import { alertOf, groupOf, guide, incidentOf, VirtualIncident } from '../support/virtual-clock';

const OTHER = { id: 'checkout-7f3k2a9q-aaaa', address: 'checkout-7f3k2a9q', title: 'Checkout is down' };

const MERGE = { do: 'merge', into: OTHER, reason: 'the same database' } as const;

const happens = (incident: VirtualIncident, type: 'handed-over' | 'merge-failed') => {
  incident.incident = evolve(guide, incident.incident, { type, at: incident.now });
  return incident.until(incident.now - incident.incident.startedAt);
};

const second = () =>
  incidentOf('P1')
    .does('otto', { do: 'acknowledge' })
    .until(2 * MINUTE)
    .does('otto', MERGE);

const joining = (changed: Partial<Joining> = {}): Joining => {
  const handed = joiningOf(second().incident);
  if (handed === undefined) throw new Error('nothing is handed over');
  return { ...handed, ...changed };
};

const joins = (incident: VirtualIncident, handed: Joining) => {
  incident.incident = evolve(guide, incident.incident, { type: 'joined-by', joining: handed, at: incident.now });
  return incident;
};

describe('the incident that is merged', () => {
  test('withdraws no page and sends no last message before the other one has taken over', () => {
    const incident = second();
    expect(incident.incident.status).toBe('merged');
    expect(incident.told('withdrawal', 'resolved')).toEqual([]);
    happens(incident, 'handed-over');
    // Whoever answered belongs to the other one.
    expect(incident.told('withdrawal')).toHaveLength(4);
    expect(incident.told('resolved')).toEqual(['2m resolved chat', '2m resolved mail']);
    expect(incident.text('withdraw:merged')).toMatch(/^Nothing to do: you're no longer needed on this incident\.\n/);
    expect(incident.text('withdraw:merged')).toContain(`Merged into ${OTHER.id} (Checkout is down)`);
    expect(incident.text('merged:chat')).toContain(`was merged into ${OTHER.id}`);
  });

  test('pages nobody and has no open obligations any more', () => {
    const incident = happens(second(), 'handed-over');
    const pages = incident.told('page').length;
    incident.until(3 * HOUR);
    expect(incident.told('page')).toHaveLength(pages);
    expect(Object.values(incident.incident.obligations).filter(({ state }) => state === 'open')).toEqual([]);
    expect(view(guide, incident.incident, incident.now)).toMatchObject({ status: 'merged', mergedInto: OTHER.id });
  });

  test('continues as if nothing had happened if the other one had already ended', () => {
    const incident = happens(second(), 'merge-failed');
    expect(incident.incident.status).toBe('investigating');
    expect(incident.told('withdrawal')).toEqual([]);
    expect(incident.until(30 * MINUTE).pagesOf('cleo').length).toBeGreaterThan(0);
    expect(incident.obligation('decision')?.state).not.toBe('waived');
  });

  test('passes on new alerts as long as one of its own is firing', () => {
    const incident = happens(second(), 'handed-over');
    expect(passesOn(incident.incident)).toBe(true);
    incident.alerts(groupOf({ ...alertOf({ severity: 'P1', service: 'release-manager' }), firing: false }));
    expect(passesOn(incident.incident)).toBe(false);
  });

  test("can't be merged into itself", () => {
    const incident = incidentOf('P1');
    const itself = { id: incident.incident.id, address: incident.incident.address, title: 'x' };
    expect(incident.refusal('otto', { do: 'merge', into: itself, reason: '' })).toBe(
      "An incident can't be merged into itself.",
    );
  });
});

describe('the incident that survives', () => {
  test('counts the alerts of the other one, and has the worse severity', () => {
    const incident = joins(incidentOf('P3'), joining());
    expect(incident.incident).toMatchObject({ severity: 'P1', joined: [{ id: 'release-manager-7f3k2a9q-x4tm' }] });
    expect(incident.incident.severityReasons[0]).toContain('was merged into this incident, is P1');
    expect(incident.incident.timeline.map(({ kind }) => kind)).toContain('joined-by');
  });

  test('keeps its own severity if that is worse', () => {
    expect(joins(incidentOf('P1'), joining({ severity: 'P3' })).incident.severity).toBe('P1');
  });

  test('is not raised by a severity that was only assumed', () => {
    const assumed = joining({ severity: 'P2', unclassified: true });
    expect(joins(incidentOf('P3'), assumed).incident.severity).toBe('P3');
  });

  test('takes over once, however often it is told', () => {
    const incident = joins(incidentOf('P1'), joining());
    const { incident: before } = incident;
    expect(joins(incident, joining()).incident).toBe(before);
  });

  test('relapses if it was in the stability watch and the other one fires', () => {
    const watched = incidentOf('P2')
      .does('otto', { do: 'acknowledge' })
      .does('otto', { do: 'status', status: 'monitoring' });
    const firing = { pod: { title: 'x', severity: 'P2' as const, firing: true, at: watched.now } };
    expect(joins(watched, joining({ severity: 'P2', alerts: firing })).incident.status).toBe('mitigating');
  });

  test('is all clear only when the alerts of both are', () => {
    const own = alertOf({ severity: 'P1', pod: 'own' });
    const incident = joins(new VirtualIncident(groupOf(own)), joining()).does('otto', { do: 'acknowledge' });
    incident.alerts(groupOf({ ...own, firing: false }));
    expect(incident.keys('clear:')).toEqual([]);
    incident.alerts(groupOf({ ...alertOf({ severity: 'P1', service: 'release-manager' }), firing: false }));
    expect(incident.keys('clear:')).toEqual(['0m clear:1']);
  });
});

describe('the incident that goes on', () => {
  const OLD = START - 29 * MINUTE;
  const answered = () =>
    incidentOf('P1')
      .does('emil', { do: 'acknowledge' })
      .until(2 * MINUTE);

  test('takes the earlier clock of one that is as bad: its columns come by that age, once', () => {
    const incident = joins(answered(), joining({ since: OLD }))
      .until(2 * MINUTE)
      .until(10 * MINUTE);
    expect(incident.keys('page:P1:30m')).toEqual(['2m page:P1:30m:cto:1']);
    expect(incident.keys('page:P1:60m')).toEqual([]);
  });

  test('misses nothing that nobody could have done before the two were one', () => {
    const incident = joins(answered(), joining({ since: OLD - HOUR }));
    const missed = Object.values(incident.incident.obligations).filter(({ state }) => state === 'missed');
    expect(missed.map(({ id }) => id)).toEqual([]);
  });

  test('does not take the clock of a lesser one', () => {
    const incident = joins(answered(), joining({ since: OLD, severity: 'P2' })).until(10 * MINUTE);
    expect(incident.keys('page:P1:30m')).toEqual([]);
  });

  test('has those who answered the other one: that is an answer here', () => {
    const incident = joins(incidentOf('P1').until(MINUTE), joining()).until(6 * MINUTE);
    expect(incident.obligation('response')).toMatchObject({ state: 'met', by: 'otto' });
    expect(incident.obligation('join:on-call-engineer')).toMatchObject({ state: 'met', by: 'otto' });
    expect(incident.ringsOf('olga').map(({ after }) => after)).toEqual(['0m']);
  });

  test('an answer to a lesser one is none to a worse one', () => {
    const incident = joins(incidentOf('P1').until(MINUTE), joining({ severity: 'P2' })).until(6 * MINUTE);
    expect(incident.obligation('response')).toMatchObject({ state: 'missed' });
  });
});

test('whoever answered the incident that was merged is not sent home, the others are', () => {
  const withdrawn = happens(second(), 'handed-over').told('withdrawal').join();
  expect(withdrawn).not.toContain('otto');
  expect(withdrawn).toContain('emil');
});
