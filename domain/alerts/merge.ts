/** How do two incidents become one, and what becomes of each? */
import type { Policy } from '../../policy/schema';
import { noted } from '../ledger/timeline';
import { severityChanged } from '../severity/evolve';
import { relapsed } from '../status/evolve';
import { withdrawAll } from '../paging/calls';
import { answerGiven } from '../paging/response';
import type { AlertGroup, Declaration, Joining } from '../state/alert';
import { withAnswer } from '../state/answers';
import { withFittingAlerts } from '../state/fit';
import { type Clock, firingCount, type Incident, isOpen } from '../state/incident';
import { LARGEST_MESSAGE } from '../state/size';
import type { IncidentPerson } from '../state/people';
import type { IncidentRef, Instant, PersonId } from '../state/vocabulary';
import { inertLine } from '../text/inert';
import { isWorse, severityHere } from '../severity/scale';

/** This incident is merged into another one. Until that one has its alerts, no page is withdrawn. */
export function mergedInto(incident: Incident, into: IncidentRef, reason: string, at: Instant, by: PersonId): Incident {
  if (!isOpen(incident)) return incident;
  const before = incident.status as NonNullable<Incident['merge']>['before'];
  const merge = { into, before, by, reason, handedOver: false };
  return noted({ ...incident, status: 'merged', statusSince: at, merge }, at, {
    kind: 'merged',
    text: `Merged into ${into.id} (${inertLine(into.title)})`,
    by,
    ...(reason !== '' && { because: reason }),
  });
}

/** What the survivor is told. */
export function joiningOf(incident: Incident): Joining | undefined {
  const { merge, id, people } = incident;
  if (merge === undefined) return undefined;
  const { by, reason } = merge;
  const eventId = `merge:${id}:${incident.statusSince}`;
  return { eventId, by, byName: people[by]?.name ?? by, reason, ...handedOn(incident) };
}

/** What an incident that ends hands on to the one that goes on. */
export function handedOn(incident: Incident): Omit<Joining, 'eventId' | 'by' | 'byName' | 'reason'> {
  const { id, address, title, service, serviceTitle, serviceUnknown, severity, unclassified, clock } = incident;
  return {
    from: { id, address, title },
    service,
    serviceTitle,
    serviceUnknown,
    severity,
    unclassified,
    since: clock.since,
    there: whoIsThere(incident),
    alerts: withFittingAlerts(incident, LARGEST_MESSAGE).alerts,
  };
}

const isThere = ({ answeredAt }: IncidentPerson): boolean => answeredAt !== undefined;

/** Those who answered last, as many as one message carries with ease. */
const whoIsThere = ({ people }: Incident): Joining['there'] =>
  Object.values(people)
    .filter(isThere)
    .sort((a, b) => (b.answeredAt ?? 0) - (a.answeredAt ?? 0))
    .slice(0, MOST_JOINED)
    .map(({ id, name, roles }) => ({ id, name, roles }));

/** How many incidents that were merged into this one are listed by name; they are told when this one ends. */
const MOST_JOINED = 100;

/** The survivor has everything: the pages of this incident are withdrawn. */
export function handedOver(incident: Incident, at: Instant): Incident {
  if (incident.merge === undefined || incident.merge.handedOver) return incident;
  const answered = new Set(
    Object.values(incident.people)
      .filter(isThere)
      .map(({ id }) => id),
  );
  const isSentHome = (id: PersonId): boolean => !answered.has(id);
  return withdrawAll({ ...incident, merge: { ...incident.merge, handedOver: true } }, at, 'merged', isSentHome);
}

/** The other incident had ended before it could take over: this one stays open. */
export function mergeFailed(policy: Policy, incident: Incident, at: Instant): Incident {
  if (incident.merge === undefined || incident.merge.handedOver) return incident;
  const { merge, ...rest } = incident;
  const { rollback } = rest;
  const open = noted({ ...rest, status: merge.before, statusSince: at }, at, {
    kind: 'merge-failed',
    text: `Not merged: ${merge.into.id} had already ended, so this incident stays open`,
  });
  const failedMeanwhile = rollback?.phase === 'failed' && rollback.startedAt >= incident.statusSince;
  return open.status === 'monitoring' && failedMeanwhile
    ? relapsed(policy, open, at, 'the rollback failed meanwhile')
    : open;
}

/** Another incident was merged into this one: its alerts count here from now on, and the worse severity applies. */
export function joinedBy(policy: Policy, incident: Incident, joining: Joining, at: Instant): Incident {
  if (incident.answered[joining.eventId] !== undefined || !isOpen(incident)) return incident;
  const { from, alerts, by, byName, reason } = joining;
  const severity = severityHere(policy, joining.severity);
  const { id, address, title } = from;
  const joined = [...(incident.joined ?? []), { id, address, title: inertLine(title) }];
  const forgotten = Math.max(0, joined.length - MOST_JOINED);
  const known: Incident = {
    ...withAnswer(incident, joining.eventId, 'joined'),
    joined: joined.slice(forgotten),
    ...(forgotten > 0 && { joinedBefore: (incident.joinedBefore ?? 0) + forgotten }),
    ...together(policy, incident, alerts),
    ...(isWorse(policy, incident.severity, severity) ? {} : { clock: earlierClock(incident, joining.since, at) }),
    lastActAt: at,
    counts: { ...incident.counts, acts: incident.counts.acts + 1 },
  };
  const text = `${from.id} (${inertLine(from.title)}) was merged into this incident by ${inertLine(byName)}`;
  const told = withThose(
    policy,
    noted(known, at, { kind: 'joined-by', text, by, ...(reason !== '' && { because: reason }) }),
    { ...joining, severity },
    at,
  );
  const because = `${from.id}, which was merged into this incident, is ${joining.severity}`;
  // An assumption raises nothing that was said.
  const raises = isWorse(policy, severity, told.severity) && (!joining.unclassified || told.unclassified);
  const raised = raises ? severityChanged(policy, told, severity, at, { by, because }) : told;
  const fires = Object.values(alerts).some(({ firing }) => firing);
  return raised.status === 'monitoring' && fires
    ? relapsed(policy, raised, at, `alerts of ${from.id} are firing`)
    : raised;
}

/** The incident is as old as the older of both; nothing was owed before the two were one. */
function earlierClock({ clock }: Pick<Incident, 'clock'>, since: Instant, at: Instant): Clock {
  const { before } = clock;
  const known = before === undefined ? clock : { ...clock, before: earlierClock({ clock: before }, since, at) };
  return since < clock.since ? { ...known, since, setAt: at } : known;
}

/** Whoever answered the other incident belongs to this one; that is an answer here too unless this one is worse. */
function withThose(policy: Policy, incident: Incident, { there, severity }: Joining, at: Instant): Incident {
  const isAnswer = !isWorse(policy, incident.severity, severity);
  return there.reduce((next, { id, name, roles }) => {
    const known = next.people[id];
    const person = { ...known, id, name, roles: [...new Set([...(known?.roles ?? []), ...roles])] };
    const present: Incident = { ...next, people: { ...next.people, [id]: person } };
    return isAnswer ? answerGiven(present, id, roles, at) : present;
  }, incident);
}

/**
 * The alerts of both, as many as one incident tells apart: those that fire before those that have cleared. Further ones are
 * counted.
 */
function together(policy: Policy, incident: Incident, others: Joining['alerts']): Pick<Incident, 'alerts' | 'reports'> {
  const { reports } = incident;
  const all = Object.entries({ ...others, ...incident.alerts });
  const beyond = all.length - policy.correlation.storm.rememberAtMost;
  if (beyond <= 0) return { alerts: Object.fromEntries(all), reports };
  const kept = [...all].sort(([, a], [, b]) => Number(b.firing) - Number(a.firing)).slice(0, -beyond);
  return { alerts: Object.fromEntries(kept), reports: { ...reports, beyond: reports.beyond + beyond } };
}

/** What reached an incident that had just ended opens the next one. */
export function asOpening(policy: Policy, joining: Joining): { alerts: AlertGroup } | { declaration: Declaration } {
  const { from, service, serviceTitle, serviceUnknown, severity, unclassified, by, byName, eventId } = joining;
  const common = { service, serviceTitle, serviceUnknown };
  const label = policy.classification.explicit.labels[0] ?? 'severity';
  const alerts = Object.entries(joining.alerts).map(([fingerprint, state]) => ({
    source: 'merge',
    fingerprint,
    firing: state.firing,
    title: state.title || from.title,
    description: '',
    // What was only assumed is not said now either.
    labels: state.unclassified === true ? {} : { [label]: state.severity },
    annotations: {},
    startsAt: state.startsAt ?? state.at,
  }));
  return alerts.some(({ firing }) => firing)
    ? { alerts: { ...common, groupKey: from.address, alerts } }
    : {
        declaration: {
          ...common,
          eventId,
          by,
          byName,
          title: from.title,
          ...(!unclassified && { severity }),
          facts: {},
        },
      };
}

/** Whether this incident still has to pass on what reaches it: as long as one of its alerts is firing. */
export const passesOn = (incident: Incident): boolean =>
  incident.status === 'merged' && incident.merge?.handedOver === true && firingCount(incident) > 0;
