/**
 * What changes when alerts fire, clear or flap? This room takes in reports of monitoring systems; it may raise a severity and
 * end a quiet stability watch, but never lowers a severity that a person set.
 */
import type { Policy } from '../../policy/schema';
import { noted } from '../ledger/timeline';
import { severityChanged } from '../severity/evolve';
import { relapsed } from '../status/evolve';
import type { Alert, AlertGroup, Declaration } from '../state/alert';
import type { AgendaEntry } from '../state/effects';
import { firingCount, type Incident, isOpen, knownAlert } from '../state/incident';
import type { AlertState } from '../state/alert-state';
import { effectKey } from '../state/keys';
import type { Instant } from '../state/vocabulary';
import { spokenDuration } from '../text/format';
import { inertLine } from '../text/inert';
import { classifyGroup, decisive, stated } from '../severity/classify';
import { isWorse } from '../severity/scale';
import { unsureOf } from './clear';
import { declaredFacts, factsGrown, factsOf } from './facts';
import { newsTaken } from './news';
import { isTellingAgainst } from './lesser';
import { hear, type ReportEffect } from './report';
import { lateCounted, reportsCounted, unremembered, untold } from './storm';

export const describeDeclaration = (declaration: Declaration, severity: string): string =>
  `Declared as ${severity} by ${inertLine(declaration.byName)}: ${inertLine(declaration.title)}`;

/** Somebody declares what is known already: what they say of users and impact is the newest. */
export function declaredAgain(policy: Policy, incident: Incident, declaration: Declaration, at: Instant): Incident {
  const { measured, ...told } = declaredFacts(policy, declaration);
  const facts = { ...incident.facts, ...told, measured: { ...incident.facts.measured, ...measured } };
  return noted({ ...incident, facts }, at, {
    kind: 'declared-again',
    text: describeDeclaration(declaration, incident.severity),
    by: declaration.by,
  });
}

/** Takes in what a monitoring system sent: what is firing, what cleared, and whether that changes anything. */
export function alertsArrived(policy: Policy, incident: Incident, group: AlertGroup, at: Instant): Incident {
  // One copy for the whole delivery: a storm stays linear.
  const alerts = { ...incident.alerts };
  let next: Incident = { ...reportsCounted(incident, group.alerts.length), alerts };
  let count = Object.keys(alerts).length;
  const news: Alert[] = [];
  for (const alert of group.alerts) {
    const before = knownAlert(next, alert.fingerprint);
    if (before === undefined) count += 1;
    const { told, state } = alertArrived(policy, next, alert, group.service, before === undefined ? count : 0, at);
    if (state !== undefined) alerts[alert.fingerprint] = state;
    else if (before === undefined) count -= 1;
    next = told;
    if (alert.firing && isNews(before, knownAlert(next, alert.fingerprint))) news.push(alert);
  }
  next = listed(next, group);
  if (!isOpen(next)) return next;
  const speaking = speakingFor(policy, next, group);
  // One that does not say how bad it is raises nothing, and hides none that does.
  const saying = stated(policy, news, group.service);
  const known = classifyGroup(policy, saying, group.service);
  if (!known.unclassified && isWorse(policy, known.severity, next.severity)) {
    const alert = decisive(policy, saying, group.service);
    const why = { by: 'alert', because: known.reasons.join('; ') };
    next = severityChanged(policy, titled(policy, next, alert), known.severity, at, why);
  } else {
    const isConfirmed = next.unclassified && !known.unclassified && known.severity === next.severity;
    if (isConfirmed) next = confirmedByAlert(next, known.reasons, at);
    next = newsTaken(
      policy,
      incident,
      next,
      news.map(({ title }) => title),
      at,
    );
    if (speaking !== undefined)
      next = { ...next, facts: factsGrown(next.facts, factsOf(policy, speaking), !news.includes(speaking)) };
  }
  return drawConsequences(policy, incident, next, at);
}

/** Of the alerts that count as firing, the worst and newest, if none that is known is worse. */
function speakingFor(policy: Policy, incident: Incident, { alerts, service }: AlertGroup): Alert | undefined {
  const counting = alerts.filter(
    ({ firing, fingerprint }) => firing && knownAlert(incident, fingerprint)?.firing === true,
  );
  const alert = decisive(policy, counting, service);
  const state = alert === undefined ? undefined : knownAlert(incident, alert.fingerprint);
  if (state === undefined || isWorse(policy, incident.severity, state.severity)) return undefined;
  return state.unclassified === true && !incident.unclassified ? undefined : alert;
}

/** An alert says the severity that was only assumed: it stands, and nobody has to confirm it. No clock moves. */
function confirmedByAlert(incident: Incident, reasons: string[], at: Instant): Incident {
  const confirmed = {
    ...incident,
    unclassified: false,
    severityReasons: reasons.map((reason) => inertLine(reason, 500)),
  };
  return noted(confirmed, at, {
    kind: 'severity',
    text: `Severity ${incident.severity} is confirmed: an alert says so`,
    because: reasons.join('; '),
  });
}

/** A rise brings the facts that caused it: pages, posts and brief speak of those. */
function titled(policy: Policy, incident: Incident, alert: Alert | undefined): Incident {
  if (alert === undefined) return incident;
  const facts = factsGrown(incident.facts, factsOf(policy, alert), false);
  return { ...incident, title: inertLine(alert.title) || incident.title, facts };
}

/** How many more alerts a source has than it lists. */
function listed(incident: Incident, { alerts }: AlertGroup): Incident {
  const told = new Map(
    alerts.flatMap(({ listing }) => (listing === undefined ? [] : [[listing.group, listing.unlisted]])),
  );
  if (told.size === 0) return incident;
  const all = Object.entries({ ...incident.unlisted, ...Object.fromEntries(told) }).filter(([, count]) => count > 0);
  const { unlisted: _before, ...rest } = incident;
  return all.length === 0 ? rest : { ...rest, unlisted: Object.fromEntries(all.slice(-MOST_GROUPS)) };
}

const MOST_GROUPS = 50;

/** A repeated report can't undo a severity that a person set since. An alert beyond the storm's limit is always news. */
const isNews = (before: AlertState | undefined, after: AlertState | undefined): boolean =>
  after === undefined ||
  (after.firing &&
    (before?.firing !== true || before.severity !== after.severity || before.unclassified !== after.unclassified));

/** The lead is told when all alerts have cleared. An alert that fires during the stability watch is a relapse. */
export function drawConsequences(policy: Policy, before: Incident, after: Incident, at: Instant): Incident {
  if (firingCount(before) > 0 && firingCount(after) === 0) {
    const unsure = unsureOf(after);
    const text =
      unsure === '' ? 'All alerts have cleared' : `No alert is firing, but not all are known to be over: ${unsure}`;
    const next = noted(after, at, { kind: 'all-clear', text });
    return { ...next, counts: { ...next.counts, clears: next.counts.clears + 1 } };
  }
  const fires = Object.entries(after.alerts).some(
    ([id, { firing, severity }]) =>
      firing && knownAlert(before, id)?.firing !== true && isTellingAgainst(policy, after, severity),
  );
  return after.status === 'monitoring' && fires ? relapsed(policy, after, at, 'an alert is firing again') : after;
}

/** What one report is told as, and what is known of its alert afterwards; no state if there are too many to know. */
interface Taken {
  told: Incident;
  state?: AlertState;
}

/** `nth`: the how many-th different alert it is; 0 for one that is known. */
function alertArrived(
  policy: Policy,
  incident: Incident,
  alert: Alert,
  service: string,
  nth: number,
  at: Instant,
): Taken {
  const { tellAtMost, rememberAtMost } = policy.correlation.storm;
  if (nth > rememberAtMost) return { told: unremembered(policy, incident, alert.title, at) };
  const heard = hear(policy, knownAlert(incident, alert.fingerprint), alert, service, at);
  if (heard.of === 'nothing-new') return { told: incident, state: heard.state };
  if (heard.of === 'dropped') return { told: outOfOrder(incident, alert, heard.says, at) };
  const { state } = heard;
  if (heard.of === 'late') return { told: outOfOrder(incident, alert, heard.says, at), state };
  if (nth > tellAtMost) return { told: untold(policy, incident, alert.title, at), state: { ...state, title: '' } };
  return { told: changeTold(policy, incident, alert, heard, at), state };
}

function changeTold(
  policy: Policy,
  incident: Incident,
  { source, title }: Alert,
  { state, says, flaps, quietly }: Extract<ReportEffect, { of: 'change' }>,
  at: Instant,
): Incident {
  const name = `${source}: ${inertLine(title)}`;
  if (flaps) {
    const { changes, within, quietFor } = policy.correlation.flapping;
    return noted(incident, at, {
      kind: 'flapping',
      text: `${name} is flapping (${changes} changes in ${spokenDuration(within)}); it counts as firing until it has been quiet for ${spokenDuration(quietFor)}`,
    });
  }
  if (quietly) return incident;
  const kind = state.held !== undefined ? 'maintenance' : state.firing ? 'alert-firing' : 'alert-clear';
  return noted(incident, at, { kind, text: `${name} ${says}` });
}

/** A report that comes out of order is counted and on record; the same words again are only counted. */
function outOfOrder(incident: Incident, { source, title }: Alert, says: string, at: Instant): Incident {
  const counted = lateCounted(incident);
  const text = `${source}: ${inertLine(title)} ${says}`;
  const last = incident.timeline.findLast(({ kind }) => kind === 'alert-late');
  return last?.text === text ? counted : noted(counted, at, { kind: 'alert-late', text });
}

const withAlert = (incident: Incident, fingerprint: string, state: AlertState): Incident => ({
  ...incident,
  alerts: { ...incident.alerts, [fingerprint]: state },
});

/** What the clock alone decides about alerts: one has been quiet long enough, or a maintenance window has ended. */
export function planAlerts(incident: Incident): AgendaEntry[] {
  return Object.entries(incident.alerts).flatMap(([alert, { quietAt, held, late }]): AgendaEntry[] => {
    if (quietAt !== undefined)
      return [{ at: quietAt, effect: { do: 'find-quiet', key: effectKey('quiet', { alert, at: quietAt }), alert } }];
    if (late !== undefined)
      return [
        {
          at: late.untilAt,
          effect: { do: 'believe-late', key: effectKey('late', { alert, at: late.untilAt }), alert },
        },
      ];
    if (held === undefined) return [];
    const { untilAt } = held;
    return [
      { at: untilAt, effect: { do: 'end-maintenance', key: effectKey('maintenance', { alert, at: untilAt }), alert } },
    ];
  });
}

/** An alert that was flapping has been quiet long enough: it has cleared. */
export function quietFound(policy: Policy, incident: Incident, alert: string, at: Instant): Incident {
  const known = knownAlert(incident, alert);
  if (known?.quietAt === undefined) return incident;
  const { quietAt: _quietAt, flapping: _flapping, changes: _changes, ...state } = known;
  const text = `${titleOf(known)} has cleared: it was quiet for ${spokenDuration(policy.correlation.flapping.quietFor)}`;
  const next = noted(withAlert(incident, alert, { ...state, firing: false }), at, { kind: 'alert-clear', text });
  return drawConsequences(policy, incident, next, at);
}

/** The maintenance window has ended, and one of its alerts is still firing: now it counts. */
export function maintenanceEnded(policy: Policy, incident: Incident, alert: string, at: Instant): Incident {
  const known = knownAlert(incident, alert);
  if (known?.held === undefined) return incident;
  const { held, ...state } = known;
  const window = inertLine(held.window);
  return counted(
    policy,
    incident,
    alert,
    state,
    `is still firing at the end of the maintenance window (${window})`,
    at,
  );
}

/** A report that looked late was true: no end has come since. */
export function lateBelieved(policy: Policy, incident: Incident, alert: string, at: Instant): Incident {
  const known = knownAlert(incident, alert);
  if (known?.late === undefined) return incident;
  const { late, endsAt: _end, unheard: _unheard, ...state } = known;
  const says = late.silent
    ? 'again: nothing was heard of it in time'
    : 'is firing again: its source said so, and no end has come since';
  return counted(policy, incident, alert, state, says, at);
}

/** An alert that was held counts as firing from now on. */
function counted(
  policy: Policy,
  incident: Incident,
  alert: string,
  state: AlertState,
  says: string,
  at: Instant,
): Incident {
  const because = `${titleOf(state)} ${says}`;
  const next = noted(withAlert(incident, alert, { ...state, firing: true, at }), at, {
    kind: 'alert-firing',
    text: because,
  });
  const raised =
    state.unclassified !== true && isWorse(policy, state.severity, next.severity)
      ? severityChanged(policy, next, state.severity, at, { by: 'alert', because })
      : newsTaken(policy, incident, next, [state.title], at);
  return drawConsequences(policy, incident, raised, at);
}

const titleOf = ({ title }: AlertState): string => (title === '' ? 'One of many alerts' : title);
