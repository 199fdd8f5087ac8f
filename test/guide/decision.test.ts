import type { Versions } from '../../domain/state/decision';
import { HOUR, MINUTE, START } from '../support/times';
import { alertOf, groupOf, guideWith, incidentOf, PEOPLE, type VirtualIncident } from '../support/virtual-clock';

const acknowledged = (severity: 'P1' | 'P2') => incidentOf(severity).does('otto', { do: 'acknowledge' });
const cleared = (severity: 'P1' | 'P2') =>
  groupOf({ ...alertOf({ severity, service: 'release-manager' }), firing: false });
const FIX = { do: 'decide', choice: 'fix-forward', reason: 'the fix is one line' } as const;
const EXTEND = { do: 'decide', choice: 'extend', reason: 'the restore test is running' } as const;
const briefs = (incident: VirtualIncident): string[] => incident.told('brief');

describe('the brief', () => {
  test('P1: posted at 15 minutes to the channel and to the approvers', () => {
    const incident = acknowledged('P1').until(15 * MINUTE - 1_000);
    expect(briefs(incident)).toEqual([]);
    expect(briefs(incident.until(15 * MINUTE))).toEqual(['15m brief chat', '15m brief otto+emil+vera']);
    expect(incident.obligation('task:prepare-decision')?.state).toBe('met');
  });

  test('P2: at 30 minutes', () => {
    expect(briefs(acknowledged('P2').until(31 * MINUTE))[0]).toBe('30m brief chat');
  });

  test('says what was found, the last deployment, the rollback target, and the reasons for and against', () => {
    const text = acknowledged('P1')
      .until(15 * MINUTE)
      .text('brief:1:chat');
    for (const part of [
      '# DECISION NEEDED by 15:00 UTC',
      '## Findings\n- **initial-assessment**: none\n',
      '**Last deployment**: none\n**A rollback would return to**: v2024.01.14 (v2024.01.15 is running)\n\n## Decide\nmuster decide ',
      '## For a rollback\n- It is still failing, and the guide asks for this first: Focus on immediate stabilization',
      '## Against a rollback\n- nothing known',
    ])
      expect(text).toContain(part);
  });

  const withVersions = (outcome: Versions | Error) =>
    incidentOf('P1', {
      answer: ({ do: what }) =>
        what !== 'read-versions'
          ? undefined
          : outcome instanceof Error
            ? outcome
            : { of: 'versions', versions: outcome },
    })
      .does('otto', { do: 'acknowledge' })
      .until(15 * MINUTE);
  const BACK = { do: 'decide', choice: 'roll-back', reason: 'the deployment broke it' } as const;

  test('names what the deployment tool names, and a rollback without a version goes there', () => {
    const incident = withVersions({ running: 'api:v3', target: 'api:v2', kept: ['api:v2', 'api:v1'] });
    const text = incident.text('brief:1:chat');
    expect(text).toContain('**A rollback would return to**: api:v2 (api:v3 is running)\nAlso kept: api:v1.');
    expect(incident.does('otto', BACK).tried.at(-1)).toContain('rollback:1');
    expect(incident.incident.rollback?.to).toBe('api:v2');
  });

  test('a version that the deployment tool does not keep is refused with those that it keeps', () => {
    const versions = { running: 'api:v3#c', target: 'api:v2#b', kept: ['api:v2#b', 'api:v1#a'] };
    const names = [...versions.kept, 'v2', 'v1', '7'];
    const to = (wanted: string, known?: string[]) =>
      withVersions({ ...versions, ...(known !== undefined && { names: known }) }).refusal('otto', {
        ...BACK,
        to: wanted,
      });
    expect(to('v9', names)).toBe('The deployment tool keeps no version "v9". It keeps: api:v2#b, api:v1#a.');
    expect(to('v1', names)).toBeUndefined();
    expect(to('v9')).toBeUndefined();
    expect(to('v9', [])).toContain('keeps no version "v9"');
  });

  test('says that another version runs by the time of the decision than when it was asked for', () => {
    const incident = withVersions({ running: 'api:v4', target: 'api:v2', kept: [] }).does('otto', BACK);
    expect(incident.incident.timeline.map(({ text }) => text).join()).toContain(
      'Dry run of the rollback to api:v2 (the decision brief said that api:v4 was running; v2024.01.15 is running now)',
    );
  });

  test.each([
    [new Error('the cluster does not answer'), 'could not be read: the cluster does not answer.'],
    [{ kept: [], problem: 'no deployment tool is connected' }, 'could not be read: no deployment tool is connected.'],
    [{ running: 'api:v1', kept: [] }, 'The deployment tool names no version before api:v1, which is running.'],
  ])('is sent in time and says so where no version is known: %p', (outcome, said) => {
    const incident = withVersions(outcome);
    expect(briefs(incident)).toEqual(['15m brief chat', '15m brief otto+emil+vera']);
    expect(incident.text('brief:1:chat')).toContain(said);
    expect(incident.does('otto', BACK).incident.rollback?.to).not.toBe('the previous version');
  });

  test('is not posted if somebody has already decided', () => {
    expect(
      briefs(
        acknowledged('P1')
          .until(10 * MINUTE)
          .does('otto', FIX)
          .until(HOUR),
      ),
    ).toEqual([]);
  });

  test('is not posted during the stability watch either', () => {
    const incident = acknowledged('P1')
      .until(10 * MINUTE)
      .alerts(cleared('P1'))
      .does('otto', { do: 'status', status: 'monitoring' });
    expect(briefs(incident.until(35 * MINUTE))).toEqual([]);
    expect(incident.obligation('decision')).toMatchObject({ state: 'waived', by: 'muster' });
  });
});

describe('the decision', () => {
  test.each([
    ['P1', 30],
    ['P2', 60],
  ] as const)('%s: due at %s minutes', (severity, minutes) => {
    expect(acknowledged(severity).obligation('decision')?.dueAt).toBe(START + minutes * MINUTE);
  });

  test('made in time, it is met, and the incident is mitigating', () => {
    const incident = acknowledged('P1')
      .until(29 * MINUTE)
      .does('otto', FIX);
    expect(incident.obligation('decision')).toMatchObject({ state: 'met', by: 'otto' });
    expect(incident.obligation('task:decide')?.state).toBe('met');
    expect(incident.incident.status).toBe('mitigating');
    expect(incident.until(2 * HOUR).keys('page:P1:decision')).toEqual([]);
  });

  test.each([
    ['the lead', 'otto'],
    ['the engineering manager', 'emil'],
    ['VP Engineering', 'vera'],
  ])('%s alone may make it', (_who, person) => {
    expect(acknowledged('P1').refusal(person, FIX)).toBeUndefined();
  });

  test.each(['dora', 'olga', 'cleo', 'dave'])('%s may not decide', (person) => {
    expect(acknowledged('P1').refusal(person, FIX)).toBe(
      `${person} can't make this decision. Approvers: Incident lead, Engineering Manager, VP Engineering.`,
    );
  });

  test('needs a reason', () => {
    expect(acknowledged('P1').refusal('otto', { ...FIX, reason: ' ' })).toBe('Give a reason for the decision.');
  });

  test('is made once', () => {
    const incident = acknowledged('P1').does('otto', FIX);
    expect(incident.refusal('vera', { ...FIX, choice: 'roll-back' })).toBe('otto has already decided: fix forward.');
  });

  test('is not asked for in a P3', () => {
    expect(incidentOf('P3').refusal('emil', FIX)).toBe('P3 incidents have no rollback decision.');
  });
});

describe('more time', () => {
  test('moves the deadline by 15 minutes, once, with a reason', () => {
    const incident = acknowledged('P1').until(28 * MINUTE);
    expect(incident.refusal('otto', { ...EXTEND, reason: '' })).toBe('Give a reason for the decision.');
    incident.does('otto', EXTEND);
    expect(incident.obligation('decision')).toMatchObject({ state: 'open', dueAt: START + 45 * MINUTE });
    expect(incident.refusal('vera', EXTEND)).toBe("The deadline can't be extended any further.");
    incident.until(44 * MINUTE);
    expect(incident.keys('page:P1:decision')).toEqual([]);
    expect(incident.until(46 * MINUTE).keys('page:P1:decision')).toEqual(['45m page:P1:decision-1:cto:1']);
  });

  test('the reason is on the record', () => {
    expect(acknowledged('P1').does('otto', EXTEND).incident.timeline.at(-1)).toMatchObject({
      kind: 'decision-extended',
      by: 'otto',
      because: 'the restore test is running',
    });
  });
});

describe('more time after the deadline', () => {
  test('is refused, with what to do instead', () => {
    const incident = acknowledged('P1').until(31 * MINUTE);
    expect(incident.refusal('otto', EXTEND)).toBe(
      'The decision was due at 15:00 UTC. More time has to be asked for before that. Decide now: roll back or fix forward.',
    );
    expect(incident.refusal('otto', FIX)).toBeUndefined();
  });
});

/** The first page for each decision that nobody made. */
const firsts = (incident: VirtualIncident): string[] =>
  incident.keys('page:P1:decision').filter((line) => line.endsWith(':1'));

describe('a change of the severity', () => {
  const to = (severity: 'P1' | 'P2' | 'P3') => ({ do: 'severity', severity, reason: 'r' }) as const;

  test('after the deadline: a missed decision is missed once, and pages nobody again', () => {
    const incident = acknowledged('P1')
      .until(40 * MINUTE)
      .does('otto', to('P2'))
      .until(2 * HOUR);
    // The CTO, who was called by it, is rung until they answer.
    expect(firsts(incident)).toEqual(['30m page:P1:decision-1:cto:1']);
    expect(incident.keys('page:P2:decision')).toEqual([]);
    expect(incident.obligation('decision')).toMatchObject({ state: 'missed', dueAt: START + 30 * MINUTE });
    expect(incident.does('otto', FIX).obligation('decision')?.state).toBe('late');
  });

  test('after the deadline triggers no default of the new severity', () => {
    const policy = guideWith(({ severities }) => {
      if (severities.P2.decision !== null) severities.P2.decision.whenUndecided = 'roll-back';
    });
    const incident = incidentOf('P1', { policy }).does('otto', { do: 'acknowledge' });
    incident
      .until(40 * MINUTE)
      .does('otto', to('P2'))
      .until(2 * HOUR);
    expect(incident.told('execute-rollback')).toEqual([]);
  });

  test('of an open decision: brief and deadline of the new severity, counted from the change', () => {
    const incident = acknowledged('P1')
      .until(10 * MINUTE)
      .does('otto', to('P2'));
    expect(incident.obligation('decision')).toMatchObject({ state: 'open', dueAt: START + 70 * MINUTE });
    expect(briefs(incident.until(69 * MINUTE))).toEqual(['40m brief chat', '40m brief otto+emil+vera']);
  });

  test('to one without a decision ends an open one; raised again, the next number is asked for', () => {
    const incident = acknowledged('P1')
      .until(40 * MINUTE)
      .does('otto', to('P3'))
      .until(50 * MINUTE)
      .does('otto', to('P1'));
    expect(incident.obligation('decision:2')).toMatchObject({ state: 'open', dueAt: START + 80 * MINUTE });
    incident.until(81 * MINUTE);
    expect(incident.keys('brief:2:chat')).toEqual(['1h5m brief:2:chat']);
    expect(incident.keys('page:P1:decision-2')).toEqual(['1h20m page:P1:decision-2:cto:1']);
    expect(incident.obligation('decision')?.state).toBe('missed');
  });
});

describe('nobody holds the role of the next authority', () => {
  const { cleo: _cto, ...withoutCto } = PEOPLE;
  const { carl: _ceo, ...withoutBoth } = withoutCto;
  const missed = (people: typeof PEOPLE) =>
    incidentOf('P1', { people })
      .does('otto', { do: 'acknowledge' })
      .until(31 * MINUTE);

  test('the decision passes on to the next column above', () => {
    const incident = missed(withoutCto);
    expect(incident.keys('page:P1:decision')).toEqual(['30m page:P1:decision-1.2:ceo:1']);
    expect(incident.ringsOf('carl')[0]?.text).toContain("you're the next authority");
    expect(firsts(incident.until(HOUR - 1_000))).toHaveLength(1);
  });

  test('nobody above either: it is looked up once for each column, and the decision stays open', () => {
    const incident = missed(withoutBoth);
    expect(incident.tried.filter((line) => line.includes('people:P1:decision'))).toEqual([
      '30m people:P1:decision-1',
      '30m people:P1:decision-1.2',
    ]);
    expect(incident.refusal('vera', FIX)).toBeUndefined();
  });
});

describe('a relapse', () => {
  const back = (incident: VirtualIncident) =>
    incident
      .alerts(cleared('P1'))
      .does('otto', { do: 'status', status: 'monitoring' })
      .probes({
        health: { passed: true, evidence: 'HTTP 200' },
      });
  const RED = { health: { passed: false, evidence: 'HTTP 503' } };

  test('after a decision that was made asks for a new one, with a brief and 15 minutes', () => {
    const incident = back(acknowledged('P1').does('otto', FIX)).until(20 * MINUTE);
    incident.probes(RED);
    expect(incident.keys('brief:2')).toEqual(['20m brief:2:chat', '20m brief:2:approvers']);
    expect(incident.obligation('decision:2')).toMatchObject({ state: 'open', dueAt: START + 35 * MINUTE });
  });

  test('after one that was missed too', () => {
    const incident = back(acknowledged('P1').until(40 * MINUTE)).until(50 * MINUTE);
    incident.probes(RED);
    expect(incident.keys('brief:2')).toEqual(['50m brief:2:chat', '50m brief:2:approvers']);
    expect(incident.obligation('decision:2')).toMatchObject({ state: 'open', dueAt: START + 65 * MINUTE });
    expect(firsts(incident.until(66 * MINUTE))).toEqual([
      '30m page:P1:decision-1:cto:1',
      '1h5m page:P1:decision-2:cto:1',
    ]);
  });
});

describe('nobody decides', () => {
  test('P1: missed at 30 minutes, the CTO is paged with the brief, and rung until they answer', () => {
    const incident = acknowledged('P1').until(35 * MINUTE);
    expect(incident.obligation('decision')?.state).toBe('missed');
    expect(incident.keys('page:P1:decision').map((line) => line.split(' ')[0])).toEqual(['30m', '32m', '34m']);
    expect(incident.obligation('called:P1:decision-1:cleo')).toMatchObject({ state: 'missed', owner: 'cleo' });
    incident.does('cleo', { do: 'acknowledge' }).until(59 * MINUTE);
    expect(incident.keys('page:P1:decision')).toHaveLength(3);
    expect(incident.obligation('called:P1:decision-1:cleo')).toMatchObject({ state: 'late', by: 'cleo' });
    const first = incident.sent.find(({ also = [] }) => also.includes('page:P1:decision-1:cto:1'))?.text;
    expect(first).toContain('# DECISION NEEDED');
    expect(first).toContain("you're the next authority");
  });

  test('P2: at 60 minutes, VP Engineering is paged', () => {
    expect(acknowledged('P2').until(HOUR).keys('page:P2:decision')).toEqual(['1h page:P2:decision-1:vp-engineering:1']);
  });

  test('a decision after the deadline is late', () => {
    const incident = acknowledged('P1')
      .until(41 * MINUTE)
      .does('vera', FIX);
    expect(incident.obligation('decision')).toMatchObject({ state: 'late', lateByMs: 11 * MINUTE, by: 'vera' });
  });

  test('the shipped policy decides nothing by itself', () => {
    expect(acknowledged('P1').until(3 * HOUR).incident.decision?.made).toBeUndefined();
  });

  test.each([
    ['roll-back', ['30m execute-rollback ']],
    ['fix-forward', []],
  ] as const)('a policy may: %s', (whenUndecided, rollbacks) => {
    const policy = guideWith(({ severities }) => {
      if (severities.P1.decision !== null) severities.P1.decision.whenUndecided = whenUndecided;
    });
    const incident = incidentOf('P1', { policy })
      .does('otto', { do: 'acknowledge' })
      .until(31 * MINUTE);
    expect(incident.incident.decision?.made).toMatchObject({ choice: whenUndecided, by: 'muster' });
    expect(incident.obligation('decision')?.state).not.toBe('met');
    expect(incident.told('execute-rollback')).toEqual(rollbacks);
  });
});

describe('a policy may require a second approver', () => {
  const policy = guideWith(({ severities }) => {
    if (severities.P1.decision !== null) severities.P1.decision.persons = 2;
  });
  const incident = () => incidentOf('P1', { policy }).does('otto', { do: 'acknowledge' });
  const BACK = { do: 'decide', choice: 'roll-back', reason: 'the deployment did it' } as const;

  test('the first approver proposes, and a second one who says the same decides', () => {
    const two = incident().does('otto', BACK);
    expect(two.incident.decision?.made).toBeUndefined();
    expect(two.told('execute-rollback')).toEqual([]);
    expect(two.refusal('otto', BACK)).toBe('You proposed this; someone else has to confirm it.');
    two.until(MINUTE).does('vera', BACK);
    expect(two.incident.decision?.made).toMatchObject({ by: 'vera', choice: 'roll-back' });
    expect(two.told('execute-rollback')).toEqual(['1m execute-rollback ']);
  });

  test('a second approver who wants something else starts again', () => {
    const two = incident().does('otto', BACK).does('vera', FIX);
    expect(two.incident.decision?.made).toBeUndefined();
    two.does('otto', FIX);
    expect(two.incident.decision?.made).toMatchObject({ choice: 'fix-forward', by: 'otto' });
  });

  test('one approver alone does not stop the deadline', () => {
    expect(
      incident()
        .does('otto', BACK)
        .until(30 * MINUTE)
        .obligation('decision')?.state,
    ).toBe('missed');
  });
});
