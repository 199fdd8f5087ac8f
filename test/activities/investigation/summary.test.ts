import fc from 'fast-check';
import { type StepOutcome, summaryOf } from '../../../activities/investigation/summary';
import type { InvestigationCommand } from '../../../policy/schema';

const TOOLS: Record<string, InvestigationCommand['tool']> = {
  http: { use: 'http', url: 'http://x' },
  prometheus: { use: 'prometheus', query: 'up' },
  database: { use: 'database', read: 'connections' },
};

const outcome = (use: string, text: string, state: StepOutcome['state'] = 'seen'): StepOutcome => ({
  command: { id: use, title: use, byHand: 'type this', tool: TOOLS[use] ?? { use: 'http', url: 'http://x' } },
  state,
  text,
});

test('what people ask for first comes first: does it answer, how slow, then the rest', () => {
  const outcomes = [
    outcome('database', '97 of 97 connections in use (100 %)\n  more'),
    outcome('prometheus', 'p99 7.2 s (was 0.4 s an hour ago)\n  more'),
    outcome('http', 'NOT healthy: answered 503'),
  ];
  expect(summaryOf(outcomes)).toBe(
    'NOT healthy: answered 503; p99 7.2 s (was 0.4 s an hour ago); 97 of 97 connections in use (100 %)',
  );
});

test('what could not be looked at is counted, and a failure is told with its reason', () => {
  const outcomes = [
    outcome('prometheus', 'failed: prometheus is not available: connection refused', 'failed'),
    outcome('database', 'cut off', 'cut-off'),
    outcome('database', 'not connected; run by hand: psql', 'by-hand'),
  ];
  expect(summaryOf(outcomes)).toBe(
    'failed: prometheus is not available: connection refused; 1 failed; 1 cut off; 1 to run by hand',
  );
});

test('nothing found is a finding', () => {
  expect(summaryOf([outcome('database', 'none running')])).toBe('nothing found');
  expect(summaryOf([outcome('database', 'x', 'by-hand')])).toBe('1 to run by hand');
});

test('a person reads it in ten seconds, whatever was found', () => {
  const some = fc.record({
    use: fc.constantFrom('http', 'prometheus', 'database'),
    text: fc.string({ unit: 'grapheme', maxLength: 400 }),
    state: fc.constantFrom<StepOutcome['state']>('seen', 'by-hand', 'failed', 'cut-off'),
  });
  fc.assert(
    fc.property(fc.array(some, { maxLength: 20 }), (all) => {
      const summary = summaryOf(all.map(({ use, text, state }) => outcome(use, text, state)));
      expect(summary.length).toBeLessThanOrEqual(360);
      expect(summary).not.toContain('\n');
    }),
  );
});
