/** What may a directory file say? */
import { DateTime, IANAZone } from 'luxon';
import { z } from 'zod';
import type { Access } from '../domain/state/access';
import { Id, RoleName } from '../policy/schema-words';

/** The role that means everybody on call, in all layers of all rotations. Nobody else can hold it. */
export const ALL_ON_CALL = 'all-on-call';

export const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;

const exists = (text: string) => DateTime.fromISO(text, { zone: 'utc' }).isValid;

const Day = z
  .string()
  .regex(/^\d{4}-\d\d-\d\d$/, 'must be a date such as 2026-01-05')
  .refine(exists, 'is not a real date');
const TimeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of day such as 09:00');
const Moment = z
  .string()
  .regex(
    /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)?$/,
    "must be a time such as 2026-12-24T09:00 (in the layer's zone) or 2026-12-24T09:00+01:00",
  )
  .refine(exists, 'is not a real time');
const Zone = z
  .string()
  .refine((name) => IANAZone.isValidZone(name), 'is not a known time zone; write one such as Europe/Berlin');

const SHAPES: Record<string, { matches: RegExp; example: string }> = {
  phone: { matches: /^\+\d[\d ()-]{4,}$/, example: '+1-555-0101' },
  sms: { matches: /^\+\d[\d ()-]{4,}$/, example: '+1-555-0101' },
  push: { matches: /^[A-Za-z0-9_-]{1,64}$/, example: 'muster-ada-x7k2p9' },
  email: { matches: /^[^\s@]+@[^\s@]+$/, example: 'ada@example.com' },
};

const ContactPoint = z
  .strictObject({
    channel: z.enum(['phone', 'sms', 'slack', 'pagerduty', 'email', 'push']),
    address: z.string().min(1),
  })
  .superRefine(({ channel, address }, context) => {
    const shape = SHAPES[channel];
    if (shape === undefined || shape.matches.test(address)) return;
    context.addIssue({ code: 'custom', path: ['address'], message: `must look like ${shape.example} for ${channel}` });
  });

const PagerDutyId = z.string().regex(/^[A-Z][A-Z0-9]{5,19}$/, 'must be a PagerDuty id such as PABC123');

const LEVELS = ['viewer', 'responder', 'lead', 'approver', 'admin'] as const satisfies readonly Access[];

const Person = z.strictObject({
  id: Id,
  name: z.string().trim().min(1),
  /** This person's name in the chat, without the `@`. */
  handle: z
    .string()
    .regex(/^[^\s@]+$/, 'must be one word without @')
    .optional(),
  /** Who this person is on GitHub: tickets there are assigned to them. */
  github: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9-]{0,38}$/, 'must be a GitHub login, without @')
    .optional(),
  /** In the order in which this person wants to be tried. */
  contactPoints: z.array(ContactPoint).default([]),
  /** Who this person is at PagerDuty. Without it they are known there by their mail address. */
  pagerduty: PagerDutyId.optional(),
  /** The time zone in which this person lives; for people who read the file. */
  zone: Zone.optional(),
  roles: z.array(RoleName).default([]),
  /** The most that this person may do. Everybody in the directory is on the team, and may lead. */
  access: z.enum(LEVELS).default('lead'),
});

const HandOver = z.discriminatedUnion('every', [
  z.strictObject({ every: z.literal('daily'), at: TimeOfDay }),
  z.strictObject({ every: z.literal('weekly'), day: z.enum(WEEKDAYS), at: TimeOfDay }),
]);

const Layer = z.strictObject({
  id: Id,
  /** They take turns in this order; somebody listed twice takes two turns of a round. */
  people: z.array(Id).min(1, 'must name at least one person'),
  zone: Zone,
  handOver: HandOver,
  /** The first turn begins on this day at the hand-over time, and ends at the first hand-over after it. */
  startsOn: Day,
});

const Override = z.strictObject({
  from: Moment,
  to: Moment,
  person: Id,
  /** The layer that the person stands in for; the first where nothing is said. */
  layer: Id.optional(),
});

/** Another system that says who is on call: a schedule there, or a level of an escalation policy. */
export const OnCallSourceShape = z.strictObject({
  pagerduty: z.union(
    [
      z.strictObject({ schedule: PagerDutyId }),
      z.strictObject({
        escalationPolicy: PagerDutyId,
        level: z.number().int('must be a whole number').min(1, 'must be 1 or more').default(1),
      }),
    ],
    'must be { schedule: PABC123 } or { escalationPolicy: PABC123, level: 1 }',
  ),
});

const Rotation = z.strictObject({
  id: Id,
  /** The role that the first layer's person holds while on call. */
  role: RoleName,
  /** The system that is asked; the layers stand in while it gives no answer. */
  onCall: OnCallSourceShape.optional(),
  /** Who is called if neither the answer nor the layers name anybody. */
  fallback: z.array(Id).optional(),
  layers: z.array(Layer).default([]),
  overrides: z.array(Override).default([]),
});

/** Who is who and who is on call when: the directory file. What refers to what is checked by `check.ts`. */
export const DirectoryFile = z.strictObject({
  people: z.array(Person).min(1, 'must name at least one person'),
  rotations: z.array(Rotation).default([]),
});

type Loaded = z.output<typeof DirectoryFile>;

/** What `onCall` reads in a rotation that asks another system. */
export interface ProviderReading {
  /** Absent if no answer ever came. */
  answer?: { duties: { person: string; from: number; until: number }[]; from: number; until: number };
  askedAt?: number;
  /** Why a newer answer is missing. */
  trouble?: string;
}

/** A directory file, and what other systems said about who is on call. */
export type DirectoryData = Omit<Loaded, 'rotations'> & {
  rotations: Rotation[];
  /** People on call elsewhere who are not in the file. */
  outside?: Person[];
  /** The roles that the policies use; without them every rotation counts. */
  policyRoles?: string[];
};
export type DirectoryInput = z.input<typeof DirectoryFile>;
export type Person = Loaded['people'][number];
export type ContactPoint = Person['contactPoints'][number];
export type OnCallSource = z.output<typeof OnCallSourceShape>;
export type Rotation = Loaded['rotations'][number] & { asked?: ProviderReading };
export type Layer = Rotation['layers'][number];
export type Override = Rotation['overrides'][number];
