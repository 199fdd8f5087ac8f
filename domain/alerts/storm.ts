/** What is kept when far more alerts arrive than anyone can read? */
import type { Policy } from '../../policy/schema';
import { noted } from '../ledger/timeline';
import type { Incident } from '../state/incident';
import type { AlertReports } from '../state/alert-state';
import type { Instant } from '../state/vocabulary';
import { inertLine } from '../text/inert';

/** How many different titles a digest has; the rest is counted together. */
const MOST_NAMES = 30;

const OTHERS = 'others';

export const NO_REPORTS: AlertReports = { received: 0, late: 0, beyond: 0, names: {} };

/** Counts every report, also of known alerts. */
export const reportsCounted = (incident: Incident, received: number): Incident => {
  const reports = incident.reports;
  return { ...incident, reports: { ...reports, received: reports.received + received } };
};

export const lateCounted = (incident: Incident): Incident => {
  const reports = incident.reports;
  return { ...incident, reports: { ...reports, late: reports.late + 1 } };
};

/** Beyond the alerts that the timeline lists, only titles and counts are kept. */
function named(reports: AlertReports, title: string): AlertReports {
  const name = inertLine(title, 80) || 'without a title';
  const isKnown = Object.hasOwn(reports.names, name);
  const key = isKnown || Object.keys(reports.names).length < MOST_NAMES ? name : OTHERS;
  const before = Object.hasOwn(reports.names, key) ? (reports.names[key] ?? 0) : 0;
  return { ...reports, names: { ...reports.names, [key]: before + 1 } };
}

/** A new alert that is remembered but no longer listed. */
export function untold(policy: Policy, incident: Incident, title: string, at: Instant): Incident {
  const { tellAtMost } = policy.correlation.storm;
  const counted = { ...incident, reports: named(incident.reports, title) };
  return once(counted, 'storm', `More than ${tellAtMost} different alerts: further ones are counted, not listed`, at);
}

/** A new alert that is no longer told apart from others. */
export function unremembered(policy: Policy, incident: Incident, title: string, at: Instant): Incident {
  const { rememberAtMost } = policy.correlation.storm;
  const reports = named(incident.reports, title);
  const counted = { ...incident, reports: { ...reports, beyond: reports.beyond + 1 } };
  const text = `More than ${rememberAtMost} different alerts: reports of further ones are only counted`;
  return once(counted, 'storm-beyond', text, at);
}

const once = (incident: Incident, kind: string, text: string, at: Instant): Incident =>
  incident.stormNoted?.[kind] === true
    ? incident
    : noted({ ...incident, stormNoted: { ...incident.stormNoted, [kind]: true } }, at, { kind, text });
