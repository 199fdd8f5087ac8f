/** What may a policy say about investigation steps and probes? */
import { z } from 'zod';
import { Duration } from './duration';
import { Id, Templated, rule } from './schema-words';

/** How a measured number is told to people: seconds, percent, a rate, KiB and more. Without one it is told as it is. */
export const MetricUnitSchema = z.enum(['seconds', 'share', 'per-second', 'bytes']);

const Tool = z.discriminatedUnion('use', [
  z.strictObject({ use: z.literal('http'), url: Templated }),
  z.strictObject({
    use: z.literal('prometheus'),
    query: Templated,
    /** What people call what is measured, and its unit: `p99 7.2 s`. */
    name: z.string().optional(),
    unit: MetricUnitSchema.optional(),
    /** The value of so long ago is told beside it, and how it went since. */
    before: Duration.optional(),
  }),
  z.strictObject({
    use: z.literal('cluster'),
    read: z.enum(['rollout-history', 'events', 'logs', 'usage', 'resources', 'oom', 'disk', 'deployment']),
    /**
     * For `logs`: how far back or how many lines, and what to look for (any of these literal texts). For
     * `rollout-history`, `lines` is how many of the last revisions.
     */
    lines: z.number().int().positive().optional(),
    since: Duration.optional(),
    matching: z.array(z.string()).optional(),
    countBy: z.literal('endpoint').optional(),
  }),
  z.strictObject({
    use: z.literal('database'),
    read: z.enum(['connections', 'long-queries', 'slow-statements', 'largest-tables']),
  }),
  z.strictObject({ use: z.literal('changes'), from: Templated, to: Templated }),
]);

/** One command of a step. `byHand` is what a person types where Muster has no connection. */
const Command = rule({ id: Id, title: z.string(), byHand: Templated, tool: Tool });

export const Investigation = z.strictObject({
  /** Names and addresses that the guide writes out literally: the deployment, the namespace, the URLs. */
  parameters: z.record(
    z.string(),
    rule({
      value: z.string(),
      /** Where a deployment tool is connected, this version takes the value's place in the commands of the investigation. */
      version: z.enum(['running', 'previous']).optional(),
    }),
  ),
  /** The step that finds out what was deployed last, for the decision brief. */
  lastDeployment: Id.optional(),
  steps: z.array(rule({ id: Id, title: z.string(), timeBox: Duration, commands: z.array(Command) })),
});

/** A reading that can tick a checklist item. Exactly what `pass` says must hold. */
export const ProbeSchema = z.discriminatedUnion('use', [
  rule({ use: z.literal('http'), title: z.string(), url: Templated, within: Duration }),
  rule({
    use: z.literal('prometheus'),
    title: z.string(),
    query: Templated,
    unit: MetricUnitSchema.optional(),
    /** `under`: a fixed limit. `timesBaseline`: at most so many times the value `before` the incident's start. */
    pass: z.union([
      z.strictObject({ under: z.number() }),
      z.strictObject({ timesBaseline: z.number().positive(), before: Duration }),
    ]),
  }),
  rule({ use: z.literal('cluster'), title: z.string(), check: z.enum(['no-crash-loop']) }),
  // `under`: the share of the connections that the database allows (0.8 is 80 %).
  rule({ use: z.literal('database'), title: z.string(), check: z.enum(['connections']), under: z.number() }),
  /**
   * A suite of tests that runs elsewhere (GitHub Actions), once after the resolution: only for items of the later lists.
   * Without a `workflow` nothing runs and a person ticks the item; without a `repository` it is the worker's own.
   */
  rule({
    use: z.literal('suite'),
    title: z.string(),
    repository: Templated,
    workflow: Templated,
    ref: Templated,
    inputs: z.record(z.string(), Templated).default({}),
    within: Duration,
  }),
]);
