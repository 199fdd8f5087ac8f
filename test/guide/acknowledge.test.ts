import { HOUR, MINUTE } from '../support/times';
import { guideWith, incidentOf, PEOPLE } from '../support/virtual-clock';

describe('P1, the on-call engineer acknowledges at minute 4', () => {
  const incident = incidentOf('P1')
    .until(4 * MINUTE)
    .does('otto', { do: 'acknowledge' })
    .until(65 * MINUTE);

  test('and becomes the lead; the response is met in time', () => {
    expect(incident.incident.lead).toBe('otto');
    expect(incident.obligation('response')).toMatchObject({
      state: 'met',
      by: 'otto',
      doneAt: incident.incident.startedAt + 4 * MINUTE,
    });
    expect(incident.obligation('join:on-call-engineer')).toMatchObject({ state: 'met', by: 'otto' });
  });

  test('and is not paged again, except for 15 minutes of silence', () => {
    expect(incident.pagesOf('otto').slice(0, 4)).toEqual(['0m', '2m', '4m', '19m']);
    const beforeSilence = incident.sent.filter(
      ({ kind, to, atMs }) => kind === 'page' && to[0] === 'otto' && atMs > 4 * MINUTE && atMs < 19 * MINUTE,
    );
    expect(beforeSilence).toEqual([]);
  });

  test('the missing roles are paged again at 5 minutes and then every 10', () => {
    for (const [person, role] of [
      ['vera', 'vp-engineering'],
      ['emil', 'engineering-manager'],
      ['dora', 'devops-lead'],
    ]) {
      const chased = ['5m', '15m', '25m', '35m', '45m', '55m', '1h5m'];
      expect(incident.pagesOf(person ?? '')).toEqual(['0m', '2m', '4m', ...chased]);
      expect(incident.obligation(`join:${role ?? ''}`)?.state).toBe('missed');
    }
  });

  test('the secondary, who has none of the roles, is no longer paged', () => {
    expect(incident.pagesOf('olga')).toEqual(['0m', '2m', '4m']);
  });

  test('the CTO is paged at 30 minutes and the CEO at 60, once, and neither has an obligation', () => {
    expect(incident.keys('page:P1:30m')).toEqual(['30m page:P1:30m:cto:1']);
    expect(incident.pagesOf('carl')).toEqual(['1h']);
    expect(Object.keys(incident.incident.obligations).filter((id) => /cto|ceo/.test(id))).toEqual([]);
  });
});

describe('nobody acknowledges in time', () => {
  test('the next column is contacted early, exactly at the deadline, and marked as early', () => {
    const incident = incidentOf('P2').until(15 * MINUTE - 1_000);
    expect(incident.pagesOf('vera')).toEqual([]);
    incident.until(15 * MINUTE);
    expect(incident.pagesOf('vera')).toEqual(['15m']);
    expect(incident.incident.contacts.map(({ id, early }) => [id, early])).toEqual([
      ['P2:0m', false],
      ['P2:30m', true],
    ]);
  });

  test('only once: the column after it keeps its own time', () => {
    expect(
      incidentOf('P1')
        .until(59 * MINUTE)
        .pagesOf('carl'),
    ).toEqual([]);
  });

  test('an acknowledgement after the deadline is late, and the ledger says by how much', () => {
    const incident = incidentOf('P1')
      .until(7 * MINUTE + 30_000)
      .does('vera', { do: 'acknowledge' });
    expect(incident.obligation('response')).toMatchObject({ state: 'late', lateByMs: 2 * MINUTE + 30_000 });
  });

  test('`whenUnanswered: repeat` keeps to the matrix', () => {
    const policy = guideWith(({ severities }) => {
      severities.P1.contact.whenUnanswered = 'repeat';
    });
    const incident = incidentOf('P1', { policy }).until(31 * MINUTE);
    expect(incident.keys('page:P1:30m')).toEqual(['30m page:P1:30m:cto:1']);
    expect(incident.pagesOf('olga')).toHaveLength(16);
  });

  test('repeats go to everyone contacted so far, including the early column, each on its own schedule', () => {
    const incident = incidentOf('P2').until(26 * MINUTE);
    expect(incident.pagesOf('otto')).toEqual(['0m', '5m', '10m', '15m', '20m', '25m']);
    expect(incident.pagesOf('vera')).toEqual(['15m', '20m', '25m']);
  });

  test('and repeats have no upper limit', () => {
    expect(
      incidentOf('P1')
        .until(3 * HOUR)
        .pagesOf('olga'),
    ).toHaveLength(91);
  });
});

describe('the first acknowledgement', () => {
  test('stops the repeats to everybody; P2 needs no second acknowledgement', () => {
    const incident = incidentOf('P2')
      .until(6 * MINUTE)
      .does('emil', { do: 'acknowledge' })
      .until(29 * MINUTE);
    expect(incident.pagesOf('otto')).toEqual(['0m', '5m']);
    expect(incident.pagesOf('emil')).toEqual(['0m', '5m']);
  });

  test('makes the person the lead only if there is no lead yet', () => {
    const incident = incidentOf('P2');
    incident.does('emil', { do: 'assign', to: { id: 'dora', name: 'Dora', roles: ['devops-lead'] } });
    incident.until(MINUTE).does('otto', { do: 'acknowledge' });
    expect(incident.incident.lead).toBe('dora');
  });

  test('a person who is given the lead is paged once; a person who takes it is not', () => {
    const incident = incidentOf('P2').does('otto', { do: 'acknowledge' }).until(MINUTE);
    incident.does('otto', { do: 'assign', to: { id: 'dora', name: 'Dora', roles: ['devops-lead'] } });
    expect(incident.pagesOf('dora')).toEqual([]);
    expect(incident.told('page').filter((line) => line.endsWith('dora'))).toEqual(['1m page dora']);
    incident.until(2 * MINUTE).does('emil', { do: 'assign', to: { id: 'emil', name: 'Emil', roles: [] } });
    expect(incident.told('page').filter((line) => line.endsWith('emil'))).toEqual(['0m page emil']);
  });

  test('a second person joins, and is told who the lead is', () => {
    const incident = incidentOf('P2').does('otto', { do: 'acknowledge' }, { actId: 'one' });
    incident.does('emil', { do: 'acknowledge' }, { actId: 'two' }).does('emil', { do: 'join' }, { actId: 'three' });
    expect(incident.incident.answered).toMatchObject({
      one: "You're first to acknowledge, so you're the lead.",
      two: "You've joined the incident. otto is the lead.",
      three: "You're already on this incident. otto is the lead.",
    });
  });

  test('can also come from somebody who was not contacted', () => {
    const incident = incidentOf('P2')
      .until(MINUTE)
      .does('dave', { do: 'acknowledge' })
      .until(29 * MINUTE);
    expect(incident.incident.lead).toBe('dave');
    expect(incident.pagesOf('otto')).toEqual(['0m']);
  });
});

describe('the response team of a P1 must all join', () => {
  test('people who join are not paged again; the others are, one by one', () => {
    const incident = incidentOf('P1').until(MINUTE).does('otto', { do: 'acknowledge' });
    incident
      .until(3 * MINUTE)
      .does('vera', { do: 'join' })
      .until(14 * MINUTE);
    expect(incident.keys('page:P1:join')).toEqual([
      '5m page:P1:join:engineering-manager:1',
      '5m page:P1:join:devops-lead:1',
    ]);
    expect(incident.obligation('join:vp-engineering')).toMatchObject({ state: 'met', by: 'vera' });
  });

  test('a person with two roles joins for both', () => {
    const people = { ...PEOPLE, emil: ['engineering-manager', 'devops-lead'] };
    delete (people as Record<string, string[]>)['dora'];
    const incident = incidentOf('P1', { people })
      .until(MINUTE)
      .does('emil', { do: 'acknowledge' })
      .until(6 * MINUTE);
    expect(incident.obligation('join:engineering-manager')?.state).toBe('met');
    expect(incident.obligation('join:devops-lead')?.state).toBe('met');
    expect(incident.keys('page:P1:join').map((line) => line.split(':')[3])).toEqual([
      'vp-engineering',
      'on-call-engineer',
    ]);
  });

  test('the secondary acknowledges: the repeats stop, the primary is still missing', () => {
    const incident = incidentOf('P1')
      .until(MINUTE)
      .does('olga', { do: 'acknowledge' })
      .until(16 * MINUTE);
    expect(incident.incident.lead).toBe('olga');
    expect(incident.pagesOf('otto')).toEqual(['0m', '5m', '15m']);
    expect(incident.obligation('join:on-call-engineer')?.state).toBe('missed');
  });

  test('joining after the deadline ends the repeated pages and is late', () => {
    const incident = incidentOf('P1').until(MINUTE).does('otto', { do: 'acknowledge' });
    incident
      .until(17 * MINUTE)
      .does('dora', { do: 'join' })
      .until(40 * MINUTE);
    expect(incident.pagesOf('dora')).toEqual(['0m', '5m', '15m']);
    expect(incident.obligation('join:devops-lead')).toMatchObject({ state: 'late', lateByMs: 12 * MINUTE });
  });

  test('only the lead can release a role, with a reason', () => {
    const incident = incidentOf('P1')
      .until(MINUTE)
      .does('otto', { do: 'acknowledge' })
      .until(3 * MINUTE);
    const release = { do: 'task', task: 'join:devops-lead', outcome: 'skipped', reason: 'on a plane' } as const;
    expect(incident.refusal('vera', release)).toBe('Only the lead (otto) can excuse a role.');
    expect(incident.refusal('otto', { ...release, reason: ' ' })).toBe('Say why you are skipping it.');
    incident.does('otto', release).until(30 * MINUTE);
    expect(incident.pagesOf('dora')).toEqual(['0m']);
    expect(incident.obligation('join:devops-lead')).toMatchObject({
      state: 'waived',
      by: 'otto',
      because: 'on a plane',
    });
  });

  test('released after the deadline: the repeated pages end, and the obligation stays missed', () => {
    const incident = incidentOf('P1')
      .until(MINUTE)
      .does('otto', { do: 'acknowledge' })
      .until(8 * MINUTE);
    incident.does('otto', { do: 'task', task: 'join:devops-lead', outcome: 'skipped', reason: 'on a plane' });
    incident.until(30 * MINUTE);
    expect(incident.pagesOf('dora')).toEqual(['0m', '5m']);
    expect(incident.obligation('join:devops-lead')).toMatchObject({
      state: 'missed',
      by: 'otto',
      because: 'on a plane',
    });
  });
});

test('who acknowledges again is not on the timeline again, unless they were called again in between', () => {
  const incident = incidentOf('P1').does('otto', { do: 'acknowledge' });
  const said = () => incident.incident.timeline.filter(({ kind }) => kind === 'acknowledged').length;
  incident.until(MINUTE).does('otto', { do: 'acknowledge' }).does('otto', { do: 'acknowledge' });
  expect(said()).toBe(1);
  incident
    .until(2 * MINUTE)
    .does('otto', { do: 'decline' })
    .does('otto', { do: 'acknowledge' });
  expect(said()).toBe(2);
});
