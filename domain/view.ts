/** What can people and programs see of an incident? */
import { unsureOf } from './alerts/clear';
import { type AlertsView, alertsOf } from './alerts/view';
import { type ColumnView, declinedOf, matrixOf } from './paging/view';
import { nextUpdateOf, type NextUpdateView } from './updates/view';
import { decisionOf, type DecisionView, type RollbackView } from './decision/view';
import { type ObligationView, obligationView } from './ledger/view';
import { checklistOf, type ChecklistView, notRecoveredOf } from './resolution/view';
import type { Policy, Severity } from '../policy/schema';
import { firingCount, type Incident, isBeingFought, isOpen, nameOf } from './state/incident';
import type { Instant, Status } from './state/vocabulary';
import { iso } from './text/format';
import { describe } from './messages/describe';
import { effectName } from './messages/effect-name';
import { outlookOf } from './messages/outlook';
import { contacted } from './paging/calls';
import { plan } from './plan';
import { rankOf, rulesOf } from './severity/scale';
import { publishableOf, type PublishableView, statusPageOf, type StatusPageView } from './status-page/view';
import { defined } from './state/fields';

/** An incident as `show --json`, the API and the query show it. Times are ISO 8601. */
export interface IncidentView {
  id: string;
  address: string;
  previous?: string;
  /** It stands still or was ended, and what to do: no workflow says this of itself, the auditor does. */
  trouble?: string;
  service: string;
  title: string;
  /** It is a drill for these people. */
  drill?: string[];
  severity: Severity;
  /** What the policy calls it. */
  severityTitle: string;
  /** Its place in the policy's list: 0 is the worst. */
  severityRank: number;
  severityReasons: string[];
  unclassified: boolean;
  status: Status;
  /** What Muster suggests: all alerts have cleared, so the stability watch could start. */
  proposed?: 'monitoring';
  /** What its age and deadlines count from. */
  startedAt: string;
  /** When the problem began, as its alerts say. */
  beganAt: string;
  /** Of the alert that speaks for it: labels that name a thing, and where to look. */
  things?: Record<string, string>;
  links?: Record<string, string>;
  resolvedAt?: string;
  /** The incident that this one was merged into, and those that were merged into this one. */
  mergedInto?: string;
  joined?: string[];
  /** How many more were, before those. */
  joinedBefore?: number;
  lead?: string;
  leadName?: string;
  acknowledgedBy: string[];
  /** How far the newest pages of each person have come, oldest first; absent where nobody was paged by ways that tell. */
  deliveries?: DeliveryView[];
  people: {
    id: string;
    name: string;
    roles: string[];
    /** Neither paged nor notified: only known, or came without being asked. */
    contacted?: false;
    acknowledgedAt?: string;
    joinedAt?: string;
    /** When they said that they can't; absent once they are called anew. */
    declinedAt?: string;
  }[];
  policy: { name: string; version: string; hash: string };
  alerts: AlertsView;
  /** The escalation matrix of the current severity: what was done, and what comes when. */
  matrix?: ColumnView[];
  nextUpdate?: NextUpdateView;
  facts: Record<string, string>;
  /** What people call the roles and people that stand here by their ids. */
  names?: Record<string, string>;
  obligations: ObligationView[];
  /** How often somebody acknowledged at an alert's source without its counting here, by person. */
  unheeded?: Record<string, number>;
  /** How many older entries the timeline here leaves out; the record has them. */
  earlier?: number;
  timeline: TimelineView[];
  checklist: ChecklistView[];
  /** What keeps it from being resolved besides open items: probes that fail, alerts that fire. */
  notRecovered?: string[];
  findings: { step: string; title: string; state: string; text: string }[];
  decision?: DecisionView;
  rollback?: RollbackView;
  bridge?: string;
  ticket?: string;
  /** What the status page shows. */
  statusPage?: StatusPageView;
  /** What a person may publish; absent where the policy keeps the incident off the status page, and after its end. */
  mayPublish?: PublishableView;
  /** What could not be delivered and is tried again. */
  failing: { key: string; what: string; reason: string }[];
  nextDue?: { at: string; what: string };
  upcoming: { at: string; what: string }[];
}

export interface DeliveryView {
  page: string;
  to: string;
  name: string;
  ways: {
    channel: string;
    state: string;
    /** When it was tried, or when its vendor said what became of it. */
    at: string;
    reason?: string;
  }[];
}

export interface TimelineView {
  seq: number;
  at: string;
  kind: string;
  text: string;
  by?: string;
  /** The way on which the person's act came. */
  via?: string;
  key?: string;
  because?: string;
}

/** Reads the state for people and programs. Changes nothing; `now` only decides what is next. */
export function view(policy: Policy, incident: Incident, now: Instant): IncidentView {
  const { due, upcoming } = plan(policy, incident, now);
  const wanted = new Set([...due, ...upcoming.map(({ effect }) => effect)].map(({ key }) => key));
  const shown = isOpen(incident) ? upcoming : [];
  const people = Object.values(incident.people);
  const called = new Set(contacted(incident));
  const next = shown[0];
  return {
    id: incident.id,
    address: incident.address,
    ...defined({ previous: incident.previous }),
    service: incident.service,
    title: incident.title,
    ...defined({ drill: incident.drill }),
    severity: incident.severity,
    severityTitle: rulesOf(policy, incident.severity).title,
    severityRank: rankOf(policy, incident.severity),
    severityReasons: incident.severityReasons,
    unclassified: incident.unclassified,
    status: incident.status,
    ...(isWatchProposed(incident) && { proposed: 'monitoring' as const }),
    startedAt: iso(incident.startedAt),
    beganAt: iso(incident.beganAt),
    ...defined({ things: incident.facts.things, links: incident.facts.links }),
    ...(incident.merge !== undefined && { mergedInto: incident.merge.into.id }),
    ...(incident.joined !== undefined && { joined: incident.joined.map(({ id }) => id) }),
    ...defined({ joinedBefore: incident.joinedBefore }),
    ...(incident.resolvedAt !== undefined && { resolvedAt: iso(incident.resolvedAt) }),
    ...(incident.lead !== undefined && { lead: incident.lead, leadName: nameOf(incident, incident.lead) }),
    acknowledgedBy: people.filter(({ acknowledgedAt }) => acknowledgedAt !== undefined).map(({ id }) => id),
    ...deliveriesOf(incident),
    people: people.map(({ id, name, roles, pagedAt, acknowledgedAt, joinedAt }) => ({
      id,
      name,
      roles,
      ...(!called.has(id) && pagedAt === undefined && { contacted: false as const }),
      ...(acknowledgedAt !== undefined && { acknowledgedAt: iso(acknowledgedAt) }),
      ...(joinedAt !== undefined && { joinedAt: iso(joinedAt) }),
      ...declinedOf(incident, id),
    })),
    policy: { name: incident.policy.name, version: incident.policy.version, hash: incident.policy.hash },
    alerts: alertsOf(incident),
    matrix: matrixOf(policy, incident),
    ...nextUpdateOf(policy, incident),
    facts: factsOf(incident),
    names: readableNames(policy, incident.people),
    obligations: Object.values(incident.obligations).map(obligationView),
    ...defined({ unheeded: incident.unheeded }),
    ...earlierOf(incident),
    timeline: incident.timeline.map((entry) => ({ ...entry, at: iso(entry.at) })),
    checklist: checklistOf(policy, incident),
    ...notRecoveredOf(policy, incident),
    findings: Object.entries(incident.findings).map(([step, { title, state, text }]) => ({ step, title, state, text })),
    ...decisionOf(policy, incident, now),
    ...defined({ bridge: incident.bridge?.url }),
    ...(incident.ticket !== undefined && { ticket: incident.ticket.url ?? incident.ticket.reference }),
    ...statusPageOf(policy, incident),
    ...publishableOf(policy, incident, now),
    failing: Object.entries(incident.effects).flatMap(([key, { status, reason, to }]) =>
      status === 'failed' && wanted.has(key)
        ? [{ key, what: effectName(policy, incident, key, to), reason: reason ?? 'no reason given' }]
        : [],
    ),
    ...(next !== undefined && { nextDue: { at: iso(next.at), what: describe(policy, incident, next.effect) } }),
    upcoming: outlookOf(policy, incident, shown)
      .slice(0, 12)
      .map(({ at, what }) => ({ at: iso(at), what })),
  };
}

/** All alerts have cleared, and nobody has moved the incident to monitoring yet. */
const isWatchProposed = (incident: Incident): boolean =>
  isBeingFought(incident) && incident.counts.clears > 0 && firingCount(incident) === 0 && unsureOf(incident) === '';

function earlierOf({ timeline, nextSeq }: Incident): Pick<IncidentView, 'earlier'> {
  const earlier = nextSeq - 1 - timeline.length;
  return earlier === 0 ? {} : { earlier };
}

function deliveriesOf(incident: Incident): Pick<IncidentView, 'deliveries'> {
  if (incident.deliveries === undefined) return {};
  const deliveries = incident.deliveries.map(({ page, to, ways }): DeliveryView => ({
    page,
    to,
    name: nameOf(incident, to),
    ways: ways.map(({ channel, state, at, reason }) => ({
      channel,
      state,
      at: iso(at),
      ...defined({ reason }),
    })),
  }));
  return { deliveries };
}

/** Titles of roles and names of people, by their ids. */
export const readableNames = (policy: Policy, people: Record<string, { name: string }>): Record<string, string> => ({
  ...Object.fromEntries(Object.entries(policy.roles).map(([id, { title }]) => [id, title])),
  ...Object.fromEntries(Object.entries(people).map(([id, { name }]) => [id, name])),
});

function factsOf({ facts }: Incident): Record<string, string> {
  const { measured, things: _things, links: _links, ...told } = facts;
  return { ...told, ...Object.fromEntries(Object.entries(measured).map(([name, value]) => [name, String(value)])) };
}
