/** What do the API's answers look like, as schemas for the routes and for `/openapi.json`? */
import { z } from 'zod';

/** Shapes that several routes answer with; texts and numbers as `docs/api.md` says. */

export const ProblemShape = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number(),
    detail: z.string(),
    errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  })
  .meta({ id: 'Problem', description: 'RFC 9457, application/problem+json' });

export const AnswerShape = z
  .object({
    incidentId: z.string(),
    actId: z.string(),
    text: z.string().describe('one sentence that says what happened'),
    pending: z.literal(true).optional().describe('recorded by Temporal; no worker has processed it yet'),
  })
  .meta({ id: 'Answer' });

export const SummaryShape = z
  .object({
    id: z.string(),
    address: z.string(),
    open: z.boolean(),
    title: z.string(),
    severity: z.string(),
    status: z.string(),
    alerts: z.number(),
    startedAt: z.string(),
    endedAt: z.string().optional(),
    service: z.string().optional(),
    lead: z.string().optional(),
    leadName: z.string().optional(),
    nextDueAt: z.string().optional(),
    overdue: z.number().optional(),
    drill: z.literal(true).optional().describe('it is a drill'),
    trouble: z.string().optional().describe('it has stood still, or Temporal ended it: since when'),
  })
  .meta({ id: 'IncidentSummary' });

/** The view is the workflow's own; what a client may rely on is named, what comes later passes through. */
export const IncidentShape = z
  .looseObject({
    id: z.string(),
    address: z.string(),
    trouble: z.string().optional().describe('it has stood still, or Temporal ended it: since when, and what to do'),
    service: z.string(),
    title: z.string(),
    drill: z.array(z.string()).optional().describe('it is a drill for these people'),
    severity: z.string(),
    severityTitle: z.string(),
    severityRank: z.number().describe('its place in the policy’s list; 0 is the most severe'),
    severityReasons: z.array(z.string()),
    status: z.string(),
    startedAt: z.string(),
    beganAt: z.string(),
    things: z.record(z.string(), z.string()).optional(),
    links: z.record(z.string(), z.string()).optional(),
    acknowledgedBy: z.array(z.string()),
    deliveries: z
      .array(
        z.looseObject({
          page: z.string(),
          to: z.string(),
          ways: z.array(z.looseObject({ channel: z.string(), state: z.string(), at: z.string() })),
        }),
      )
      .optional()
      .describe('delivery state of each person’s newest pages: sent, delivered, failed and retrying, failed for good'),
    alerts: z.looseObject({ firing: z.number(), total: z.number() }),
    obligations: z.array(z.looseObject({ id: z.string(), what: z.string(), owner: z.string(), state: z.string() })),
    earlier: z.number().optional().describe('how many older entries the timeline here leaves out; the record has them'),
    timeline: z.array(z.looseObject({ at: z.string(), kind: z.string(), text: z.string() })),
    checklist: z.array(z.looseObject({ id: z.string(), stage: z.string(), text: z.string(), state: z.string() })),
  })
  .meta({ id: 'Incident' });

export const MeShape = z
  .object({
    person: z.string(),
    name: z.string(),
    access: z.string(),
    proof: z.string().describe('what says so: the id of the token, oidc, or loopback'),
  })
  .meta({ id: 'Me' });

export const Anything = z.looseObject({});
export const Ref = z.object({
  id: z.string().max(200).describe('the incident’s full id, its last part (x4tm) or its address'),
});

/** The answers that every route may give instead. */
export const PROBLEMS = {
  400: ProblemShape,
  401: ProblemShape,
  403: ProblemShape,
  404: ProblemShape,
  409: ProblemShape,
  422: ProblemShape,
  503: ProblemShape,
};
