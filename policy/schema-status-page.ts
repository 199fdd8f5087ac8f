/** What may a policy say about the public status page? */
import { z } from 'zod';
import { Duration } from './duration';
import { PublicText, rule, SeverityName } from './schema-words';

/** An incident's status, as public status pages call it. */
export const PublicStatusSchema = z.enum(['investigating', 'identified', 'monitoring', 'resolved']);

const PublicImpactSchema = z.enum(['minor', 'major', 'critical']);

/** How an incident of one severity is published. */
const PublicSeverity = rule({
  /** `when-confirmed`: once a person publishes it (`muster publish`); `at-once`: as soon as the incident opens. */
  opens: z.enum(['when-confirmed', 'at-once']),
  impact: PublicImpactSchema,
  /** How the service's component is shown until a fix is in place; `null`: the component is never changed. */
  component: z.enum(['degraded', 'partial-outage', 'major-outage']).nullable(),
  /** What customers read as the impact until a person publishes a better text. */
  says: PublicText,
});

/**
 * What goes on the public status page, and in which words. Its templates can use only a few facts, so that nothing
 * internal gets out: no alert text, no name, no cause.
 */
export const StatusPageRulesSchema = rule({
  /** `null` or absent: incidents of this severity never go public. */
  severities: z.record(SeverityName, PublicSeverity.nullable()),
  /** Which public status each status of an incident has. `resolved` is shown only at the end. */
  statuses: z.strictObject({
    investigating: PublicStatusSchema.exclude(['resolved']),
    identified: PublicStatusSchema.exclude(['resolved']),
    mitigating: PublicStatusSchema.exclude(['resolved']),
    monitoring: PublicStatusSchema.exclude(['resolved']),
  }),
  /**
   * How impact and component are shown while the public status is `monitoring`: a fix is in place. Absent: as before the fix.
   * A component that is never changed isn't changed then either; at the end the impact is the severity's again.
   */
  whileMonitoring: z
    .strictObject({
      impact: PublicImpactSchema,
      component: z.enum(['operational', 'degraded', 'partial-outage', 'major-outage']),
    })
    .optional(),
  /** The longest time between two updates; each names the time of the next. `null`: only when something changes. */
  updateEvery: Duration.nullable(),
  templates: z.strictObject({
    title: PublicText,
    investigating: PublicText,
    identified: PublicText,
    monitoring: PublicText,
    resolved: PublicText,
    /** The last update after a false alarm, or when a person takes the incident off the page. */
    retracted: PublicText,
    /** The last update when the severity is lowered to one that is not published. */
    lowered: PublicText,
    /** The last update when the incident is merged into another one. */
    merged: PublicText,
  }),
});
