import type { Effect } from '../../domain/state/effects';
import type { Role } from '../../domain/state/vocabulary';
import { MINUTE, START } from '../support/times';
import { usualOutcome } from '../support/usual-outcomes';
import { incidentOf, PEOPLE, type VirtualIncident } from '../support/virtual-clock';

const acknowledge = { do: 'acknowledge' } as const;

/** The directory says something else from `from` on. */
const from = (ms: number, holders: Record<string, Role[]>, before: Record<string, Role[]> = PEOPLE) => ({
  people: { ...before, ...holders },
  answer: (effect: Effect, now: number) =>
    effect.do === 'find-people' || effect.do === 'find-holders'
      ? usualOutcome(effect, now >= START + ms ? { ...before, ...holders } : before, now)
      : undefined,
});
const NORA = { otto: [], nora: ['on-call-engineer', 'all-on-call'] };
const heard = (incident: VirtualIncident, person: string): string[] =>
  incident.sent.filter(({ to, isPage }) => to[0] === person && isPage).map(({ after, kind }) => `${after} ${kind}`);

describe('the shift changes at minute 3, before anybody has answered', () => {
  const incident = incidentOf('P1', from(3 * MINUTE, NORA)).until(6 * MINUTE);

  test('the new person is rung from the next ring on', () => {
    expect(heard(incident, 'nora').filter((line) => line.endsWith('page'))).toEqual(['4m page', '5m page', '6m page']);
  });

  test('the former one hears that it is over for them, and is rung no more', () => {
    expect(heard(incident, 'otto')).toEqual(['0m page', '2m page', '4m withdrawal']);
    expect(incident.text('withdraw:shift')).toContain('nora took over from otto');
  });

  test('the others are rung as before', () => {
    expect(incident.pagesOf('emil').slice(0, 3)).toEqual(['0m', '2m', '4m']);
  });
});

test('a missing role is asked of whoever holds it by then, also if somebody else has answered', () => {
  const incident = incidentOf('P1', from(4 * MINUTE, NORA))
    .until(MINUTE)
    .does('emil', acknowledge)
    .until(16 * MINUTE);
  expect(incident.pagesOf('nora')).toEqual(['5m', '15m']);
  expect(incident.pagesOf('otto')).toEqual(['0m']);
});

test('the shift changes after the answer: both are told, and the lead stays', () => {
  const shift = from(4 * MINUTE, { dora: [], nils: ['devops-lead'] });
  const incident = incidentOf('P1', shift)
    .until(MINUTE)
    .does('emil', acknowledge)
    .until(8 * MINUTE);
  expect(heard(incident, 'dora')).toEqual(['0m page', '5m withdrawal']);
  expect(incident.incident.lead).toBe('emil');
});

describe('the directory knows when the shift changes', () => {
  const announced = (ms: number) => {
    const { people, answer } = from(ms, NORA);
    const withChange = (effect: Effect, now: number) => {
      const outcome = answer(effect, now);
      return outcome?.of === 'people' && now < START + ms ? { ...outcome, changesAt: START + ms } : outcome;
    };
    return { people, answer: withChange };
  };

  test('whoever takes over before an answer is rung at that very moment', () => {
    const incident = incidentOf('P1', announced(3 * MINUTE)).until(5 * MINUTE);
    expect(heard(incident, 'nora')[0]).toBe('3m page');
    expect(heard(incident, 'otto')).toEqual(['0m page', '2m page', '3m withdrawal']);
  });

  test('after the answer both are told at that moment, although no ring is due', () => {
    const incident = incidentOf('P2', announced(8 * MINUTE))
      .until(MINUTE)
      .does('otto', acknowledge)
      .until(9 * MINUTE);
    expect(heard(incident, 'nora')).toEqual(['8m notice']);
    expect(heard(incident, 'otto')).toEqual(['0m page', '8m notice']);
    expect(incident.incident.lead).toBe('otto');
  });

  test('nobody is looked up again for it once the incident is watched', () => {
    const incident = incidentOf('P2', announced(8 * MINUTE))
      .until(MINUTE)
      .clears()
      .does('otto', { do: 'status', status: 'monitoring' })
      .until(20 * MINUTE);
    expect(heard(incident, 'nora')).toEqual([]);
  });
});

describe('a column that found nobody', () => {
  const nobody = { otto: [], olga: [], emil: [] };
  const vacant = () => incidentOf('P2', from(12 * MINUTE, PEOPLE, { ...PEOPLE, ...nobody }));

  test('is stood in for by the next one meanwhile', () => {
    expect(vacant().until(MINUTE).pagesOf('vera')).toEqual(['0m']);
  });

  test('is asked again at each repeat, and rings whoever is there then', () => {
    const incident = vacant().until(16 * MINUTE);
    expect(incident.pagesOf('otto')).toEqual(['15m']);
    expect(incident.pagesOf('emil')).toEqual(['15m']);
  });

  test('is asked no more once the incident is watched', () => {
    const incident = vacant()
      .until(MINUTE)
      .clears()
      .does('vera', { do: 'status', status: 'monitoring' })
      .until(30 * MINUTE);
    expect(incident.pagesOf('otto')).toEqual([]);
  });
});

test('a directory that cannot be asked keeps nobody waiting', () => {
  const incident = incidentOf('P1', {
    answer: (effect) => (effect.do === 'find-holders' ? new Error('the directory is away') : undefined),
  }).until(6 * MINUTE);
  expect(incident.pagesOf('vera').slice(0, 4)).toEqual(['0m', '2m', '4m', '5m']);
});

describe('the bridge, where somebody takes over', () => {
  const invited = (incident: VirtualIncident, person: string): string[] =>
    incident.sent
      .filter(({ key, to }) => key.startsWith('bridge:invite') && to.includes(person))
      .map(({ after }) => after);

  test('the new person is invited once, when they are called', () => {
    const incident = incidentOf('P1', from(3 * MINUTE, NORA)).until(8 * MINUTE);
    expect(invited(incident, 'nora')).toEqual(['4m']);
    expect(invited(incident, 'otto')).toEqual(['0m']);
  });

  test('who leaves their role is not invited again by another call of theirs', () => {
    const incident = incidentOf('P1', from(4 * MINUTE, { emil: [], enno: ['engineering-manager'] }))
      .until(MINUTE)
      .does('otto', { do: 'severity', severity: 'P2', reason: 'few are hit' })
      .until(2 * MINUTE)
      .does('vera', { do: 'severity', severity: 'P1', reason: 'all are hit' })
      .until(10 * MINUTE);
    expect(invited(incident, 'emil')).toEqual(['0m']);
  });

  test('a role that an earlier call found empty brings no second invitation to whoever holds it by then', () => {
    const holders = (ms: number) => (ms < 2 * MINUTE ? { dora: [] } : { dora: [], dirk: ['devops-lead'] });
    const answer = (effect: Effect, now: number) =>
      effect.do === 'find-people' || effect.do === 'find-holders'
        ? usualOutcome(effect, { ...PEOPLE, ...holders(now - START) }, now)
        : undefined;
    const incident = incidentOf('P2', { people: { ...PEOPLE, dirk: ['devops-lead'] }, answer })
      .until(MINUTE)
      .does('vera', { do: 'escalate', role: 'devops-lead', reason: 'need hands' })
      .until(3 * MINUTE);
    incident.does('emil', { do: 'severity', severity: 'P1', reason: 'nobody can log in' }).until(10 * MINUTE);
    expect(invited(incident, 'dirk')).toEqual(['3m']);
  });
});
