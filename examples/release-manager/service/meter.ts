/** Upper bounds of the latency histogram, in seconds. */
export const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5] as const;

/** The counters at an instant. `buckets` are cumulative, as Prometheus has them; the last is `+Inf`. */
export interface Reading {
  at: number;
  requests: number;
  errors: number;
  seconds: number;
  buckets: number[];
}

/** How far back readings are kept: far enough for "before the incident". */
const KEPT_MS = 30 * 60_000;

/** Counts requests, and remembers the counters now and then, so that rates can be told for the last minutes. */
export class Meter {
  private requests = 0;
  private errors = 0;
  private seconds = 0;
  private readonly buckets = [...BUCKETS, Infinity].map(() => 0);
  private readonly readings: Reading[] = [];

  count(seconds: number, failed: boolean): void {
    this.requests += 1;
    this.seconds += seconds;
    if (failed) this.errors += 1;
    [...BUCKETS, Infinity].forEach((bound, at) => {
      if (seconds <= bound) this.buckets[at] = (this.buckets[at] ?? 0) + 1;
    });
  }

  now(): Reading {
    const { requests, errors, seconds, buckets } = this;
    return { at: Date.now(), requests, errors, seconds, buckets: [...buckets] };
  }

  /** To be called regularly; how often sets how exact the rates are. */
  remember(): void {
    const reading = this.now();
    this.readings.push(reading);
    while ((this.readings[0]?.at ?? reading.at) < reading.at - KEPT_MS) this.readings.shift();
  }

  /** The first and last reading in the window that ends at `at`; `undefined` where less than two are known. */
  between(at: number, windowMs: number): { first: Reading; last: Reading } | undefined {
    const within = this.readings.filter((reading) => reading.at >= at - windowMs && reading.at <= at);
    const [first] = within;
    const last = within.at(-1);
    return first === undefined || last === undefined || last.at === first.at ? undefined : { first, last };
  }
}

/** The metrics page in Prometheus' text format. */
export function metricsPage(reading: Reading, connections: number): string {
  const bounds = [...BUCKETS.map((bound) => bound.toString()), '+Inf'];
  return [
    '# TYPE requests_total counter',
    `requests_total ${reading.requests}`,
    '# TYPE errors_total counter',
    `errors_total ${reading.errors}`,
    '# TYPE request_duration_seconds histogram',
    ...bounds.map((bound, at) => `request_duration_seconds_bucket{le="${bound}"} ${reading.buckets[at] ?? 0}`),
    `request_duration_seconds_sum ${reading.seconds}`,
    `request_duration_seconds_count ${reading.requests}`,
    '# TYPE db_connections gauge',
    `db_connections ${connections}`,
    '',
  ].join('\n');
}
