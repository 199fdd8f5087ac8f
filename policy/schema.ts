/** What may a policy say? */
import { z } from 'zod';
import { Duration } from './duration';
import { CorrelationSchema, MaintenanceWindowSchema, WatchdogSchema } from './schema-correlation';
import { SeverityRulesSchema } from './schema-severity';
import { Id, MessageText, ProbeName, RoleName, SeverityName, rule } from './schema-words';
import { Intake } from './schema-intake';
import { Investigation, type MetricUnitSchema, ProbeSchema } from './schema-investigation';
import { PostMortemRulesSchema } from './schema-post-mortem';
import { type PublicStatusSchema, StatusPageRulesSchema } from './schema-status-page';

export { Id, RoleName, SeverityName } from './schema-words';

/** A service that this policy speaks for. Alerts name it by `name` or one of `aliases`, exactly, or have its labels. */
const Service = z.strictObject({
  name: Id,
  title: z.string().min(1),
  aliases: z.array(z.string()).default([]),
  /**
   * An alert that has all of these is about this service, whatever it calls it: of an exporter that measures things of many
   * teams, `service` and `job` are the exporter's.
   */
  labels: z.record(z.string(), z.string()).default({}),
  watchdog: WatchdogSchema.optional(),
});

/** What a fact has to be: everything that is given holds. */
const Comparison = z.strictObject({
  fact: z.string(),
  atLeast: z.number().optional(),
  over: z.number().optional(),
  under: z.number().optional(),
  atMost: z.number().optional(),
  is: z.boolean().optional(),
});

const Classification = z.strictObject({
  /**
   * Which labels or annotations of an alert state which measured fact. `means`: what people read as the users affected, a percentage.
   */
  facts: z.record(
    z.string(),
    rule({
      from: z.array(z.string()),
      unit: z.enum(['percent', 'seconds', 'flag']),
      means: z.literal('users-affected').optional(),
    }),
  ),
  /** Facts decide before words; the first that matches, most severe first. */
  measured: z.array(rule({ severity: SeverityName, when: Comparison, line: z.string() })),
  explicit: rule({
    labels: z.array(z.string()),
    values: z.record(z.string(), SeverityName),
    /** What a source says of alerts that are nobody's business, such as a Watchdog's `none`: they open nothing. */
    ignored: z.array(z.string()).default(['none']),
  }),
  services: z.array(rule({ service: Id, label: z.string(), equals: z.string(), severity: SeverityName })).default([]),
  /** Last, the alert's own text: any one of the phrases, whatever the case. */
  wording: z.array(rule({ severity: SeverityName, words: z.array(z.string()).min(1), line: z.string() })),
  unknown: rule({ severity: SeverityName }),
});

/** A reference that the guide leaves open (a link, a schedule); `value` is filled in by whoever owns the policy. */
const Setting = rule({ title: z.string(), value: z.string().nullable() });

const Item = rule({ id: Id, text: z.string(), probe: ProbeName.optional() });
const Stage = rule({ within: Duration.nullable(), owner: RoleName, items: z.array(Item) });

const TimeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "a time of day such as '09:00'");

/** The whole guide as data: see `docs/technical-description.md`. Output durations are milliseconds. */
export const Policy = z.strictObject({
  name: Id,
  version: z.string().regex(/^\d+\.\d+\.\d+$/, 'a version such as 1.0.0'),
  guide: z.string(),
  /** Whether alerts for services that no policy names come here (marked, never dropped). */
  catchAll: z.boolean().default(false),
  services: z.array(Service).min(1),
  roles: z.record(RoleName, rule({ title: z.string() })),
  settings: z.record(Id, Setting),
  classification: Classification,
  correlation: CorrelationSchema.prefault({
    groupBy: ['service'],
    flapping: { changes: 4, within: '15m', quietFor: '10m' },
    lateWithin: '2m',
    storm: { tellAtMost: 200, rememberAtMost: 2_000 },
    assumption: 'Alerts of one service belong together. The numbers are ours.',
  }),
  /** Read anew whenever alerts arrive; an incident is not pinned to it. */
  maintenance: z.array(MaintenanceWindowSchema).default([]),
  /** How the HTTP side reads alerts of systems without a door of their own. */
  intake: Intake.default({ generic: {} }),
  /** As many as the guide has, the worst first. */
  severities: z.record(SeverityName, SeverityRulesSchema),
  communication: z.strictObject({
    channel: rule({
      name: z.string(),
      /** Whether each incident has a channel of its own besides; absent: unless the settings say so. */
      perIncident: z.boolean().optional(),
    }),
    /** The setting that has the link of the call that people always use. `null`: there is none. */
    bridge: rule({ setting: Id }).nullable().default(null),
    stakeholders: rule({ addresses: z.array(z.string()) }),
    /** Changes of severity or status within this time are told as one update, to whoever got the first notification. */
    changesWithin: Duration.prefault('1m'),
    templates: z.record(
      z.enum(['bridge', 'initial', 'update', 'resolved', 'brief']),
      rule({ subject: MessageText, body: MessageText }),
    ),
  }),
  /** `null`: nothing goes on a public status page. */
  statusPage: StatusPageRulesSchema.nullable().default(null),
  investigation: Investigation,
  probes: z.record(ProbeName, ProbeSchema),
  probing: rule({ every: Duration }),
  checklists: z.strictObject({ immediate: Stage, extended: Stage, followUp: Stage }),
  postMortem: PostMortemRulesSchema,
  calendar: rule({
    zone: z.string(),
    days: z.array(z.number().int().min(1).max(7)).min(1),
    from: TimeOfDay,
    to: TimeOfDay,
    holidays: z.array(z.string().regex(/^\d{4}-\d\d-\d\d$/, 'a date such as 2026-12-25')).default([]),
  }),
  delivery: rule({
    retryEvery: Duration,
    /** Whether what a page opened elsewhere is acknowledged and ended with the incident. */
    following: rule({
      acknowledged: z.boolean(),
      ended: z.boolean(),
      /** A page after an acknowledgement opens something new, which rings; or is added to what is acknowledged. */
      ringsAgain: z.boolean(),
    }),
    /** For how long a vendor is asked what became of a page that it took. `null`: nobody asks. */
    confirmed: rule({ within: Duration }).nullable(),
    /** Whether what waits for a vendor is dropped once something newer overtakes it, or sent however late it is. */
    overtaken: rule({ dropped: z.boolean() }),
    /** Whether the timeline says whom a message did not reach. */
    tellNotReached: z.boolean(),
  }),
});

export type Policy = z.output<typeof Policy>;
export type PolicyInput = z.input<typeof Policy>;
export type Severity = z.output<typeof SeverityName>;
export type SeverityRules = z.output<typeof SeverityRulesSchema>;
export type DecisionRules = NonNullable<SeverityRules['decision']>;
export type ActionRule = SeverityRules['actions'][number];
export type EscalationColumn = SeverityRules['escalation'][number];
export type Probe = z.output<typeof ProbeSchema>;
export type MetricUnit = z.output<typeof MetricUnitSchema>;
export type InvestigationStep = Policy['investigation']['steps'][number];
export type InvestigationCommand = InvestigationStep['commands'][number];
export type ChecklistStage = keyof Policy['checklists'];
export type TemplateName = keyof Policy['communication']['templates'];
export type PostMortemRules = Policy['postMortem'];
export type MaintenanceWindow = Policy['maintenance'][number];
export type StatusPageRules = NonNullable<Policy['statusPage']>;
export type PublicStatus = z.output<typeof PublicStatusSchema>;
export type PublicRules = NonNullable<StatusPageRules['severities'][Severity]>;
export type PublicImpact = PublicRules['impact'];
export type PublicComponent = NonNullable<PublicRules['component']>;
export type Calendar = Policy['calendar'];
