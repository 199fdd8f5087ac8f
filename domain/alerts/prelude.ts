/** What is remembered at an address before an incident opens there, and what opens one? */
import type { Policy } from '../../policy/schema';
import type { Alert, AlertGroup, Declaration, Joining, ProviderAct } from '../state/alert';
import type { Instant } from '../state/vocabulary';
import { asOpening } from './merge';
import { heldUntil, isLate } from './report';

/** Something that reached an address. */
export type Incoming =
  { alerts: AlertGroup } | { declaration: Declaration } | { act: ProviderAct } | { joining: Joining };

/** What is known at an address at which no incident is open (yet). */
export interface Prelude {
  /** Alerts that fire in a maintenance window. */
  held: Record<string, { alert: Alert; group: Omit<AlertGroup, 'alerts'>; untilAt: Instant; window: string }>;
  /** Alerts that cleared before we knew them: an older report that they fire may still be on its way. */
  clear: Record<string, { startsAt: Instant; at: Instant }>;
  /** Acts that came before the alert that they belong to. */
  acts: { act: ProviderAct; at: Instant }[];
  /** Everything that was held back, for the record: what fired, and in which maintenance window. */
  story: { at: Instant; text: string }[];
}

export const nothingHeard = (): Prelude => ({ held: {}, clear: {}, acts: [], story: [] });

/** What follows: more to wait for, or an incident with everything that belongs to it. */
export interface Progress {
  waiting: Prelude;
  opens?: Incoming[];
}

/** Takes in what reached an address at which no incident is open. */
export function waitingHeard(policy: Policy, waiting: Prelude, heard: Incoming, at: Instant): Progress {
  if ('act' in heard) return { waiting: { ...waiting, acts: [...waiting.acts, { act: heard.act, at }] } };
  if ('joining' in heard) return opening(waiting, asOpening(policy, heard.joining));
  if ('declaration' in heard) return opening(waiting, heard);
  const { alerts, ...group } = heard.alerts;
  let next = waiting;
  const counting: Alert[] = [];
  for (const alert of alerts) {
    const held = alert.firing ? heldUntil(alert, at) : undefined;
    if (!alert.firing) next = cleared(next, alert, at);
    else if (isOverdue(policy, next, alert, at)) continue;
    else if (held !== undefined) next = heldBack(next, alert, group, held, at);
    else counting.push(alert);
  }
  if (counting.length === 0) return { waiting: next };
  return opening(next, { alerts: { ...group, alerts: counting } });
}

/** Time has passed: a maintenance window may have ended, and what waited long enough is dropped. */
export function waitingLater(policy: Policy, waiting: Prelude, at: Instant): Progress {
  const over = Object.values(waiting.held).filter(({ untilAt }) => untilAt <= at);
  const { lateWithin } = policy.correlation;
  const held = Object.fromEntries(Object.entries(waiting.held).filter(([, { untilAt }]) => untilAt > at));
  const clear = Object.fromEntries(Object.entries(waiting.clear).filter(([, seen]) => seen.at + lateWithin > at));
  const [first] = over;
  if (first !== undefined) {
    const alerts = over.map(({ alert }) => alert);
    // It is an incident from now on: the time to the first page doesn't count from when it was held back.
    const { acceptedAt: _heldBackAt, ...group } = first.group;
    return opening({ ...waiting, held, clear }, { alerts: { ...group, alerts } });
  }
  // What a person did to an alert that is held back counts once that alert does.
  const acts = Object.keys(held).length > 0 ? waiting.acts : waiting.acts.filter((seen) => seen.at + lateWithin > at);
  return { waiting: { ...waiting, held, clear, acts } };
}

/** When to check again; `undefined` once there is nothing left to wait for. */
export function waitsUntil(policy: Policy, { held, clear, acts }: Prelude): Instant | undefined {
  const { lateWithin } = policy.correlation;
  const ends = Object.values(held).map(({ untilAt }) => untilAt);
  const waitingActs = ends.length > 0 ? [] : acts;
  const instants = [...ends, ...[...Object.values(clear), ...waitingActs].map(({ at }) => at + lateWithin)];
  return instants.length === 0 ? undefined : Math.min(...instants);
}

/** An incident opens. What was held back goes with it and counts later; so does what people did before. */
function opening(waiting: Prelude, first: Incoming): Progress {
  const held = Object.values(waiting.held).map(({ alert, group }): Incoming => ({
    alerts: { ...group, alerts: [alert] },
  }));
  const acts = waiting.acts.map(({ act }): Incoming => ({ act }));
  return { waiting: nothingHeard(), opens: [first, ...held, ...acts] };
}

const own = <T>(values: Record<string, T>, name: string): T | undefined =>
  Object.hasOwn(values, name) ? values[name] : undefined;

function cleared(waiting: Prelude, alert: Alert, at: Instant): Prelude {
  const held = own(waiting.held, alert.fingerprint);
  const { [alert.fingerprint]: _held, ...others } = waiting.held;
  const clear = { ...waiting.clear, [alert.fingerprint]: { startsAt: alert.startsAt, at } };
  if (held === undefined) return { ...waiting, clear };
  const text = `${alert.title} cleared; it fired only in a maintenance window (${held.window})`;
  return { ...waiting, clear, held: others, story: [...waiting.story, { at, text }] };
}

const isOverdue = (policy: Policy, { clear }: Prelude, alert: Alert, at: Instant): boolean => {
  const seen = own(clear, alert.fingerprint);
  return seen !== undefined && isLate(policy, { ...seen, fires: false }, alert, at);
};

function heldBack(
  waiting: Prelude,
  alert: Alert,
  group: Omit<AlertGroup, 'alerts'>,
  { window, untilAt }: { window: string; untilAt: Instant },
  at: Instant,
): Prelude {
  const isNew = own(waiting.held, alert.fingerprint) === undefined;
  const text = `${alert.title} fired in a maintenance window (${window}): only recorded`;
  const story = isNew ? [...waiting.story, { at, text }].slice(-MOST_STORIES) : waiting.story;
  return { ...waiting, held: { ...waiting.held, [alert.fingerprint]: { alert, group, untilAt, window } }, story };
}

/** The newest lines of what was held back that are kept for the record. */
const MOST_STORIES = 500;

/** Whether something that came too late for one incident opens the next one. */
export const beginsAnIncident = (heard: Incoming): boolean => {
  if ('alerts' in heard) return heard.alerts.alerts.some(({ firing }) => firing);
  return 'declaration' in heard || 'joining' in heard;
};
