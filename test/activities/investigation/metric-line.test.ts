import { metricLine } from '../../../activities/investigation/metric-line';
import type { Course, Measurement } from '../../../activities/ports';
import type { Metrics } from '../../../activities/ports/diagnostics';

const NOW = Date.parse('2026-01-15T14:30:00Z');

const HOUR = 3_600_000;

const TOOL = { use: 'prometheus', query: 'p99{job="{{job}}"}', name: 'p99', unit: 'seconds', before: HOUR } as const;

const parameters = { job: { value: 'rm' } };

const found = (value: number, more: Partial<Measurement> = {}): Measurement => ({
  value,
  labels: {},
  series: 1,
  at: NOW,
  warnings: [],
  ...more,
});

const lacking = (why: string): Measurement => ({ lacking: why, labels: {}, series: 0, at: NOW, warnings: [] });

/** Metrics that know two moments. */
function metricsOf(
  now: Measurement,
  earlier: Measurement | Error,
  course: Course | Error,
): Metrics & { asked: unknown[] } {
  const asked: unknown[] = [];
  const answer = <T>(known: T | Error): Promise<T> =>
    known instanceof Error ? Promise.reject(known) : Promise.resolve(known);
  return {
    asked,
    query: () => Promise.resolve(undefined),
    measure: (expression, at) => {
      asked.push([expression, at]);
      return answer(at === undefined ? now : earlier);
    },
    follow: (_expression, span) => {
      asked.push(span);
      return answer(course);
    },
  };
}

const tell = (metrics: Metrics, tool: Parameters<typeof metricLine>[1] = TOOL): Promise<string> =>
  metricLine(metrics, tool, { parameters, now: NOW, signal: AbortSignal.timeout(1_000) });

const COURSE = {
  points: [
    { at: NOW - HOUR, value: 0.4 },
    { at: NOW - HOUR / 2, value: 9 },
    { at: NOW, value: 7.2 },
  ],
  missing: 2,
};

test('tells the value with its unit, the one of before, of what and when, and how it went', async () => {
  const metrics = metricsOf(found(7.2, { labels: { pod: 'a' }, series: 3 }), found(0.4), COURSE);
  expect((await tell(metrics)).split('\n')).toEqual([
    'p99 7.2 s (was 0.4 s an hour ago)',
    '  measured at 14:30 UTC, highest of 3 series: pod=a',
    '  in the last hour: lowest 0.4 s at 13:30 UTC, highest 9 s at 14:00 UTC; 2 of 5 points missing',
  ]);
  expect(metrics.asked).toEqual([
    ['p99{job="rm"}', undefined],
    ['p99{job="rm"}', NOW - HOUR],
    { from: NOW - HOUR, to: NOW },
  ]);
});

test('no value is never a zero: it says why there is none', async () => {
  const text = await tell(metricsOf(lacking('not a number (NaN)'), lacking('absent'), { points: [], missing: 61 }));
  expect(text.split('\n')[0]).toBe('p99 none: not a number (NaN) (no value an hour ago)');
  expect(text).toContain('  no value in the last hour');
});

test('the value stands where the one of before can not be had', async () => {
  const gone = new Error('gone');
  expect((await tell(metricsOf(found(7.2), gone, gone))).split('\n')).toEqual(['p99 7.2 s', '  measured at 14:30 UTC']);
});

test('without `before` one question is asked', async () => {
  const metrics = metricsOf(found(0.1), found(0), COURSE);
  expect(await tell(metrics, { use: 'prometheus', query: 'up' })).toBe('0.1\n  measured at 14:30 UTC');
  expect(metrics.asked).toHaveLength(1);
});

test('a failure of the value itself is one', async () => {
  const metrics: Metrics = { ...metricsOf(found(1), found(1), COURSE), measure: () => Promise.reject(new Error('no')) };
  await expect(tell(metrics)).rejects.toThrow('no');
});

test('what Prometheus warns of stays on its line', async () => {
  const text = await tell(metricsOf(found(1, { warnings: ['one store\ndid not answer'] }), found(1), COURSE));
  expect(text).toContain('\n  Prometheus warns: one store did not answer');
});
