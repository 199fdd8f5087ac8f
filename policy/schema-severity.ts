/** What may a policy say about one severity? */
import { z } from 'zod';
import { Duration } from './duration';
import { Id, ProbeName, RoleName, rule } from './schema-words';

const Audience = z.enum(['channel', 'stakeholders']);

/** What settles an action of the list without anybody saying so; `person` means that somebody must. */
export const MetBy = z.enum([
  'paged',
  'announced',
  'bridge',
  'ticket',
  'fix-ticket',
  'status-page',
  'brief',
  'decision',
  'identified',
  'mitigating',
  'monitoring',
  'stability',
  'person',
]);

const Action = rule({
  id: Id,
  text: z.string(),
  owner: RoleName,
  metBy: MetBy,
  /** Target, counted from the incident's start; `next-business-day` by the policy's calendar. */
  within: z.union([Duration, z.literal('next-business-day')]).optional(),
});

/** The rollback decision: brief, deadline, who may decide, and what happens when nobody does. */
export const DecisionSchema = rule({
  briefAfter: Duration,
  /** How long before the brief the deployment tool is asked which version a rollback returns to. */
  versionsReadAhead: Duration,
  dueAfter: Duration,
  extendBy: Duration,
  extensions: z.number().int().min(0),
  approvers: z.array(RoleName).min(1),
  nextAuthority: RoleName,
  whenUndecided: z.enum(['none', 'roll-back', 'fix-forward']),
  persons: z.union([z.literal(1), z.literal(2)]),
  /** Who may decide alone after the deadline, where two persons are asked for. */
  breakGlass: z.array(RoleName).default([]),
  /** How long a decision that a failed rollback reopened has. */
  reopenedFor: Duration,
  /** How long a rollback may take until it is called failed. */
  rollbackWithin: Duration,
});

/** Everything that the guide says of one severity. Times count from the start of the incident unless said otherwise. */
export const SeverityRulesSchema = z.strictObject({
  title: z.string(),
  definition: rule({ text: z.string() }).optional(),
  characteristics: z.array(rule({ text: z.string() })).default([]),
  examples: z.array(rule({ text: z.string() })).default([]),
  response: rule({ within: Duration.nullable() }),
  team: rule({
    roles: z.array(RoleName),
    /** `all`: each role must join; `any`: one acknowledgement is enough; `none`: nobody owes an answer. */
    quorum: z.enum(['all', 'any', 'none']),
    chaseEvery: Duration.nullable(),
    /** Who is asked what a lead would be asked, while nobody leads; absent: whoever was contacted first. */
    standsIn: RoleName.optional(),
  }),
  contact: rule({
    by: z.enum(['page', 'notice', 'none']),
    repeatEvery: Duration.nullable(),
    whenUnanswered: z.enum(['next-column', 'repeat']),
    idleAfter: Duration.nullable(),
  }),
  /** The matrix's columns, forward in time. */
  escalation: z.array(rule({ after: Duration, roles: z.array(RoleName).min(1) })),
  announce: rule({ to: z.array(Audience), bridge: z.enum(['open', 'on-demand', 'none']), ticket: z.boolean() }),
  updates: rule({ nudgeAfter: Duration, postAfter: Duration, to: z.array(Audience).min(1) }).nullable(),
  actions: z.array(Action),
  investigates: z.boolean(),
  decision: DecisionSchema.nullable(),
  /** `recoverWithin`: how long what failed already when the watch began has to recover. */
  stability: rule({ watchFor: Duration, recoverWithin: Duration }).nullable(),
  /** Whether resolving needs every immediate checklist item, or an override. */
  gated: z.boolean(),
  postMortem: z.boolean(),
  /** A probe that is watched until the incident is resolved, whose failures are told to the lead. */
  logWatch: rule({ probe: ProbeName }).nullable(),
  /** The ticket: its priority word, labels, and the release that it is planned for. */
  ticket: rule({ priority: z.string(), labels: z.array(z.string()), release: z.string().nullable() }).nullable(),
  /** The incident ends as soon as its issue exists. */
  endsWithTicket: z.boolean(),
});
