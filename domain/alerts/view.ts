/** What does a reader of the whole incident see of its alerts? */
import { firingCount, type Incident } from '../state/incident';
import type { AlertState } from '../state/alert-state';
import { iso } from '../text/format';
import { unendedNames } from './over';

export interface AlertsView {
  firing: number;
  /** The names of those that fire, or of which nobody knows whether they are over; at most 20. */
  names: string[];
  /** How many different ones are told apart. */
  total: number;
  /** The newest ones, those that fire first; at most 50. */
  list?: AlertView[];
  /** How many reports came, also of what was known already. */
  received: number;
  /** Those that flap, and those that fire in planned work: the former count as firing, the latter do not. */
  flapping?: number;
  planned?: number;
  /** Reports of alerts beyond those that are told apart. */
  beyond?: number;
  /** What a storm brought beyond what the story tells of: how many alerts of which title. */
  digest?: Record<string, number>;
}

/** One alert. Times are ISO 8601. */
export interface AlertView {
  title: string;
  severity: string;
  state: 'firing' | 'flapping' | 'planned' | 'unheard' | 'cleared';
  /** When it began, as its source says, and when it ended. */
  startsAt?: string;
  endsAt?: string;
  /** When we learned its state. */
  at: string;
}

/** So many are listed. */
const LISTED_ALERTS = 50;

/** The alerts in numbers, and the names of those that are not known to be over. */
export function alertsOf(incident: Incident): AlertsView {
  const states = Object.values(incident.alerts);
  const flapping = states.filter((state) => state.flapping === true).length;
  const planned = states.filter(({ held }) => held !== undefined).length;
  const { received, beyond, names } = incident.reports;
  return {
    firing: firingCount(incident),
    names: unendedNames(incident).slice(0, 20),
    total: states.length,
    list: listed(states),
    // An incident without a report of its own may have the alerts of one that was merged into it.
    received: received > 0 ? received : states.length,
    ...(flapping > 0 && { flapping }),
    ...(planned > 0 && { planned }),
    ...(beyond > 0 && { beyond }),
    ...(Object.keys(names).length > 0 && { digest: names }),
  };
}

const listed = (states: readonly AlertState[]): AlertView[] =>
  states
    .filter(({ title }) => title !== '')
    .sort((a, b) => Number(b.firing) - Number(a.firing) || b.at - a.at)
    .slice(0, LISTED_ALERTS)
    .map((state) => ({
      title: state.title,
      severity: state.severity,
      state: wordOf(state),
      ...(state.startsAt !== undefined && { startsAt: iso(state.startsAt) }),
      ...(state.endsAt !== undefined && { endsAt: iso(state.endsAt) }),
      at: iso(state.at),
    }));

function wordOf({ firing, flapping, held, unheard }: AlertState): AlertView['state'] {
  if (held !== undefined) return 'planned';
  if (flapping === true) return 'flapping';
  if (firing) return 'firing';
  return unheard === undefined ? 'cleared' : 'unheard';
}
