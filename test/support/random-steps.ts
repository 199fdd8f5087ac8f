/** Which random steps can happen to an incident in the tests? */
import * as fc from 'fast-check';
import type { Deed } from '../../domain/state/acts';
import type { PersonId } from '../../domain/state/vocabulary';
import type { Severity } from '../../policy/schema';
import { MINUTE, SECOND } from './times';
import { PEOPLE } from './virtual-clock';

/** What can happen to an incident in these tests. */
export type Step =
  | { step: 'wait'; ms: number }
  | { step: 'outage'; ms: number }
  | { step: 'act'; by: PersonId; deed: Deed; again: boolean }
  | { step: 'alert'; fingerprint: string; severity: string; firing: boolean }
  | { step: 'probes'; readings: Record<string, boolean> }
  | { step: 'rollback'; healthy: boolean }
  /** A vendor says what became of the first page that it is asked about. */
  | { step: 'delivery'; state: string }
  /** From now on effects whose key matches fail, clearly or not. */
  | { step: 'break'; keys: string; unclear: boolean }
  /** From now on effects take their time: they stay under way until `answer`. */
  | { step: 'slow'; slow: boolean }
  | { step: 'answer'; nth: number }
  /** What is under way and was superseded is cancelled. */
  | { step: 'call-off' };

const SEVERITIES: Severity[] = ['P1', 'P2', 'P3', 'P4'];

const reason = 'because';

const deeds: Deed[] = [
  { do: 'acknowledge' },
  { do: 'join' },
  { do: 'assign', to: { id: 'dora', name: 'Dora', roles: ['devops-lead'] } },
  { do: 'assign', to: { id: 'otto', name: 'Otto', roles: ['on-call-engineer'] } },
  { do: 'update', text: 'We look.', impact: 'some' },
  { do: 'note', text: 'a note' },
  ...SEVERITIES.map((severity): Deed => ({ do: 'severity', severity, reason })),
  ...(['investigating', 'identified', 'mitigating', 'monitoring'] as const).map((status): Deed => ({
    do: 'status',
    status,
  })),
  { do: 'task', task: 'root-cause', outcome: 'done' },
  ...['fix', 'root-cause', 'decide', 'open-bridge'].map((task): Deed => ({
    do: 'task',
    task,
    outcome: 'skipped',
    reason,
  })),
  { do: 'task', task: 'join:devops-lead', outcome: 'skipped', reason },
  { do: 'tick', item: 'reports-ceased' },
  { do: 'tick', item: 'health-checks' },
  { do: 'untick', item: 'reports-ceased', reason },
  { do: 'decide', choice: 'roll-back', reason },
  { do: 'decide', choice: 'fix-forward', reason },
  { do: 'decide', choice: 'extend', reason },
  { do: 'escalate', reason },
  { do: 'escalate', role: 'devops-lead', reason },
  { do: 'bridge' },
  { do: 'over', alert: 'Release Manager API degraded', reason },
  { do: 'publish' },
  { do: 'publish' },
  { do: 'publish', first: true, impact: 'Nobody can log in.' },
  { do: 'publish', impact: 'New releases wait.' },
  { do: 'unpublish', reason },
];

const endings: Deed[] = [
  { do: 'resolve', resolution: 'r', override: 'o' },
  { do: 'cancel', reason },
];

const act = (from: Deed[]) =>
  fc.record({
    step: fc.constant('act' as const),
    by: fc.constantFrom(...Object.keys(PEOPLE), 'otto', 'otto', 'otto', 'otto', 'vera'),
    deed: fc.constantFrom(...from),
    again: fc.boolean(),
  });

const wait = fc.oneof(
  fc.integer({ min: 1, max: 90 }).map((seconds) => seconds * SECOND),
  fc.integer({ min: 1, max: 25 }).map((minutes) => minutes * MINUTE),
);

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 36, arbitrary: fc.record({ step: fc.constant('wait' as const), ms: wait }) },
  { weight: 6, arbitrary: fc.record({ step: fc.constant('outage' as const), ms: wait }) },
  { weight: 48, arbitrary: act(deeds) },
  { weight: 1, arbitrary: act(endings) },
  {
    weight: 12,
    arbitrary: fc.record({
      step: fc.constant('alert' as const),
      fingerprint: fc.constantFrom('a', 'b', 'c'),
      severity: fc.constantFrom(...SEVERITIES, 'none'),
      firing: fc.boolean(),
    }),
  },
  {
    weight: 12,
    arbitrary: fc.record({
      step: fc.constant('probes' as const),
      readings: fc.dictionary(fc.constantFrom('health', 'error-rate', 'p99', 'similar-errors'), fc.boolean(), {
        maxKeys: 3,
      }),
    }),
  },
  { weight: 6, arbitrary: fc.record({ step: fc.constant('rollback' as const), healthy: fc.boolean() }) },
  {
    weight: 6,
    arbitrary: fc.record({
      step: fc.constant('break' as const),
      keys: fc.constantFrom(
        '^page',
        '^people',
        '^update',
        'chat$',
        'mail$',
        '^rollback',
        '^ticket',
        '^status-page',
        '.',
        '^never$',
        '^never$',
      ),
      unclear: fc.boolean(),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      step: fc.constant('delivery' as const),
      state: fc.constantFrom('sent', 'delivered', 'failed for now', 'failed for good'),
    }),
  },
  { weight: 4, arbitrary: fc.record({ step: fc.constant('call-off' as const) }) },
  { weight: 6, arbitrary: fc.record({ step: fc.constant('slow' as const), slow: fc.boolean() }) },
  { weight: 12, arbitrary: fc.record({ step: fc.constant('answer' as const), nth: fc.nat({ max: 20 }) }) },
);

/** Mostly the severities that require the most. */
export const severities = fc.constantFrom<Severity>('P1', 'P1', 'P1', 'P2', 'P2', 'P3', 'P4');

export const steps = fc.array(step, { minLength: 1, maxLength: 40, size: 'max' });
