/** As much of Prometheus as the guide asks of it: its queries, by heart, over the service's own counters. */
import type { Meter, Reading } from './meter';
import { BUCKETS } from './meter';
import type { Answer } from './server';

export const ERROR_RATIO = 'sum(rate(errors_total[5m])) / sum(rate(requests_total[5m]))';
export const P99 = 'histogram_quantile(0.99, sum by (le) (rate(request_duration_seconds_bucket[5m])))';

type Window = { first: Reading; last: Reading };

interface Query {
  compute: (window: Window) => number;
  /** `[15m]` is three times the service's window, which stands for `[5m]`. */
  windows?: number;
}

/** The queries of the checklist, of the guide's investigation and of the log watch. */
const KNOWN: ReadonlyMap<string, Query> = new Map<string, Query>([
  [ERROR_RATIO, { compute: errorRatio }],
  ['sum(rate(errors_total[5m])) / sum(rate(request_duration_seconds_count[5m]))', { compute: errorRatio }],
  [P99, { compute: p99 }],
  ['rate(errors_total[5m])', { compute: errorsPerSecond }],
  ['histogram_quantile(0.99, rate(request_duration_seconds_bucket[5m]))', { compute: p99 }],
  ['sum(increase(errors_total[15m]))', { compute: errors, windows: 3 }],
]);

/**
 * Answers `/api/v1/query`. `[5m]` stands for the service's window, which may be shorter than five minutes so that a
 * demonstration need not wait. Before two readings are known there is no series, as with Prometheus.
 */
export function answerQuery(meter: Meter, windowMs: number, parameters: URLSearchParams): Answer {
  const expression = parameters.get('query')?.trim() ?? '';
  const query = KNOWN.get(expression);
  if (query === undefined)
    return badData(`invalid parameter "query": this service knows only: ${[...KNOWN.keys()].join('; ')}`);
  const asked = parameters.get('time');
  const at = asked === null ? Date.now() : instant(asked);
  if (at === undefined)
    return badData(`invalid parameter "time": cannot parse ${JSON.stringify(asked)} to a valid timestamp`);
  const window = meter.between(at, windowMs * (query.windows ?? 1));
  const result = window === undefined ? [] : [{ metric: {}, value: [at / 1000, written(query.compute(window))] }];
  return { status: 200, body: { status: 'success', data: { resultType: 'vector', result } } };
}

function badData(error: string): Answer {
  return { status: 400, body: { status: 'error', errorType: 'bad_data', error } };
}

/** Seconds since 1970 or RFC 3339, as milliseconds. */
function instant(text: string): number | undefined {
  const at = /^\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : Date.parse(text);
  return Number.isNaN(at) ? undefined : at;
}

function errors({ first, last }: Window): number {
  return last.errors - first.errors;
}

function errorsPerSecond(window: Window): number {
  return errors(window) / ((window.last.at - window.first.at) / 1000);
}

function errorRatio(window: Window): number {
  return errors(window) / (window.last.requests - window.first.requests);
}

/** As `histogram_quantile`: linear within the bucket, and the last finite bound for what lies beyond it. */
function p99({ first, last }: Window): number {
  const counts = last.buckets.map((count, at) => count - (first.buckets[at] ?? 0));
  const rank = 0.99 * (counts.at(-1) ?? 0);
  if (rank === 0) return NaN;
  const bucket = counts.findIndex((count) => count >= rank);
  const upper = BUCKETS[bucket];
  if (upper === undefined) return BUCKETS[BUCKETS.length - 1] ?? NaN;
  const below = counts[bucket - 1] ?? 0;
  const lower = BUCKETS[bucket - 1] ?? 0;
  return lower + (upper - lower) * ((rank - below) / ((counts[bucket] ?? 0) - below));
}

/** A number as Prometheus writes it. */
function written(value: number): string {
  if (Number.isFinite(value) || Number.isNaN(value)) return value.toString();
  return value > 0 ? '+Inf' : '-Inf';
}
