/** How is an incident made small enough for one message, and what is never left out? */
import { withoutOld } from '../ledger/record';
import type { Incident } from './incident';
import type { AlertState } from './alert-state';
import { jsonSize } from './size';

/** Enough for the texts that look back: why somebody escalated, what a merge said. */
const SHORT_STORY = { count: 50, bytes: 50_000 };

const LONGEST_FINDING = 400;

type Shed = (incident: Incident) => Incident;

/** Once all of it is on record, or no room is left: then what is missing there is left out, with a count. */
const withoutStory = (waiting = { count: 2_000, bytes: 500_000 }): Shed => {
  return (incident) => withoutOld(incident, SHORT_STORY, waiting);
};

/** An alert that has cleared and is quiet is counted; should it fire again, it is a new one. */
const withoutClearedAlerts: Shed = (incident) => {
  const { reports, alerts } = incident;
  const kept = Object.entries(alerts).filter(([, { firing, held, flapping }]) => firing || held || flapping);
  const beyond = reports.beyond + Object.keys(alerts).length - kept.length;
  return { ...incident, alerts: Object.fromEntries(kept), reports: { ...reports, beyond } };
};

/** As if a storm had brought too many to be listed. */
const untitled = (alerts: Record<string, AlertState>): Record<string, AlertState> =>
  Object.fromEntries(
    Object.entries(alerts).map(([id, { changes: _changes, ...state }]) => [id, { ...state, title: '' }]),
  );

const withoutTitlesOfAlerts: Shed = (incident) => ({ ...incident, alerts: untitled(incident.alerts) });

const withShortFindings: Shed = (incident) => ({
  ...incident,
  findings: Object.fromEntries(
    Object.entries(incident.findings).map(([step, finding]) => [
      step,
      { ...finding, text: finding.text.slice(0, LONGEST_FINDING) },
    ]),
  ),
});

const withoutOldAnswers: Shed = (incident) => ({
  ...incident,
  answered: Object.fromEntries(Object.entries(incident.answered).slice(-50)),
});

/** What is given up for room, from what is missed least. Pages, calls, obligations and people never are. */
const SHEDS: Shed[] = [
  withoutStory(),
  withoutClearedAlerts,
  withoutTitlesOfAlerts,
  withShortFindings,
  withoutOldAnswers,
  withoutStory(SHORT_STORY),
];

/** The same for its alerts alone. */
export const withFittingAlerts = (incident: Incident, bytes: number): Incident =>
  [withoutClearedAlerts, withoutTitlesOfAlerts].reduce(
    (next, shed) => (jsonSize(next.alerts) <= bytes ? next : shed(next)),
    incident,
  );

/** The incident in a message of so many bytes: as it is where it fits, else without what is missed least. */
export function fitted(incident: Incident, bytes: number): Incident {
  return SHEDS.reduce((next, shed) => (jsonSize(next) <= bytes ? next : shed(next)), incident);
}
