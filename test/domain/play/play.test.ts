import { playedFaults } from '../../../domain/play/faults';
import { type Play, playAll, type PlayCalendar, type StoryName } from '../../../domain/play/stories';
import { loadPolicy } from '../../../policy/load';
import type { Policy } from '../../../policy/schema';
import { ownPolicyFile } from '../../support/own-guide';
import { HOUR, MINUTE, START } from '../../support/times';
import { guideWith } from '../../support/virtual-clock';

/** A Monday by day, the Friday evening after it, and the Monday morning after that. */
const CALENDAR: PlayCalendar = {
  day: { startsAt: START, businessDayEndsAt: START + 27 * HOUR },
  evening: { startsAt: START + 100 * HOUR, businessDayEndsAt: START + 171 * HOUR },
  opensAgainAt: START + 163 * HOUR,
};

const own = (...replaced: [string, string][]): Policy => loadPolicy(ownPolicyFile(...replaced)).policy;

const played = (policy: Policy, severity: string): Play[] => playAll(policy, [severity], CALENDAR);

const story = (plays: Play[], name: StoryName): Play => {
  const found = plays.find((play) => play.story === name);
  if (found === undefined) throw new Error(`no story ${name}`);
  return found;
};

/** When each person is called first, by each kind of call. */
const callsOf = ({ stage, sinceMs }: Play): string[] => {
  const first = new Map<string, string>();
  for (const { afterMs, to, kind } of stage.calls)
    if (afterMs >= sinceMs && !first.has(`${kind} ${to}`))
      first.set(`${kind} ${to}`, `${(afterMs - sinceMs) / MINUTE} ${kind} ${to}`);
  return [...first.values()];
};

const faultsOf = (policy: Policy, severity: string): string[] =>
  playedFaults(policy, played(policy, severity)).map(({ path, message }) => `${path.join('.')}: ${message}`);

describe('the stories of a severity', () => {
  const plays = played(own(), 'S1');

  test('nobody answers: everybody whom the matrix names, the next column early', () => {
    expect(callsOf(story(plays, 'nobody-answers'))).toEqual([
      '0 page skipper',
      '0 page mate',
      '10 page harbour',
      '15 brief harbour',
    ]);
  });

  test('the first person answers, leads, and ends it', () => {
    const { stage } = story(plays, 'first-answers');
    expect(stage.incident).toMatchObject({ lead: 'skipper', status: 'resolved' });
    expect(stage.posts.filter(({ message }) => message === 'resolved').map(({ port }) => port)).toEqual([
      'chat',
      'mail',
    ]);
  });

  test('raised after 20 minutes: the first column is called then', () => {
    expect(callsOf(story(plays, 'raised'))).toEqual(expect.arrayContaining(['0 page skipper', '0 page mate']));
    expect(story(plays, 'raised').from).toBe('S2');
  });

  test('over the days off a page goes on, and a notice goes once', () => {
    expect(story(plays, 'weekend').stage.calls.length).toBeGreaterThanOrEqual(100);
    expect(story(played(own(), 'S2'), 'weekend').stage.calls).toEqual([{ afterMs: 0, to: 'mate', kind: 'notice' }]);
  });

  test('a severity that is a mere ticket calls nobody and ends', () => {
    const [only, ...more] = played(own(), 'S3');
    expect(more).toEqual([]);
    expect(only?.stage.calls).toEqual([]);
    expect(only?.stage.incident.status).toBe('resolved');
  });
});

describe('what the plays find', () => {
  test.each(['S1', 'S2', 'S3'])('nothing in %s of a guide that works', (severity) => {
    expect(faultsOf(own(), severity)).toEqual([]);
  });

  test('a first column that comes after an answer is due', () => {
    const policy = own(
      ['- { after: 0m, roles: [skipper, mate], source: L1 }', '- { after: 15m, roles: [skipper, mate], source: L1 }'],
      ['whenUnanswered: next-column', 'whenUnanswered: repeat'],
    );
    expect(faultsOf(policy, 'S1')).toEqual([
      'severities.S1.escalation: nobody is paged before an answer is due (10 min); the first is after 15 min. Let the first column begin at 0m',
    ]);
  });

  test('a matrix that reaches nobody until the decision is missed', () => {
    const policy = guideWith(({ severities }) => {
      severities.P1.escalation = [{ after: 0, roles: ['lead'] }];
    });
    const plays = [story(played(policy, 'P1'), 'nobody-answers')];
    expect(playedFaults(policy, plays)).toEqual([
      {
        path: ['severities', 'P1', 'escalation'],
        message:
          'nobody is paged before an answer is due (5 min); the first is after 5 min. Let the first column begin at 0m',
      },
    ]);
  });

  test('approvers who hear of it when the decision is overdue', () => {
    const late = own(
      ['approvers: [lead, harbour]', 'approvers: [harbour]'],
      ['- { after: 20m, roles: [harbour], source: L1 }', '- { after: 50m, roles: [harbour], source: L1 }'],
    );
    expect(faultsOf(late, 'S1')).toEqual([
      'severities.S1.decision.approvers: the approvers hear of it only after 40 min, and the decision is due after 40 min: add one of them to a column before that, or the lead to the approvers',
    ]);
  });

  test('a severity that only notifies and rings all night', () => {
    const policy = own(
      [
        'team: { roles: [mate], quorum: any, chaseEvery: null',
        'team: { roles: [mate, skipper], quorum: all, chaseEvery: 5m',
      ],
      ['response: { within: 1h', 'response: { within: 5m'],
    );
    expect(faultsOf(policy, 'S2')).toEqual([
      expect.stringMatching(/^severities\.S2\.team\.quorum: Mate is rung after 5 min and \d+ times by the end/),
    ]);
  });

  test('columns seconds apart are columns of their own, and each is called', () => {
    const policy = own(
      [
        '- { after: 0m, roles: [skipper, mate], source: L1 }',
        '- { after: 0m, roles: [skipper], source: L1 }\n      - { after: 20s, roles: [mate], source: L1 }',
      ],
      ['- { after: 20m, roles: [harbour], source: L1 }', '- { after: 50s, roles: [harbour], source: L1 }'],
    );
    expect(faultsOf(policy, 'S1')).toEqual([]);
    const { stage } = story(played(policy, 'S1'), 'nobody-answers');
    expect(new Set(stage.calls.filter(({ afterMs }) => afterMs < MINUTE).map(({ to }) => to)).size).toBe(3);
  });
});
