/** What is remembered at an address before an incident opens there, and what opens one? */
import type { Policy } from '../../policy/schema';
import type { Alert, AlertGroup, Declaration, Joining, ProviderAct } from '../state/alert';
import type { Instant } from '../state/vocabulary';
import { asOpening } from './merge';
import { defined } from '../state/fields';
import { type Heard, heldUntil, isOlder, lateUntil } from './report';

/** Something that reached an address. */
export type Incoming =
  { alerts: AlertGroup } | { declaration: Declaration } | { act: ProviderAct } | { joining: Joining };

/** An alert that fires and does not count yet: in a maintenance window, or by a report that looks older than its end. */
interface HeldBack {
  alert: Alert;
  group: Omit<AlertGroup, 'alerts'>;
  untilAt: Instant;
  /** The maintenance window; absent for a report that looks late. */
  window?: string;
}

/** What is known at an address at which no incident is open (yet). */
export interface Prelude {
  held: Record<string, HeldBack>;
  /** Alerts that cleared before we knew them: an older report that they fire may still be on its way. */
  clear: Record<string, Heard>;
  /** Acts that came before the alert that they belong to. */
  acts: { act: ProviderAct; at: Instant }[];
  /** Everything that was held back, for the record: what fired, and why it was held. */
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
  if ('act' in heard)
    return { waiting: { ...waiting, acts: [...waiting.acts, { act: heard.act, at }].slice(-MOST_ACTS) } };
  if ('joining' in heard) return opening(waiting, asOpening(policy, heard.joining));
  if ('declaration' in heard) return opening(waiting, heard);
  const { alerts, ...group } = heard.alerts;
  const counting: Alert[] = [];
  // One copy for the whole delivery: a storm stays linear.
  const held = new Map(Object.entries(waiting.held));
  const clear = new Map(Object.entries(waiting.clear));
  const story = [...waiting.story];
  for (const alert of alerts) {
    const { fingerprint, title } = alert;
    const before = held.get(fingerprint);
    const ended = clear.get(fingerprint);
    if (ended !== undefined && isOlder(ended, alert)) continue;
    if (alert.silence !== undefined) {
      // Held also where that instant is past: while we were away, it may have been heard again.
      held.set(fingerprint, { alert, group, untilAt: alert.silence.at });
      continue;
    }
    if (!alert.firing) {
      if (before !== undefined) story.push({ at, text: `${title} cleared before it counted (${reasonOf(before)})` });
      held.delete(fingerprint);
      const { startsAt, endsAt, toldAt } = alert;
      clear.set(fingerprint, { at, startsAt, ...defined({ endsAt, toldAt }) });
      continue;
    }
    const holding = holdOf(policy, ended, alert, group.service, at);
    if (holding === undefined) {
      held.delete(fingerprint);
      counting.push(alert);
    } else if (before === undefined) {
      held.set(fingerprint, { alert, group, ...holding });
      story.push({ at, text: `${title} fired, but does not count yet (${reasonOf(holding)})` });
    } else held.set(fingerprint, { ...before, alert });
  }
  const next = {
    ...waiting,
    held: newest(held, policy),
    clear: newest(clear, policy),
    story: story.slice(-MOST_STORIES),
  };
  if (counting.length === 0) return { waiting: next };
  return opening(next, { alerts: { ...group, alerts: counting } });
}

/** Why an alert that fires doesn't count yet, and until when; `undefined` if it counts. */
function holdOf(
  policy: Policy,
  ended: Heard | undefined,
  alert: Alert,
  service: string,
  at: Instant,
): Pick<HeldBack, 'untilAt' | 'window'> | undefined {
  const planned = heldUntil(alert, at);
  if (planned !== undefined) return planned;
  const lateAt = ended === undefined ? undefined : lateUntil(policy, ended, alert, service, at);
  return lateAt === undefined ? undefined : { untilAt: lateAt };
}

const reasonOf = ({ window }: Pick<HeldBack, 'window'>): string =>
  window === undefined ? 'the report looks older than its end' : `maintenance window: ${window}`;

/** As many as an incident tells apart; of more, those that came last. */
const newest = <T>(values: ReadonlyMap<string, T>, { correlation }: Policy): Record<string, T> =>
  Object.fromEntries([...values].slice(-correlation.storm.rememberAtMost));

/** Time has passed: what was held back may count now, and what waited long enough is forgotten. */
export function waitingLater(policy: Policy, waiting: Prelude, at: Instant): Progress {
  const over = Object.values(waiting.held).filter(({ untilAt }) => untilAt <= at);
  const { lateWithin } = policy.correlation;
  const held = Object.fromEntries(Object.entries(waiting.held).filter(([, { untilAt }]) => untilAt > at));
  const clear = Object.fromEntries(Object.entries(waiting.clear).filter(([, seen]) => seen.at + lateWithin > at));
  const [first] = over;
  if (first !== undefined) {
    const alerts = over.map(({ alert: { silence: _heard, ...alert } }) => alert);
    // It is an incident from now on: its age doesn't count from when it was held back.
    const { acceptedAt: _heldBackAt, ...group } = first.group;
    return opening({ ...waiting, held, clear }, { alerts: { ...group, alerts } });
  }
  // What a person did to an alert that is held back counts once that alert does.
  const acts = Object.keys(held).length > 0 ? waiting.acts : waiting.acts.filter((seen) => seen.at + lateWithin > at);
  return { waiting: { ...waiting, held, clear, acts } };
}

/** The Watchdogs whose silence is all that is waited for: that goes on for ever. None where something else is remembered too. */
export function watchesOnly({ held, clear, acts, story }: Prelude): Alert[] {
  const waits = Object.values(held).map(({ alert }) => alert);
  const others = Object.keys(clear).length + acts.length + story.length;
  return others === 0 && waits.every(({ silence }) => silence !== undefined) ? waits : [];
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
const opening = (waiting: Prelude, first: Incoming): Progress => ({
  waiting: nothingHeard(),
  opens: [first, ...heldBack(waiting)],
});

/** What fires and does not count yet, and what people did before, as it can be told to an incident or to another run. */
export function heldBack({ held, acts }: Prelude): Incoming[] {
  const alerts = Object.values(held).map(({ alert, group, window, untilAt }): Incoming => ({
    alerts: {
      ...group,
      alerts: [window !== undefined || alert.silence !== undefined ? alert : { ...alert, late: untilAt }],
    },
  }));
  return [...alerts, ...acts.map(({ act }): Incoming => ({ act }))];
}

/** The newest lines of what was held back that are kept for the record. */
const MOST_STORIES = 500;

/** The newest acts that are kept for an alert that has not come yet. */
const MOST_ACTS = 100;

/** Whether something that came too late for one incident opens the next one. */
export const beginsAnIncident = (heard: Incoming): boolean => {
  if ('alerts' in heard) return heard.alerts.alerts.some(({ firing }) => firing);
  return 'declaration' in heard || 'joining' in heard;
};
