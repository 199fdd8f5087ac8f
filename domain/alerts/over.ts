/** How does a person end an alert that its source will not end: silenced, deleted, or lost on the way? */
import type { Policy } from '../../policy/schema';
import { noted } from '../ledger/timeline';
import type { Act } from '../state/acts';
import type { Incident } from '../state/incident';
import type { AlertState } from '../state/alert-state';
import type { Instant } from '../state/vocabulary';
import { inert, inertLine } from '../text/inert';
import { drawConsequences } from './evolve';

type Over = Extract<Act, { do: 'over' }>;

const isNamed = ({ title }: AlertState, name: string): boolean => title.toLowerCase() === name.trim().toLowerCase();

/** Neither cleared by its source nor said to be over: it fires, or nobody knows. */
const isUnended = ({ firing, unheard }: AlertState): boolean => firing || unheard !== undefined;

/** The alerts that a person may end, each name once. */
export const unendedNames = ({ alerts }: Incident): string[] => [
  ...new Set(
    Object.values(alerts)
      .filter(isUnended)
      .map(({ title }) => title)
      .filter((title) => title !== ''),
  ),
];

/** Why no alert can be ended by this, or `undefined` if one can. */
export function refuseOver(incident: Incident, { alert, reason }: Over): string | undefined {
  if (reason.trim() === '') return 'Say why the alert is over.';
  const names = unendedNames(incident);
  if (names.some((name) => name.toLowerCase() === alert.trim().toLowerCase())) return undefined;
  if (names.length === 0) return 'No alert of this incident is firing.';
  return `No alert named "${inertLine(alert)}" is firing. Firing: ${names.slice(0, 5).join(', ')}.`;
}

/** Every alert of that name has ended, by a person's word. It fires again if its source says so later. */
export function saidOver(
  policy: Policy,
  incident: Incident,
  { alert, reason, by, byName }: Over,
  at: Instant,
): Incident {
  const alerts = Object.fromEntries(
    Object.entries(incident.alerts).map(([id, state]) => {
      if (!isUnended(state) || !isNamed(state, alert)) return [id, state];
      const { unheard: _unheard, quietAt: _quietAt, flapping: _flapping, changes: _changes, ...rest } = state;
      return [id, { ...rest, firing: false, at, endsAt: at }];
    }),
  );
  const text = `${inertLine(byName)} says that ${inertLine(alert)} is over`;
  const next = noted({ ...incident, alerts }, at, { kind: 'alert-clear', text, by, because: inert(reason) });
  return drawConsequences(policy, incident, next, at);
}
