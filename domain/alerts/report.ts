/** What does one report of an alert change: nothing, a new state, or is it an old report that came late? */
import type { Policy } from '../../policy/schema';
import type { Alert } from '../state/alert';
import type { AlertState } from '../state/incident';
import type { Instant } from '../state/vocabulary';
import { inertLine } from '../text/inert';
import { classify } from '../severity/classify';

/** What one report did to what is known of its alert. */
export type ReportEffect =
  /** The same again. */
  | { of: 'nothing-new' }
  /** An older report that comes after a newer one. */
  | { of: 'late' }
  /** Another state. `flaps`: it has just started flapping. `quietly`: not news, because it is flapping. */
  | {
      of: 'change';
      state: AlertState;
      says: string;
      flaps: boolean;
      quietly: boolean;
    };

/** What its source last said, whatever it counts as here. */
const firesAtSource = ({ firing, quietAt, held }: AlertState): boolean =>
  held !== undefined || (firing && quietAt === undefined);

/**
 * Sources retry, and some (PagerDuty, a pair of Alertmanagers) deliver out of order. A firing that began before the one that
 * has cleared is an old report. One that began at the same instant is too, unless it comes much later: then the source lost
 * track of the alert for a while and reports that it still fires. Dropping that would lose a page.
 */
export function isLate(
  policy: Policy,
  known: Pick<AlertState, 'startsAt' | 'at'> & { fires: boolean },
  alert: Alert,
  at: Instant,
): boolean {
  if (known.startsAt === undefined || known.fires === alert.firing) return false;
  if (alert.startsAt < known.startsAt) return true;
  return alert.firing && alert.startsAt === known.startsAt && at - known.at < policy.correlation.lateWithin;
}

/** Reads one report of an alert against what is known of it. */
export function hear(
  policy: Policy,
  known: AlertState | undefined,
  alert: Alert,
  service: string,
  at: Instant,
): ReportEffect {
  const { severity } = classify(policy, alert, service);
  const held = heldUntil(alert, at);
  if (known === undefined) return first(alert, severity, held, at);
  const fires = firesAtSource(known);
  if (isLate(policy, { ...known, fires }, alert, at)) return { of: 'late' };
  const wasHeld = known.held !== undefined;
  const startsWithin = alert.firing && held !== undefined && !known.firing;
  if (fires === alert.firing && severity === known.severity && (!wasHeld || startsWithin)) return { of: 'nothing-new' };

  const { changes, flapping } = changesOf(policy, known, fires !== alert.firing, at);
  const { flapping: flapped = false } = known;
  const { quietAt: _quiet, held: _held, flapping: _flapping, ...before } = known;
  const common = { ...before, severity, at, changes, ...(flapping && { flapping }) };
  const change = { of: 'change', flaps: flapping && !flapped, quietly: flapped } as const;
  if (startsWithin)
    return { ...change, says: during(held), state: { ...common, startsAt: alert.startsAt, firing: false, held } };
  if (alert.firing) {
    const says = fires
      ? wasHeld
        ? 'is still firing after the maintenance window'
        : `is now ${severity}`
      : 'is firing again';
    return { ...change, says, state: { ...common, startsAt: alert.startsAt, firing: true } };
  }
  const quiet = flapping && known.firing;
  const quietAt = at + policy.correlation.flapping.quietFor;
  const startsAt = Math.max(known.startsAt ?? alert.startsAt, alert.startsAt);
  return { ...change, says: 'has cleared', state: { ...common, startsAt, firing: quiet, ...(quiet && { quietAt }) } };
}

function first(alert: Alert, severity: AlertState['severity'], held: AlertState['held'], at: Instant): ReportEffect {
  const { startsAt } = alert;
  const state: AlertState = { title: inertLine(alert.title), severity, firing: alert.firing, at, startsAt };
  const change = { of: 'change', flaps: false, quietly: false } as const;
  return alert.firing && held !== undefined
    ? { ...change, says: during(held), state: { ...state, firing: false, held } }
    : { ...change, says: alert.firing ? 'is firing' : 'has cleared', state };
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
