import { z } from 'zod';
import { Duration } from './duration';
import { PublicText, rule } from './schema-words';

/** How far it is, in the words of public status pages. */
export const PublicStatusSchema = z.enum(['investigating', 'identified', 'monitoring', 'resolved']);

/** What the public is told of one severity. */
const PublicSeverity = rule({
  /** `when-confirmed`: a person says that the public is told (`muster publish`); `at-once`: with the incident. */
  opens: z.enum(['when-confirmed', 'at-once']),
  impact: z.enum(['minor', 'major', 'critical']),
  /** How the service's component is shown meanwhile; `null` leaves it alone. */
  component: z.enum(['degraded', 'partial-outage', 'major-outage']).nullable(),
  /** The impact as the public reads it until a person has worded it for them. */
  says: PublicText,
});

/**
 * What goes on the public status page, and in which words. Its templates know a few facts only, so that nothing internal
 * can get into them: no alert's text, no name, no cause.
 */
export const StatusPageRulesSchema = rule({
  /** `null`: incidents of this severity never go public. */
  severities: z.strictObject({
    P1: PublicSeverity.nullable(),
    P2: PublicSeverity.nullable(),
    P3: PublicSeverity.nullable(),
    P4: PublicSeverity.nullable(),
  }),
  /** How far it is, as the public is told. `resolved` is the end's own. */
  statuses: z.strictObject({
    investigating: PublicStatusSchema.exclude(['resolved']),
    identified: PublicStatusSchema.exclude(['resolved']),
    mitigating: PublicStatusSchema.exclude(['resolved']),
    monitoring: PublicStatusSchema.exclude(['resolved']),
  }),
  /** The longest time between two statements; each names the time of the next. `null`: only when something changes. */
  updateEvery: Duration.nullable(),
  templates: z.strictObject({
    title: PublicText,
    investigating: PublicText,
    identified: PublicText,
    monitoring: PublicText,
    resolved: PublicText,
    /** The last word when it was a false alarm, or when a person takes the report back. */
    retracted: PublicText,
    /** The last word when the severity fell below what goes public. */
    lowered: PublicText,
    /** The last word when the incident stands down for another one. */
    merged: PublicText,
  }),
});
