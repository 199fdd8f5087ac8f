import type { Effect } from '../../domain/state/effects';
import type { EffectOutcome } from '../../domain/state/events';
import { HOUR, MINUTE, START } from '../support/times';
import { incidentOf } from '../support/virtual-clock';

const BACK = { do: 'decide', choice: 'roll-back', reason: 'the deployment did it' } as const;
const FIX = { do: 'decide', choice: 'fix-forward', reason: 'then so' } as const;

const unclear = (message: string): Error => Object.assign(new Error(message), { name: 'Unclear' });
const decided = (answer: (effect: Effect) => EffectOutcome | Error | undefined = () => undefined) =>
  incidentOf('P1', { answer })
    .does('otto', { do: 'acknowledge' })
    .until(10 * MINUTE)
    .does('otto', BACK);
const order = (incident: ReturnType<typeof decided>) =>
  incident.tried.filter((line) => line.includes(' rollback:1') && !line.endsWith(':chat'));

describe('a rollback', () => {
  test('is rehearsed first, then ordered, then watched until it is healthy or ten minutes have passed', () => {
    const incident = decided();
    expect(order(incident)).toEqual(['10m rollback:1:dry-run', '10m rollback:1']);
    expect(incident.incident.rollback).toMatchObject({ phase: 'watching', from: 'v2024.01.15', to: 'v2024.01.14' });
    expect(incident.watches()).toContainEqual({
      key: 'watch:rollback:1',
      watch: 'rollback',
      to: 'v2024.01.14',
      untilAt: START + 20 * MINUTE,
    });
  });

  test('goes to the revision that was named', () => {
    const incident = incidentOf('P1')
      .does('otto', { do: 'acknowledge' })
      .does('otto', { ...BACK, to: 'v2023.12.20' });
    expect(incident.incident.rollback?.to).toBe('v2023.12.20');
  });

  test('that is healthy puts the incident into monitoring and ends its watch', () => {
    const incident = decided()
      .until(13 * MINUTE)
      .rollbackSeen(true, '3 of 3 pods');
    expect(incident.incident).toMatchObject({ status: 'monitoring', rollback: { phase: 'healthy' } });
    expect(incident.watches().map(({ watch }) => watch)).toEqual(['probes']);
  });

  test('is reported in the channel at each step', () => {
    const incident = decided()
      .until(13 * MINUTE)
      .rollbackSeen(true, '3 of 3 pods');
    expect(incident.keys('rollback:1:')).toEqual(['10m rollback:1:watching:chat', '13m rollback:1:healthy:chat']);
  });

  test('is never run twice for one decision', () => {
    const incident = decided().until(3 * HOUR);
    expect(order(incident)).toEqual(['10m rollback:1:dry-run', '10m rollback:1']);
  });

  test('is watched to its end even if the severity drops to one without decisions', () => {
    const incident = decided()
      .until(12 * MINUTE)
      .does('otto', { do: 'severity', severity: 'P3', reason: 'few' });
    expect(incident.watches()).toContainEqual(
      expect.objectContaining({ watch: 'rollback', untilAt: START + 20 * MINUTE }),
    );
  });
});

describe('a failure reopens the decision', () => {
  test('not healthy in time: a second decision within 15 minutes, with its own brief', () => {
    const incident = decided()
      .until(20 * MINUTE)
      .rollbackSeen(false, 'timed out');
    expect(incident.incident.rollback).toMatchObject({ phase: 'failed', text: 'timed out' });
    expect(incident.obligation('decision:2')).toMatchObject({ state: 'open', dueAt: START + 35 * MINUTE });
    expect(incident.keys('brief:2:chat')).toEqual(['20m brief:2:chat']);
    expect(incident.refusal('otto', FIX)).toBeUndefined();
  });

  test('nobody decides: the CTO is paged for the second decision', () => {
    const incident = decided()
      .until(20 * MINUTE)
      .rollbackSeen(false)
      .until(36 * MINUTE);
    expect(incident.keys('page:P1:decision')).toEqual(['35m page:P1:decision-2:cto:1']);
  });

  test('a second rollback is a separate one, with its own key', () => {
    const incident = decided()
      .until(20 * MINUTE)
      .rollbackSeen(false)
      .does('vera', { ...BACK, to: 'v2024.01.13' });
    expect(incident.keys('rollback:2')).toEqual(['20m rollback:2', '20m rollback:2:watching:chat']);
    expect(incident.attempts('rollback:1')).toEqual(['10m']);
  });

  test('an approver who already got more time gets none for the second decision', () => {
    const incident = incidentOf('P1').does('otto', { do: 'acknowledge' });
    incident.does('otto', { do: 'decide', choice: 'extend', reason: 'r' }).does('otto', BACK).rollbackSeen(false);
    expect(incident.refusal('otto', { do: 'decide', choice: 'extend', reason: 'r' })).toContain("can't be extended");
  });

  test('a dry run that fails: nothing is ordered', () => {
    const incident = decided((effect) =>
      effect.do === 'rehearse-rollback' ? new Error('no such revision') : undefined,
    );
    incident.until(HOUR);
    expect(order(incident)).toEqual(['10m rollback:1:dry-run']);
    expect(incident.incident.decision).toMatchObject({ number: 2 });
  });

  test('an order that is refused: reopened, not ordered again', () => {
    const incident = decided((effect) => (effect.key === 'rollback:1' ? new Error('forbidden') : undefined)).until(
      HOUR,
    );
    expect(order(incident)).toEqual(['10m rollback:1:dry-run', '10m rollback:1']);
    expect(incident.incident.rollback).toMatchObject({ phase: 'failed', text: 'forbidden' });
  });
});

describe('an unclear answer is checked by reading back, never by ordering again', () => {
  const readingBack = (current: string | Error) =>
    decided((effect) => {
      if (effect.key === 'rollback:1') return unclear('connection reset');
      if (effect.do !== 'read-back-rollback') return undefined;
      return current instanceof Error ? current : { of: 'read-back', current };
    });

  test('the target runs: it happened, and is watched', () => {
    const incident = readingBack('v2024.01.14');
    expect(order(incident)).toEqual(['10m rollback:1:dry-run', '10m rollback:1', '10m rollback:1:read-back']);
    expect(incident.incident.rollback?.phase).toBe('watching');
  });

  test('the old version runs: it did not happen, and people decide again', () => {
    const incident = readingBack('v2024.01.15').until(HOUR);
    expect(incident.attempts('rollback:1')).toEqual(['10m']);
    expect(incident.incident.rollback).toMatchObject({ phase: 'failed', text: 'v2024.01.15 is still running' });
    expect(incident.incident.decision?.number).toBe(2);
  });

  test('something else runs: people decide, and are told that somebody has changed it', () => {
    expect(readingBack('v9').incident.rollback?.text).toContain('neither the old nor the target version');
  });

  test('reading back fails: it is retried, the order is not', () => {
    const incident = readingBack(new Error('no route')).until(11 * MINUTE);
    expect(incident.attempts('rollback:1')).toEqual(['10m']);
    expect(incident.attempts('rollback:1:read-back')).toEqual(['10m', '10m30s', '11m']);
  });
});

describe('an ordered rollback always ends', () => {
  const to = (severity: 'P1' | 'P3') => ({ do: 'severity', severity, reason: 'r' }) as const;
  const failed = () =>
    decided((effect) => (effect.key === 'rollback:1' ? new Error('forbidden') : undefined)).until(12 * MINUTE);

  test('after it failed and the severity went down and up: the next one is carried out under its own number', () => {
    const incident = failed()
      .does('otto', to('P3'))
      .until(13 * MINUTE)
      .does('otto', to('P1'))
      .does('otto', BACK);
    expect(incident.incident.rollback).toMatchObject({ decision: 3, phase: 'watching' });
    expect(incident.tried.filter((line) => /rollback:3(:dry-run)?$/.test(line))).toEqual([
      '13m rollback:3:dry-run',
      '13m rollback:3',
    ]);
  });

  test('one that fails in a severity without decisions: raised again, people decide again', () => {
    const incident = decided()
      .until(12 * MINUTE)
      .does('otto', to('P3'))
      .until(20 * MINUTE)
      .rollbackSeen(false, 'timed out')
      .does('otto', to('P1'));
    expect(incident.incident.decision).toMatchObject({ number: 2, dueAt: START + 50 * MINUTE });
    expect(incident.refusal('otto', BACK)).toBeUndefined();
  });

  test('one that fails while somebody has set monitoring is a relapse, with a new decision and its brief', () => {
    const incident = decided()
      .until(12 * MINUTE)
      .does('otto', { do: 'status', status: 'monitoring' })
      .until(20 * MINUTE)
      .rollbackSeen(false, 'timed out');
    expect(incident.incident.status).toBe('mitigating');
    expect(incident.incident.timeline.findLast(({ kind }) => kind === 'relapse')?.text).toContain(
      'the rollback failed: timed out',
    );
    expect(incident.keys('page:relapse')).toEqual(['20m page:relapse:1:otto']);
    expect(incident.keys('brief:2')).toEqual(['20m brief:2:chat', '20m brief:2:approvers']);
    expect(incident.obligation('decision:2')).toMatchObject({ state: 'open', dueAt: START + 35 * MINUTE });
  });

  test('one that fails during a merge that comes to nothing is a relapse of the incident that goes on', () => {
    const incident = decided((effect) => {
      if (effect.key === 'rollback:1') return unclear('connection reset');
      return effect.do === 'read-back-rollback' ? new Error('no route') : undefined;
    });
    const into = { id: 'other', address: 'other', title: 'another one' };
    incident.does('otto', { do: 'status', status: 'monitoring' }).does('otto', { do: 'merge', into, reason: 'r' });
    incident.ends({ do: 'read-back-rollback', key: 'rollback:1:read-back', decision: 1, to: 'v2024.01.15' });
    expect(incident.incident).toMatchObject({ status: 'merged', rollback: { phase: 'failed' } });
    incident.until(11 * MINUTE).mergeFails();
    expect(incident.incident).toMatchObject({ status: 'mitigating', decision: { number: 2 } });
    expect(incident.keys('brief:2:chat')).toEqual(['11m brief:2:chat']);
  });

  test('while nobody can say which version is running it is read back for ten minutes, then people find out', () => {
    const incident = decided((effect) => {
      if (effect.key === 'rollback:1') return unclear('connection reset');
      return effect.do === 'read-back-rollback' ? new Error('no route') : undefined;
    }).until(19 * MINUTE);
    expect(incident.incident.rollback?.phase).toBe('reading-back');
    incident.until(21 * MINUTE);
    expect(incident.attempts('rollback:1:read-back').at(-1)).toBe('20m');
    expect(incident.incident.rollback).toMatchObject({
      phase: 'failed',
      text: 'nobody knows which version is running (no route); check that first',
    });
    expect(incident.keys('brief:2:chat')).toEqual(['20m brief:2:chat']);
  });

  test('an answer to an earlier order changes nothing about the next one', () => {
    const order = { do: 'execute-rollback', key: 'rollback:1', decision: 1 } as const;
    const incident = decided((effect) =>
      effect.key === 'rollback:1:dry-run' ? { of: 'rehearsed', to: 'v1', text: 'by hand', byHand: true } : undefined,
    );
    incident.does('otto', { do: 'status', status: 'monitoring' }).does('otto', { do: 'status', status: 'mitigating' });
    incident.does('otto', BACK);
    const { rollback } = incident.incident;
    expect(rollback).toMatchObject({ decision: 2, phase: 'watching' });
    expect(incident.ends(order).incident.rollback).toEqual(rollback);
  });
});

describe('nothing that could do it is connected', () => {
  const byHand = (answer: (effect: Effect) => Error | undefined = () => undefined) =>
    decided((effect) =>
      effect.do === 'rehearse-rollback'
        ? { of: 'rehearsed', to: 'v2024.01.14', text: 'kubectl rollout undo deployment/x', byHand: true }
        : answer(effect),
    );

  test('the order is written down for a person, once, and posted in the channel', () => {
    const incident = byHand().until(HOUR);
    expect(order(incident)).toEqual(['10m rollback:1:dry-run', '10m rollback:1']);
    expect(incident.keys('rollback:1:by-hand')).toEqual(['10m rollback:1:by-hand:chat']);
    expect(incident.text('rollback:1:by-hand')).toContain('kubectl rollout undo');
  });

  test('nothing is watched or read back until a person says that it is done', () => {
    const incident = byHand();
    expect(incident.incident.rollback?.phase).toBe('by-hand');
    expect(incident.watches().filter(({ watch }) => watch === 'rollback')).toEqual([]);
    incident.until(15 * MINUTE).does('otto', { do: 'status', status: 'monitoring' });
    expect(incident.incident.decision).toMatchObject({ number: 1, made: { choice: 'roll-back' } });
  });

  test('an order that could not be written down is written down later; the decision stays', () => {
    let down = true;
    const incident = byHand(({ key }) => (down && key === 'rollback:1' ? new Error('disk full') : undefined));
    down = false;
    incident.until(12 * MINUTE);
    expect(incident.attempts('rollback:1')).toEqual(['10m', '10m30s']);
    expect(incident.incident.decision?.number).toBe(1);
  });
});

test('an incident that ends before the order: nothing is rolled back', () => {
  const incident = incidentOf('P1', {
    answer: (effect) =>
      effect.key === 'rollback:1:read-back'
        ? new Error('down')
        : effect.key === 'rollback:1'
          ? unclear('?')
          : undefined,
  });
  incident
    .does('otto', { do: 'acknowledge' })
    .does('otto', BACK)
    .does('otto', { do: 'cancel', reason: 'a test' })
    .until(HOUR);
  expect(incident.attempts('rollback:1')).toEqual(['0m']);
  expect(incident.attempts('rollback:1:read-back')).toEqual(['0m']);
});
