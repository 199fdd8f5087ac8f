import { plan } from '../../../domain/plan';
import type { Deed } from '../../../domain/state/acts';
import { isOpen } from '../../../domain/state/incident';
import { effectKey } from '../../../domain/state/keys';
import { MINUTE } from '../../support/times';
import { RandomIncident } from '../../support/random-incident';
import type { Step } from '../../support/random-steps';
import { guide } from '../../support/virtual-clock';
import * as fc from 'fast-check';

const RUNS = { numRuns: Number(process.env['MUSTER_RUNS'] ?? 30), seed: 20240115 };

const deeds: Deed[] = [
  ...(['P1', 'P2', 'P3'] as const).map((severity): Deed => ({ do: 'severity', severity, reason: 'r' })),
  ...(['investigating', 'mitigating', 'monitoring'] as const).map((status): Deed => ({ do: 'status', status })),
];

const back: Step = {
  step: 'act',
  by: 'vera',
  deed: { do: 'decide', choice: 'roll-back', reason: 'r' },
  again: false,
};

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: fc.constant(back) },
    {
      weight: 3,
      arbitrary: fc.constantFrom(...deeds).map((deed): Step => ({ step: 'act', by: 'otto', deed, again: false })),
    },
    {
      weight: 3,
      arbitrary: fc.constantFrom(1, 5, 11).map((minutes): Step => ({ step: 'wait', ms: minutes * MINUTE })),
    },
    {
      weight: 2,
      arbitrary: fc
        .record({ keys: fc.constantFrom('^rollback', 'dry-run$', 'read-back$', '^never$'), unclear: fc.boolean() })
        .map((broken): Step => ({ step: 'break', ...broken })),
    },
    { weight: 1, arbitrary: fc.boolean().map((slow): Step => ({ step: 'slow', slow })) },
    { weight: 1, arbitrary: fc.nat({ max: 5 }).map((nth): Step => ({ step: 'answer', nth })) },
    { weight: 1, arbitrary: fc.boolean().map((healthy): Step => ({ step: 'rollback', healthy })) },
    {
      weight: 1,
      arbitrary: fc.boolean().map((passed): Step => ({ step: 'probes', readings: { health: passed } })),
    },
  ),
  { minLength: 5, maxLength: 40, size: 'max' },
);

const STEPS = {
  rehearsing: 'rollback-rehearsal',
  executing: 'rollback',
  'reading-back': 'rollback-read-back',
} as const;

/** The step that a rollback waits for, by its key; none where it waits for nothing of ours. */
function awaited({ incident }: RandomIncident): string | undefined {
  const { rollback } = incident;
  const phase = rollback?.phase;
  return (phase === 'rehearsing' || phase === 'executing' || phase === 'reading-back') && isOpen(incident)
    ? effectKey(STEPS[phase], { decision: rollback?.decision ?? 0 })
    : undefined;
}

test('a rollback that waits for a step of ours has that step running, or due now or after its failure', () => {
  fc.assert(
    fc.property(steps, (taken) => {
      const random = new RandomIncident('P1');
      const numbers: number[] = [];
      for (const step of taken) {
        random.take(step);
        const key = awaited(random);
        const { due, upcoming } = plan(guide, random.incident, random.now);
        const wanted = [...due, ...upcoming.map(({ effect }) => effect)].some((effect) => effect.key === key);
        if (key !== undefined && !wanted) expect(random.incident.effects[key]?.status).toBe('running');
        numbers.push(random.incident.rollback?.decision ?? 0);
      }
      expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
    }),
    RUNS,
  );
});
