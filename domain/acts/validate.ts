/** Is a message well formed, so that it can't break the workflow later? */
import { POST_MORTEM_DEEDS, type PostMortemAct, type PostMortemDeed } from '../post-mortem/acts';
import { ACCESS_LEVELS } from '../state/access';
import { type Act, type DeedName, DEEDS } from '../state/acts';
import type { AlertGroup, Declaration, Joining, ProviderAct } from '../state/alert';
import { OPEN_STATUSES } from '../state/vocabulary';

/**
 * Clients are typed, but whatever reaches Temporal can send anything. A value of the wrong kind in the state would fail the
 * workflow again and again, much later.
 */
type Check = (value: unknown) => boolean;

type Fields = Record<string, Check>;

const text: Check = (value) => typeof value === 'string';

const flag: Check = (value) => typeof value === 'boolean';

const number: Check = (value) => typeof value === 'number' && Number.isFinite(value);

const instant: Check = (value) => number(value) && Math.abs(value as number) <= 8.64e15;

/** A text that is used as a key: short, and not a name that every object has. */
const name: Check = (value) => typeof value === 'string' && value.length <= 200 && !(value in {});

const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);

const oneOf =
  (...choices: readonly string[]): Check =>
  (value) =>
    choices.some((choice) => choice === value);

const listOf =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(check);

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const recordOf =
  (check: Check): Check =>
  (value) =>
    isRecord(value) && Object.values(value).every(check);

const shape =
  (fields: Fields): Check =>
  (value) =>
    isRecord(value) &&
    Object.entries(fields).every(([field, check]) => check(Object.hasOwn(value, field) ? value[field] : undefined));

const PERSON = shape({ id: name, name: text, roles: listOf(name) });

const ACTOR: Fields = {
  actId: name,
  incidentId: text,
  by: name,
  byName: text,
  roles: listOf(name),
  via: text,
  access: optional(oneOf(...ACCESS_LEVELS)),
  guest: optional((value) => value === true),
};

const DEED_FIELDS: Record<DeedName, Fields> = {
  acknowledge: {},
  join: {},
  decline: { reason: optional(text) },
  assign: { to: PERSON },
  update: { text, impact: optional(text) },
  note: { text },
  severity: { severity: name, reason: text, correction: optional((value) => value === true) },
  status: { status: oneOf(...OPEN_STATUSES), text: optional(text) },
  task: { task: name, outcome: oneOf('done', 'skipped'), reason: optional(text) },
  tick: { item: name, evidence: optional(text) },
  untick: { item: name, reason: text },
  decide: {
    choice: oneOf('roll-back', 'fix-forward', 'extend'),
    reason: text,
    to: optional(text),
    breakGlass: optional((value) => value === true),
  },
  escalate: { role: optional(name), reason: text },
  bridge: { url: optional(text) },
  over: { alert: text, reason: text },
  publish: { impact: optional(text), first: optional((value) => value === true) },
  unpublish: { reason: text },
  resolve: { rootCause: optional(text), resolution: text, override: optional(text) },
  cancel: { reason: text },
  merge: { into: shape({ id: name, address: name, title: text }), reason: text },
};

const LATER_FIELDS: Record<PostMortemDeed['do'], Fields> = {
  tick: DEED_FIELDS.tick,
  untick: DEED_FIELDS.untick,
  skip: { item: name, reason: text },
  run: { item: name },
  note: DEED_FIELDS.note,
  move: { startsAt: instant, reason: optional(text) },
  hold: {},
  sign: {},
  'add-item': { text, owner: PERSON, priority: oneOf('high', 'medium', 'low'), dayAt: instant, dueAt: instant },
  'finish-item': { item: name },
};

const isDeedOf =
  <Deed extends string>(deeds: readonly Deed[], fields: Record<Deed, Fields>) =>
  (value: unknown, only?: Deed): boolean => {
    const deed = deeds.find((known) => isRecord(value) && value['do'] === known);
    return deed !== undefined && (only === undefined || only === deed) && shape({ ...ACTOR, ...fields[deed] })(value);
  };

const isDeed = isDeedOf(DEEDS, DEED_FIELDS);

const isLaterDeed = isDeedOf(POST_MORTEM_DEEDS, LATER_FIELDS);

/** An act, and the very one that the message is named after, if it is named after one. */
export const isAct = (value: unknown, deed?: DeedName): value is Act => isDeed(value, deed);

export const isPostMortemAct = (value: unknown, deed: PostMortemDeed['do']): value is PostMortemAct =>
  isLaterDeed(value, deed);

const ALERT = shape({
  source: text,
  fingerprint: text,
  firing: flag,
  title: text,
  description: text,
  labels: recordOf(text),
  annotations: recordOf(text),
  startsAt: instant,
  endsAt: optional(instant),
  toldAt: optional(instant),
  unheard: optional(text),
  listing: optional(shape({ group: name, unlisted: number })),
  late: optional(instant),
  silence: optional(shape({ at: instant, policy: text })),
  maintenance: optional(shape({ window: text, untilAt: instant })),
});

const GROUP = shape({
  groupKey: text,
  service: text,
  serviceTitle: text,
  serviceUnknown: flag,
  alerts: listOf(ALERT),
  acceptedAt: optional(instant),
});

const PROVIDER_ACT = shape({
  eventId: name,
  fingerprint: optional(name),
  pageOf: optional(name),
  by: name,
  byName: text,
  roles: listOf(name),
  via: text,
  access: optional(oneOf(...ACCESS_LEVELS)),
  unknown: optional((value) => value === true),
  unproven: optional((value) => value === true),
  deed: shape({ do: oneOf('acknowledge') }),
});

const ALERT_STATE = shape({
  title: text,
  severity: name,
  firing: flag,
  at: instant,
  startsAt: optional(instant),
  changes: optional(listOf(instant)),
  flapping: optional(flag),
  quietAt: optional(instant),
  held: optional(shape({ window: text, untilAt: instant })),
  endsAt: optional(instant),
  toldAt: optional(instant),
  unheard: optional(text),
  late: optional(shape({ untilAt: instant })),
});

const JOINING = shape({
  eventId: text,
  from: shape({ id: name, address: name, title: text }),
  service: text,
  serviceTitle: text,
  serviceUnknown: flag,
  severity: name,
  by: name,
  byName: text,
  reason: text,
  alerts: recordOf(ALERT_STATE),
});

const DECLARATION = shape({
  eventId: text,
  by: name,
  byName: text,
  service: text,
  serviceTitle: text,
  serviceUnknown: flag,
  title: text,
  severity: optional(name),
  impact: optional(text),
  drill: optional(listOf(name)),
  facts: recordOf((value) => number(value) || flag(value)),
  acceptedAt: optional(instant),
});

export const isAlertGroup = (value: unknown): value is AlertGroup => GROUP(value);

export const isDeclaration = (value: unknown): value is Declaration => DECLARATION(value);

export const isProviderAct = (value: unknown): value is ProviderAct => PROVIDER_ACT(value);

export const isJoining = (value: unknown): value is Joining => JOINING(value);
