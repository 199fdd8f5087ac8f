/** What did Prometheus measure, and if it has no value, why not? */
import { ProviderRejected, ProviderUnavailable } from '../../errors';
import type { Course } from '../../ports';
import type { Metrics } from '../../ports/diagnostics';
import { callHttp, expectSuccess, type HttpCall, jsonIn, odd, quoted } from '../shared/http-call';
import { InstantAnswer, RangeAnswer, type Series, worstOf } from './answer';
import { metricNamesIn } from './metric-names';
import type { z } from 'zod';

export interface PrometheusOptions {
  /** `http://prometheus:9090`, with a path where Prometheus lives under one. */
  baseUrl: string;
  bearerToken?: string;
  withinMs?: number;
  /** Told what Prometheus remarks about an answer, e.g. that a part of its storage did not take part. */
  onWarnings?: (warnings: string[], expression: string) => void;
}

/** What another moment may not have: Prometheus was busy, stopped, or is broken inside. */
const PASSING = new Set(['timeout', 'canceled', 'unavailable', 'internal']);

/** How many points of a course are asked for. */
const POINTS = 60;

const MOST_WARNINGS = 3;

type Succeeded<Answer> = Extract<Answer, { status: 'success' }>;

/**
 * Queries by Prometheus' HTTP API. If nothing was measured, or it is not a number, there is no value: a missing series
 * must never look like a zero.
 */
export function createPrometheus(options: PrometheusOptions): Metrics {
  const { bearerToken, withinMs = 10_000, onWarnings } = options;
  const base = options.baseUrl.replace(/\/*$/, '/');

  const ask = async <Schema extends typeof InstantAnswer | typeof RangeAnswer>(
    schema: Schema,
    path: string,
    form: Record<string, string>,
    signal: AbortSignal | undefined,
  ): Promise<Succeeded<z.infer<Schema>>> => {
    const call: HttpCall = {
      provider: 'prometheus',
      method: 'POST',
      url: new URL(path, base).href,
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        ...(bearerToken === undefined ? {} : { authorization: `Bearer ${bearerToken}` }),
      },
      body: new URLSearchParams(form).toString(),
      withinMs,
      maxBytes: 1024 * 1024,
      signal,
      secrets: [bearerToken],
    };
    const answer = expectSuccess(call, await callHttp(call));
    const parsed = schema.safeParse(jsonIn(call, answer));
    if (!parsed.success) throw odd(call, answer);
    if (parsed.data.status === 'success') return parsed.data as Succeeded<z.infer<Schema>>;
    const { errorType, error } = parsed.data;
    const reason = `${errorType}: ${quoted(call, error)}`;
    throw PASSING.has(errorType)
      ? new ProviderUnavailable('prometheus', reason)
      : new ProviderRejected('prometheus', reason);
  };

  const instant = async (
    expression: string,
    at: number | undefined,
    signal: AbortSignal | undefined,
  ): Promise<{ series: Series[]; warnings: string[] }> => {
    const form = { query: expression, ...(at !== undefined && { time: seconds(at) }) };
    const { data, warnings } = await ask(InstantAnswer, 'api/v1/query', form, signal);
    if (warnings.length > 0) onWarnings?.(warnings, expression);
    const series =
      data.resultType === 'scalar'
        ? [{ labels: {}, sample: data.result }]
        : data.result.map(({ metric, value }) => ({ labels: metric, sample: value }));
    return { series, warnings: warnings.slice(0, MOST_WARNINGS) };
  };

  /** Whether what the expression names is not there at all, or is there and nothing of it fits. */
  const whyEmpty = async (expression: string, at: number, signal: AbortSignal | undefined): Promise<string> => {
    const names = metricNamesIn(expression);
    if (names.length === 0) return 'no such series';
    try {
      const { series } = await instant(`count by (__name__) ({__name__=~"${names.join('|')}"})`, at, signal);
      const there = new Set(series.map(({ labels }) => labels['__name__']));
      const absent = names.filter((name) => !there.has(name));
      return absent.length > 0
        ? `no such series: Prometheus does not have ${absent.join(' or ')} now (not scraped, or named differently)`
        : `no match: ${names.join(' and ')} exist, but the query selects nothing (different labels, or too new)`;
    } catch (error) {
      if (!(error instanceof ProviderUnavailable || error instanceof ProviderRejected)) throw error;
      return 'no such series';
    }
  };

  return {
    async query(expression, at, signal) {
      const found = worstOf((await instant(expression, at, signal)).series);
      return 'worst' in found ? found.worst.sample.value : undefined;
    },

    async measure(expression, at, signal) {
      const { series, warnings } = await instant(expression, at, signal);
      const asked = at ?? Date.now();
      const common = { series: series.length, warnings };
      if (series.length === 0) {
        return { ...common, labels: {}, at: asked, lacking: await whyEmpty(expression, asked, signal) };
      }
      const found = worstOf(series);
      if ('lacking' in found) return { ...common, labels: {}, at: series[0]?.sample.at ?? asked, ...found };
      const { labels, sample } = found.worst;
      return { ...common, labels, ...sample };
    },

    async follow(expression, { from, to }, signal) {
      const step = Math.max(1, Math.ceil((to - from) / 1000 / POINTS));
      const form = { query: expression, start: seconds(from), end: seconds(to), step: String(step) };
      const { data } = await ask(RangeAnswer, 'api/v1/query_range', form, signal);
      const points = Math.floor((to - from) / 1000 / step) + 1;
      return highest(
        data.result.flatMap(({ values }) => values),
        points,
      );
    },
  };
}

/** At each point of time the highest of what is a number. */
function highest(samples: readonly { at: number; value: number }[], asked: number): Course {
  const byTime = new Map<number, number>();
  for (const { at, value } of samples) {
    if (Number.isFinite(value)) byTime.set(at, Math.max(value, byTime.get(at) ?? value));
  }
  const points = [...byTime].map(([at, value]) => ({ at, value })).sort((one, other) => one.at - other.at);
  return { points, missing: Math.max(0, asked - points.length) };
}

const seconds = (at: number): string => (at / 1000).toFixed(3);
