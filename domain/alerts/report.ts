/** What does one report of an alert change: nothing, a new state, or does it come out of order? */
import type { Policy } from '../../policy/schema';
import type { Alert } from '../state/alert';
import type { AlertState } from '../state/alert-state';
import { defined } from '../state/fields';
import type { Instant } from '../state/vocabulary';
import { utcTime } from '../text/format';
import { inertLine } from '../text/inert';
import { classify } from '../severity/classify';
import { rulesOf } from '../severity/scale';

/** What one report did to what is known of its alert. */
export type ReportEffect =
  /** The same again; what orders its reports may have moved on. */
  | { of: 'nothing-new'; state: AlertState }
  /** It is certainly older than what is known: it changes nothing. */
  | { of: 'dropped'; says: string }
  /** It looks older than the end that is known: it counts from that instant on, unless another end comes before. */
  | { of: 'late'; state: AlertState; says: string }
  /** Another state. `flaps`: it has just started flapping. `quietly`: not news, because it is flapping. */
  | {
      of: 'change';
      state: AlertState;
      says: string;
      flaps: boolean;
      quietly: boolean;
    };

/** What is known of the order of an alert's reports. */
export type Heard = Pick<AlertState, 'at' | 'startsAt' | 'endsAt' | 'toldAt'>;

/** What its source last said, whatever it counts as here. */
const firesAtSource = ({ firing, quietAt, held }: AlertState): boolean =>
  held !== undefined || (firing && quietAt === undefined);

/** Whether the source itself dates its reports, and this one is older than the one that is known. */
export const isOlder = ({ toldAt }: Pick<Heard, 'toldAt'>, alert: Alert): boolean =>
  toldAt !== undefined && alert.toldAt !== undefined && alert.toldAt < toldAt;

/** An end of a firing before the one that is known. An end that names no time counts. */
const isOfEarlierFiring = ({ startsAt }: Heard, { endsAt }: Alert): boolean =>
  endsAt !== undefined && startsAt !== undefined && endsAt < startsAt;

/**
 * Until when a firing is held that comes after an end; `undefined` if it counts at once. Where a report began is what its source
 * believes: replicas differ, clocks are mended, and some sources move it. So a firing that began before the known end may be an
 * old report that comes late, or true. It counts after a short while, unless an end comes.
 */
export function lateUntil(
  policy: Policy,
  ended: Heard,
  alert: Alert,
  service: string,
  at: Instant,
): Instant | undefined {
  const { lateWithin, holdPage } = policy.correlation;
  const endedAt = ended.endsAt ?? ended.startsAt;
  if (at - ended.at >= lateWithin || (endedAt !== undefined && alert.startsAt > endedAt)) return undefined;
  const pages = rulesOf(policy, classify(policy, alert, service).severity).contact.by === 'page';
  return at + (pages ? Math.min(holdPage, lateWithin) : lateWithin);
}

/** Reads one report of an alert against what is known of it. */
export function hear(
  policy: Policy,
  known: AlertState | undefined,
  alert: Alert,
  service: string,
  at: Instant,
): ReportEffect {
  const rating = ratingOf(policy, known, alert, service);
  const { severity } = rating;
  if (alert.silence !== undefined) return beat(known, alert, severity, alert.silence.at, at);
  if (known === undefined) return first(alert, rating, at);
  if (isOlder(known, alert)) return { of: 'dropped', says: `was ${doing(alert)} in an older report, which is ignored` };
  const fires = firesAtSource(known);
  if (alert.firing && !fires) {
    const lateAt = lateUntil(policy, known, alert, service, at);
    if (lateAt !== undefined) return late(known, rating, lateAt);
  }
  if (!alert.firing && fires && isOfEarlierFiring(known, alert))
    return { of: 'dropped', says: 'has an end from before it last fired, which is ignored' };

  const held = heldUntil(alert, at);
  const wasHeld = known.held !== undefined;
  const startsWithin = alert.firing && held !== undefined && !known.firing;
  if (!alert.firing && !fires) return { of: 'nothing-new', state: { ...withoutLate(known), ...endOf(known, alert) } };
  const isRatedAsBefore = severity === known.severity && rating.unclassified === known.unclassified;
  if (alert.firing && fires && isRatedAsBefore && (!wasHeld || startsWithin))
    return { of: 'nothing-new', state: { ...known, ...beginningOf(known, alert) } };

  const { changes, flapping } = changesOf(policy, known, fires !== alert.firing, at);
  const { flapping: flapped = false } = known;
  const { quietAt: _quiet, held: _held, flapping: _flapping, endsAt: _end, unheard: _unheard, ...before } = known;
  const common = { ...rated(withoutLate(before), rating), at, changes, ...(flapping && { flapping }) };
  const change = { of: 'change', flaps: flapping && !flapped, quietly: flapped } as const;
  const began = beginningOf(known, alert);
  if (startsWithin) return { ...change, says: during(held), state: { ...common, ...began, firing: false, held } };
  if (alert.firing) {
    const says = !fires
      ? 'is firing again'
      : wasHeld
        ? 'is still firing after the maintenance window'
        : `is now ${severity}`;
    return { ...change, says, state: { ...common, ...began, firing: true } };
  }
  const quiet = flapping && known.firing;
  const quietAt = at + policy.correlation.flapping.quietFor;
  const state = { ...common, ...endOf(known, alert), firing: quiet, ...(quiet && { quietAt }) };
  return { ...change, says: endingOf(alert), state };
}

/** How severe an alert is, as far as it says so. */
type Rating = Pick<AlertState, 'severity' | 'unclassified'>;

/** What an alert once said of its severity stands, until it says something else. */
function ratingOf(policy: Policy, known: AlertState | undefined, alert: Alert, service: string): Rating {
  const { severity, unclassified } = classify(policy, alert, service);
  if (!unclassified) return { severity };
  const hasSaid = known !== undefined && known.unclassified !== true;
  return hasSaid ? { severity: known.severity } : { severity, unclassified: true };
}

function rated<State extends Rating>(state: State, rating: Rating): Omit<State, keyof Rating> & Rating {
  const { severity: _severity, unclassified: _unclassified, ...rest } = state;
  return { ...rest, ...rating };
}

const doing = ({ firing }: Alert): string => (firing ? 'firing' : 'clear');

const endingOf = ({ unheard }: Alert): string =>
  unheard === undefined ? 'has cleared' : `no longer fires, but nobody knows whether it is over: ${inertLine(unheard)}`;

/** The newest beginning that was reported: ends before it belong to an earlier firing. */
const beginningOf = ({ startsAt = 0, toldAt }: Heard, alert: Alert): Partial<AlertState> =>
  defined({ startsAt: Math.max(startsAt, alert.startsAt), toldAt: alert.toldAt ?? toldAt });

const endOf = ({ endsAt = 0, toldAt }: Heard, alert: Alert): Partial<AlertState> =>
  defined({
    endsAt: alert.endsAt === undefined ? undefined : Math.max(endsAt, alert.endsAt),
    toldAt: alert.toldAt ?? toldAt,
    unheard: alert.unheard,
  });

function withoutLate<State extends Pick<AlertState, 'late'>>(state: State): Omit<State, 'late'> {
  const { late: _late, ...rest } = state;
  return rest;
}

/** Held once; the same again moves nothing but the severity. */
function late(known: AlertState, rating: Rating, lateAt: Instant): ReportEffect {
  if (known.late !== undefined) return { of: 'nothing-new', state: rated(known, rating) };
  const state = { ...rated(known, rating), late: { untilAt: lateAt } };
  return {
    of: 'late',
    state,
    says: `is firing in a report that looks old; it counts at ${utcTime(lateAt)} unless it clears`,
  };
}

function first(alert: Alert, rating: Rating, at: Instant): ReportEffect {
  const { startsAt, late: lateAt = at } = alert;
  const known = { at };
  const state: AlertState = {
    title: inertLine(alert.title),
    ...rating,
    firing: alert.firing,
    at,
    startsAt,
    ...(alert.firing ? beginningOf(known, alert) : endOf(known, alert)),
  };
  if (alert.firing && lateAt > at) return late({ ...state, firing: false }, rating, lateAt);
  const held = heldUntil(alert, at);
  const change = { of: 'change', flaps: false, quietly: false } as const;
  return alert.firing && held !== undefined
    ? { ...change, says: during(held), state: { ...state, firing: false, held } }
    : { ...change, says: alert.firing ? 'is firing' : endingOf(alert), state };
}

/** A Watchdog was heard: it is not silent, and is from `silentAt` on unless it is heard again. */
function beat(
  known: AlertState | undefined,
  alert: Alert,
  severity: AlertState['severity'],
  silentAt: Instant,
  at: Instant,
): ReportEffect {
  const wasSilent = known?.firing === true;
  const title = known?.title ?? inertLine(alert.title);
  const changedAt = wasSilent ? at : (known?.at ?? at);
  const state = { title, severity, firing: false, at: changedAt, late: { untilAt: silentAt, silent: true as const } };
  return wasSilent
    ? { of: 'change', flaps: false, quietly: false, says: 'is over: the alert is heard again', state }
    : { of: 'nothing-new', state };
}

const during = ({ window }: NonNullable<AlertState['held']>): string =>
  `fired in a maintenance window (${inertLine(window)}): only recorded`;

/** Until when an alert doesn't count, because it fires in a maintenance window. */
export const heldUntil = ({ maintenance }: Alert, at: Instant): AlertState['held'] =>
  maintenance !== undefined && maintenance.untilAt > at ? maintenance : undefined;

function changesOf(policy: Policy, known: AlertState, isChange: boolean, at: Instant) {
  const { changes: most, within } = policy.correlation.flapping;
  const recent = (known.changes ?? []).filter((changedAt) => changedAt > at - within);
  const changes = isChange ? [...recent, at].slice(-most) : recent;
  return { changes, flapping: known.flapping === true || changes.length >= most };
}
