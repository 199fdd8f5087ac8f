import { createProbingActivities } from '../../../activities/investigation/probes';
import type { Readings } from '../../../domain/state/events';
import type { Metrics } from '../../../activities/ports/diagnostics';
import type { Probe } from '../../../policy/schema';
import { MockActivityEnvironment } from '@temporalio/testing';

const STARTED = Date.parse('2026-01-15T14:30:00Z');

const MINUTE = 60_000;

const PROBE: Probe = {
  use: 'prometheus',
  title: 'Response times',
  query: 'p99',
  unit: 'seconds',
  pass: { timesBaseline: 1.2, before: 10 * MINUTE },
  assumption: 'Ours.',
};

/** One round: `now` is measured now, `before` ten minutes before the incident's start and at no other time. */
async function reading(now: number | undefined, before: number | undefined): Promise<unknown> {
  const metrics: Metrics = {
    query: (_expression, at) => Promise.resolve(at === undefined ? now : at === STARTED - 10 * MINUTE ? before : 99),
    measure: () => Promise.reject(new Error('not asked')),
    follow: () => Promise.reject(new Error('not asked')),
  };
  const health = { check: () => Promise.reject(new Error('not asked')) };
  const { readProbes } = createProbingActivities({ health, metrics: () => metrics });
  const reading = { probes: { p99: PROBE }, parameters: {}, startedAt: STARTED };
  const { readings, unread }: Readings = await new MockActivityEnvironment().run(readProbes, reading);
  return readings['p99'] ?? unread['p99'];
}

test.each([
  [0.48, 0.4, true],
  [0.5, 0.4, false],
])('%d s against %d s before the incident: normal is %p', async (now, before, passed) => {
  expect(await reading(now, before)).toEqual({
    passed,
    evidence: `Response times ${now} s (before the incident 0.4 s, limit 0.48 s)`,
  });
});

test.each([
  [undefined, 0.4, 'nothing was measured'],
  [0.4, undefined, "nothing was measured before the incident, so it can't be compared"],
])('%d s against %d s before the incident decides nothing: %s', async (now, before, because) => {
  expect(await reading(now, before)).toBe(because);
});
