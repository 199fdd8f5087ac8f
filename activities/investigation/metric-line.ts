/** How is a measured value written in one finding, compared with its earlier value? */
import { spokenDuration, utcTime } from '../../domain/text/format';
import { type Parameters, renderParameters } from '../../policy/parameters';
import type { InvestigationCommand } from '../../policy/schema';
import type { Course, Measurement } from '../ports';
import type { Metrics } from '../ports/diagnostics';
import { spokenValue } from './units';

type PrometheusTool = Extract<InvestigationCommand['tool'], { use: 'prometheus' }>;

const LABELS = 3;

/**
 * One measured value in a line with its unit, `p99 7.2 s (was 0.4 s an hour ago)`, then when it was measured, of what, and
 * how it went. What is not there is said in words; how it went is left out where it can't be had.
 */
export async function metricLine(
  metrics: Metrics,
  tool: PrometheusTool,
  { parameters, now, signal }: { parameters: Parameters; now: number; signal: AbortSignal },
): Promise<string> {
  const query = renderParameters(tool.query, parameters);
  const { before } = tool;
  const [current, earlier, course] = await Promise.all([
    metrics.measure(query, undefined, signal),
    before === undefined ? undefined : metrics.measure(query, now - before, signal).catch(() => undefined),
    before === undefined
      ? undefined
      : metrics.follow(query, { from: now - before, to: now }, signal).catch(() => undefined),
  ]);
  const spoken = (value: number): string => spokenValue(value, tool.unit);
  const name = tool.name === undefined ? '' : `${tool.name} `;
  const told =
    current.value === undefined ? `${name}none: ${current.lacking ?? 'no value'}` : name + spoken(current.value);
  const was = before === undefined || earlier === undefined ? '' : ` (${then(earlier, before, spoken)})`;
  return [
    told + was,
    `  ${whereAndWhen(current)}`,
    ...(course === undefined || before === undefined ? [] : wentLike(course, before, spoken)),
    ...current.warnings.map((warning) => `  Prometheus warns: ${warning.replace(/\s+/g, ' ')}`),
  ].join('\n');
}

const HOUR_MS = 3_600_000;

const span = (ms: number): string => (ms === HOUR_MS ? 'an hour' : spokenDuration(ms));

const last = (ms: number): string => `the last ${ms === HOUR_MS ? 'hour' : spokenDuration(ms)}`;

const then = ({ value }: Measurement, before: number, spoken: (value: number) => string): string =>
  value === undefined ? `no value ${span(before)} ago` : `was ${spoken(value)} ${span(before)} ago`;

function whereAndWhen({ value, labels, series, at }: Measurement): string {
  const named = Object.entries(labels).slice(0, LABELS);
  const which = named.map(([label, of]) => `${label}=${of}`).join(', ');
  const of = series < 2 || value === undefined ? which : `highest of ${series} series${which && `: ${which}`}`;
  return `measured at ${utcTime(at)}${of && `, ${of}`}`;
}

function wentLike({ points, missing }: Course, before: number, spoken: (value: number) => string): string[] {
  const [first, ...others] = points;
  if (first === undefined) return [`  no value in ${last(before)}`];
  const lowest = others.reduce((one, other) => (other.value < one.value ? other : one), first);
  const highest = others.reduce((one, other) => (other.value > one.value ? other : one), first);
  const gaps = missing === 0 ? '' : `; ${missing} of ${missing + points.length} points missing`;
  return [
    `  in ${last(before)}: lowest ${spoken(lowest.value)} at ${utcTime(lowest.at)}, highest ${spoken(highest.value)} at ${utcTime(highest.at)}${gaps}`,
  ];
}
