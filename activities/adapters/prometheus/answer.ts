/** What can Prometheus answer, and which of the values counts? */
import { z } from 'zod';

/** A value as Prometheus writes it, a number as text, `NaN`, `+Inf`, `-Inf`, with its time in seconds. */
const Sample = z
  .tuple([z.number(), z.string().regex(/^(NaN|[+-]?Inf|[+-]?\d+(\.\d+)?(e[+-]?\d+)?)$/i)])
  .transform(([seconds, text]) => ({
    at: Math.round(seconds * 1000),
    value: Number(text.replace(/inf$/i, 'Infinity')),
  }));

export type Sample = z.infer<typeof Sample>;

const Labels = z.record(z.string(), z.string()).default({});

const failed = z.object({ status: z.literal('error'), errorType: z.string(), error: z.string() });

const succeeded = { status: z.literal('success'), warnings: z.array(z.string()).default([]) };

export const InstantAnswer = z.discriminatedUnion('status', [
  z.object({
    ...succeeded,
    data: z.discriminatedUnion('resultType', [
      z.object({ resultType: z.literal('vector'), result: z.array(z.object({ metric: Labels, value: Sample })) }),
      z.object({ resultType: z.literal('scalar'), result: Sample }),
    ]),
  }),
  failed,
]);

export const RangeAnswer = z.discriminatedUnion('status', [
  z.object({
    ...succeeded,
    data: z.object({
      resultType: z.literal('matrix'),
      result: z.array(z.object({ metric: Labels, values: z.array(Sample) })),
    }),
  }),
  failed,
]);

export interface Series {
  labels: Record<string, string>;
  sample: Sample;
}

/**
 * The series with the highest value, or why there is none. A series without a value (0/0) is not counted; an endless one
 * leaves nothing to compare with.
 */
export function worstOf(series: readonly Series[]): { worst: Series } | { lacking: string } {
  const measured = series.filter(({ sample }) => !Number.isNaN(sample.value));
  const endless = measured.find(({ sample }) => !Number.isFinite(sample.value));
  if (endless !== undefined) {
    return { lacking: `infinite (${endless.sample.value > 0 ? '+Inf' : '-Inf'}: division by zero)` };
  }
  const [first, ...others] = measured;
  if (first === undefined) return { lacking: 'not a number (NaN: zero divided by zero, as with no traffic)' };
  return { worst: others.reduce((one, other) => (other.sample.value > one.sample.value ? other : one), first) };
}
