import * as fc from 'fast-check';
import type { PostMortemDeed } from '../../../domain/post-mortem/acts';
import type { PostMortemOutcome } from '../../../domain/post-mortem/effects';
import { attemptsAt } from '../../../domain/post-mortem/test-suites';
import { HOUR, MINUTE } from '../../support/times';
import { VirtualPostMortem } from '../../support/virtual-post-mortem';

/** More of them: `MUSTER_RUNS=1000 npx jest test/domain`. */
const RUNS = { numRuns: Number(process.env['MUSTER_RUNS'] ?? 40), seed: 20240115 };

const ITEMS = ['regression-tests', 'integration-tests', 'team-training'];

const reason = 'because';

const deeds: PostMortemDeed[] = [
  ...ITEMS.flatMap((item): PostMortemDeed[] => [
    { do: 'run', item },
    { do: 'run', item },
    { do: 'tick', item },
    { do: 'untick', item, reason },
    { do: 'skip', item, reason },
  ]),
  { do: 'note', text: 'a note' },
  { do: 'hold' },
  { do: 'sign' },
];

type Ending = 'passed' | 'failed' | 'undecided' | 'not-run' | 'lost';

type Step = { wait: number } | { by: string; deed: PostMortemDeed } | { ends: Ending };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    wait: fc.oneof(
      fc.integer({ min: 1, max: 90 }).map((minutes) => minutes * MINUTE),
      fc.constant(20 * HOUR),
    ),
  }),
  { weight: 2, arbitrary: fc.record({ by: fc.constantFrom('otto', 'vera', 'emil'), deed: fc.constantFrom(...deeds) }) },
  fc.record({ ends: fc.constantFrom<Ending>('passed', 'failed', 'failed', 'undecided', 'not-run', 'lost') }),
);

/** Lives through the steps; what is refused is left out. */
function lived(taken: Step[]): { postMortem: VirtualPostMortem; started: string[] } {
  let ends: Ending = 'failed';
  const started: string[] = [];
  const answer = (effect: { do: string; key: string }): PostMortemOutcome | Error | undefined => {
    if (effect.do !== 'run-suite') return undefined;
    if (ends === 'lost') return new Error('the worker was lost');
    started.push(effect.key);
    return { of: 'suite', verdict: ends, text: 'seen' };
  };
  const postMortem = new VirtualPostMortem({ answer });
  let after = 0;
  for (const one of taken) {
    if ('wait' in one) postMortem.until((after += one.wait));
    else if ('ends' in one) ends = one.ends;
    else if (postMortem.refusal(one.by, one.deed) === undefined) postMortem.does(one.by, one.deed);
  }
  return { postMortem, started };
}

const holds = (check: (taken: Step[]) => void): void =>
  fc.assert(fc.property(fc.array(step, { minLength: 1, maxLength: 40, size: 'max' }), check), RUNS);

test('no effect of a post-mortem succeeds twice under one key, whatever people do', () => {
  holds((taken) => {
    const { postMortem } = lived(taken);
    const keys = postMortem.sent.map(({ key }) => key);
    expect(keys.filter((key, n) => keys.indexOf(key) !== n)).toEqual([]);
  });
});

test('each attempt at a suite runs once, after the one before has ended; the item and the story tell of all', () => {
  holds((taken) => {
    const { postMortem, started } = lived(taken);
    const { timeline, checklist } = postMortem.state;
    for (const item of ITEMS) {
      const stem = `suite:${item}:`;
      const attempts = started.filter((key) => key.startsWith(stem)).map((key) => Number(key.slice(stem.length)));
      expect(attempts).toEqual(attempts.map((_, n) => n + 1));
      expect(attemptsAt(postMortem.state, item).map(({ attempt }) => attempt)).toEqual(attempts.slice(-21));
      const told = timeline.filter(
        ({ kind, key = '' }) =>
          new RegExp(`^${stem}\\d+$`).test(key) && kind !== 'suite-again' && kind !== 'not-delivered',
      );
      expect(told).toHaveLength(attempts.length);
      // Muster ticks for passed tests alone.
      const mark = checklist[item];
      if (mark?.ticked === true && mark.by === 'muster')
        expect(attemptsAt(postMortem.state, item).some(({ verdict }) => verdict === 'passed')).toBe(true);
    }
  });
});
