import { z } from 'zod';
import { ProviderRejected, ProviderUnavailable } from '../errors';
import type { Metrics } from '../ports';
import type { HttpCall } from './http-call';
import { callHttp, expectSuccess, jsonIn, odd, quoted } from './http-call';

export interface PrometheusOptions {
  /** `http://prometheus:9090`, with a path where Prometheus lives under one. */
  baseUrl: string;
  bearerToken?: string;
  withinMs?: number;
  /** Told what Prometheus remarks about an answer, e.g. that a part of its storage did not take part. */
  onWarnings?: (warnings: string[], expression: string) => void;
}

/** A value as Prometheus writes it: a number as text, `NaN`, `+Inf`, `-Inf`. */
const Sample = z
  .tuple([z.number(), z.string().regex(/^(NaN|[+-]?Inf|[+-]?\d+(\.\d+)?(e[+-]?\d+)?)$/i)])
  .transform(([, text]) => Number(text.replace(/inf$/i, 'Infinity')));

const Answer = z.discriminatedUnion('status', [
  z.object({
    status: z.literal('success'),
    warnings: z.array(z.string()).default([]),
    data: z.discriminatedUnion('resultType', [
      z.object({ resultType: z.literal('vector'), result: z.array(z.object({ value: Sample })) }),
      z.object({ resultType: z.literal('scalar'), result: Sample }),
    ]),
  }),
  z.object({ status: z.literal('error'), errorType: z.string(), error: z.string() }),
]);

/** What another moment may not have: Prometheus was busy, stopped, or is broken inside. */
const PASSING = new Set(['timeout', 'canceled', 'unavailable', 'internal']);

/**
 * Instant queries by Prometheus' HTTP API. Of several series the highest counts, as the limits of a guide are upper
 * ones. Nothing measured, or something that is no number, is `undefined`: an absent series must never look like a zero.
 */
export function createPrometheus(options: PrometheusOptions): Metrics {
  const { bearerToken, withinMs = 10_000, onWarnings } = options;
  const url = new URL('api/v1/query', options.baseUrl.replace(/\/*$/, '/')).href;

  return {
    async query(expression, at, signal) {
      const form = new URLSearchParams({ query: expression });
      if (at !== undefined) form.set('time', (at / 1000).toFixed(3));
      const call: HttpCall = {
        provider: 'prometheus',
        method: 'POST',
        url,
        headers: {
          'content-type': 'application/x-www-form-urlencoded',
          ...(bearerToken === undefined ? {} : { authorization: `Bearer ${bearerToken}` }),
        },
        body: form.toString(),
        withinMs,
        maxBytes: 1024 * 1024,
        signal,
        secrets: [bearerToken],
      };
      const answer = expectSuccess(call, await callHttp(call));
      const parsed = Answer.safeParse(jsonIn(call, answer));
      if (!parsed.success) throw odd(call, answer);
      if (parsed.data.status === 'error') {
        const { errorType, error } = parsed.data;
        const reason = `${errorType}: ${quoted(call, error)}`;
        throw PASSING.has(errorType)
          ? new ProviderUnavailable('prometheus', reason)
          : new ProviderRejected('prometheus', reason);
      }
      const { data, warnings } = parsed.data;
      if (warnings.length > 0) onWarnings?.(warnings, expression);
      return worst(data.resultType === 'scalar' ? [data.result] : data.result.map(({ value }) => value));
    },
  };
}

/** The highest value. A series without a value (0/0) is not counted; an endless one leaves nothing to compare with. */
function worst(values: number[]): number | undefined {
  const measured = values.filter((value) => !Number.isNaN(value));
  if (measured.length === 0 || !measured.every(Number.isFinite)) return undefined;
  return measured.reduce((one, other) => Math.max(one, other));
}
