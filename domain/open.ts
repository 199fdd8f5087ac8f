/** How does an incident begin? */
import type { Policy } from '../policy/schema';
import { type Classification, classifyFacts, classifyGroup, classifyWords, decisive } from './severity/classify';
import { alertsArrived, describeDeclaration } from './alerts/evolve';
import { declaredFacts, factsOf } from './alerts/facts';
import { NO_REPORTS } from './alerts/storm';
import { withDecision } from './decision/deadline';
import { withWorst } from './severity/worst';
import { drillTitle } from './drill/words';
import { reconcile } from './ledger/reconcile';
import { noted } from './ledger/timeline';
import type { AlertGroup, Declaration } from './state/alert';
import type { Incident } from './state/incident';
import type { Facts } from './state/alert-state';
import type { Instant } from './state/vocabulary';
import { toldPublic } from './status-page/evolve';
import { inert, inertLine } from './text/inert';
import { defined } from './state/fields';
import { rulesOf } from './severity/scale';

export interface Opening {
  id: string;
  address: string;
  previous?: string;
  policy: { name: string; version: string; hash: string; speed: number };
  at: Instant;
  /** What opened it: alerts of a monitoring system, or a person. */
  by: { alerts: AlertGroup } | { declaration: Declaration };
}

/** A new incident, from the first alert or declaration. */
export function openIncident(policy: Policy, opening: Opening): Incident {
  const at = startOf(opening);
  const origin =
    'alerts' in opening.by ? fromAlerts(policy, opening.by.alerts) : fromDeclaration(policy, opening.by.declaration);
  const { opened, ...known } = origin;
  const incident: Incident = {
    id: opening.id,
    address: opening.address,
    ...defined({ previous: opening.previous }),
    policy: opening.policy,
    ...known,
    worstSeverity: known.severity,
    severitySince: at,
    clock: { number: 1, since: at, setAt: at },
    response: { number: 1, since: at, by: 'start', spared: [] },
    answeredIn: [],
    team: { number: rulesOf(policy, known.severity).team.quorum === 'all' ? 1 : 0, since: at, again: false, outAt: {} },
    lookedUp: { at, count: 0 },
    status: 'investigating',
    statusSince: at,
    reached: {},
    startedAt: at,
    beganAt: beginningOf(opening, at),
    ...acceptance(opening),
    people: {},
    contacts: [],
    wanted: [],
    alerts: {},
    reports: NO_REPORTS,
    updates: { count: 0, anchorAt: at, lastSeq: 0 },
    calls: [],
    counts: NO_COUNTS,
    bridgeWanted: false,
    findings: {},
    checklist: {},
    probes: {},
    unread: {},
    obligations: {},
    archived: { met: 0, late: 0, missed: 0, waived: 0 },
    effects: {},
    series: {},
    timeline: [],
    nextSeq: 1,
    recordedSeq: 0,
    answered: 'declaration' in opening.by ? { [opening.by.declaration.eventId]: 'declared' } : {},
  };
  const written = noted(incident, at, { kind: 'opened', text: opened, because: known.severityReasons.join('; ') });
  const started = withDecision(policy, written, written.startedAt);
  const first = 'alerts' in opening.by ? alertsArrived(policy, started, opening.by.alerts, at) : started;
  return reconcile(policy, toldPublic(policy, withWorst(policy, first), at), false);
}

const NO_COUNTS: Incident['counts'] = {
  acts: 0,
  severities: 0,
  escalations: 0,
  relapses: 0,
  clears: 0,
  unticks: 0,
  logFailures: 0,
  decisions: 0,
  watches: 0,
  statuses: 0,
};

const DAY_MS = 86_400_000;

/** Age and deadlines count from when the door took the first alert, also where no worker ran then. */
function startOf({ by, at }: Opening): Instant {
  const { acceptedAt = at } = 'alerts' in by ? by.alerts : by.declaration;
  // The door's clock is another one: what it says is believed within a day.
  return acceptedAt <= at && acceptedAt > at - DAY_MS ? acceptedAt : at;
}

/** The earliest start that its alerts name, if that lies within the day before. */
function beginningOf({ by }: Opening, at: Instant): Instant {
  if (!('alerts' in by)) return at;
  const believable = by.alerts.alerts
    .filter(({ firing, startsAt }) => firing && startsAt <= at && startsAt >= at - DAY_MS)
    .map(({ startsAt }) => startsAt);
  return Math.min(at, ...believable);
}

function acceptance({ by }: Opening): Pick<Incident, 'acceptedAt'> {
  const { acceptedAt } = 'alerts' in by ? by.alerts : by.declaration;
  return acceptedAt === undefined ? {} : { acceptedAt };
}

type Origin = Pick<
  Incident,
  'service' | 'serviceTitle' | 'serviceUnknown' | 'title' | 'severity' | 'severityReasons' | 'unclassified' | 'facts'
> & { opened: string };

function fromAlerts(policy: Policy, group: AlertGroup): Origin {
  const { severity, reasons, unclassified, measured } = classifyGroup(policy, group.alerts, group.service);
  const first = decisive(policy, group.alerts, group.service) ?? group.alerts[0];
  const title = inertLine(first?.title ?? 'alert without a title');
  const facts: Facts = {
    summary: title,
    symptoms: title,
    measured,
    ...(first !== undefined && factsOf(policy, first)),
  };
  const unknown = group.serviceUnknown
    ? [`no policy names the service ${inertLine(group.service)}, so the catch-all policy applies`]
    : [];
  return {
    service: group.service,
    serviceTitle: inertLine(group.serviceTitle),
    serviceUnknown: group.serviceUnknown,
    title,
    severity,
    severityReasons: [...reasons, ...unknown].map((reason) => inertLine(reason, 500)),
    unclassified,
    facts,
    opened: `Opened as ${severity} by ${first?.source ?? 'an alert'}: ${title}`,
  };
}

/** Facts win over the severity that the person gave, that over the wording; if nothing is known, the policy's default. */
function classifyDeclaration(policy: Policy, declaration: Declaration): Omit<Classification, 'measured'> {
  const byFacts = classifyFacts(policy, declaration.facts);
  if (byFacts !== undefined) return byFacts;
  if (declaration.severity !== undefined)
    return {
      severity: declaration.severity,
      reasons: [`${declaration.byName} declared it ${declaration.severity}`],
      unclassified: false,
    };
  const byWords = classifyWords(policy, `${declaration.title} ${declaration.impact ?? ''}`);
  if (byWords !== undefined) return byWords;
  const { severity } = policy.classification.unknown;
  return { severity, reasons: ['unclassified, confirm: nobody said how bad it is'], unclassified: true };
}

function fromDeclaration(policy: Policy, declaration: Declaration): Origin {
  const { severity, reasons, unclassified } = classifyDeclaration(policy, declaration);
  return {
    service: declaration.service,
    serviceTitle: inertLine(declaration.serviceTitle),
    serviceUnknown: declaration.serviceUnknown,
    title: inertLine(declaration.drill === undefined ? declaration.title : drillTitle(declaration.title)),
    ...defined({ drill: declaration.drill }),
    severity,
    severityReasons: reasons.map((reason) => inertLine(reason, 500)),
    unclassified,
    facts: {
      summary: inert(declaration.title),
      symptoms: inertLine(declaration.title),
      ...declaredFacts(policy, declaration),
    },
    opened: describeDeclaration(declaration, severity),
  };
}
