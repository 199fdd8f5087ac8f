/**
 * What should the public status page say now? This room keeps that in step with the incident; what it says is the policy's,
 * and nothing but the service's name, times and a person's own words may get in.
 */
import type { Policy, PublicRules } from '../../policy/schema';
import { noted } from '../ledger/timeline';
import { type Incident, isOpen } from '../state/incident';
import { readKey } from '../state/keys';
import { isLive, type PublicReport, type Statement, type Withdrawal } from '../state/public-report';
import type { Instant, PersonId } from '../state/vocabulary';
import { inert } from '../text/inert';
import { defined } from '../state/fields';

/** The longest impact that a person can publish. */
const LONGEST_IMPACT = 500;

/** How the policy publishes an incident of this severity; absent where it stays internal, as every drill does. */
export const publicRules = (policy: Policy, { severity, drill }: Incident): PublicRules | undefined =>
  drill === undefined ? (policy.statusPage?.severities[severity] ?? undefined) : undefined;

/** A person's text for customers, as the page shows it: one paragraph without markup. */
export const publicText = (text: string): string =>
  inert(text, LONGEST_IMPACT).replace(/[<>]/g, '').replace(/\s+/g, ' ').trim();

/** A person publishes the incident, or changes the published impact. */
export function published(policy: Policy, incident: Incident, at: Instant, by: PersonId, impact?: string): Incident {
  const words = impact === undefined ? undefined : publicText(impact);
  const report = incident.statusPage;
  if (!isLive(report)) {
    const opened = opening(policy, incident, at, by, words);
    return noted(opened, at, { kind: 'published', text: 'Published to the status page', by });
  }
  if (words === undefined || words === report.statement.impact) return incident;
  const said: Statement = { ...report.statement, impact: words };
  const next = withStatement(incident, report, following(policy, incident, said, at));
  return noted(next, at, { kind: 'published', text: `Published impact: ${words}`, by });
}

/** A person takes the incident off the page; the incident itself goes on. */
export function unpublished(incident: Incident, at: Instant, by: PersonId, because: string): Incident {
  const report = incident.statusPage;
  if (!isLive(report)) return incident;
  const next = withStatement(incident, report, lastWord(report, at, 'retracted'));
  return noted(next, at, { kind: 'unpublished', text: 'Taken off the status page', by, because });
}

/**
 * What the status page says now, or would say if a person published the incident in the policy's words. Absent where the
 * policy keeps it internal, and after its end.
 */
export function statementToShow(policy: Policy, incident: Incident, at: Instant): Statement | undefined {
  if (!isOpen(incident) || publicRules(policy, incident) === undefined) return undefined;
  const report = incident.statusPage;
  return isLive(report) ? report.statement : firstStatement(policy, incident, at);
}

/**
 * Brings what the page should say in line with the incident: publishes it where the policy says so, follows status and
 * severity, and ends with a last update. Changes nothing where the policy has no status page.
 */
export function toldPublic(policy: Policy, incident: Incident, at: Instant): Incident {
  const report = incident.statusPage;
  if (policy.statusPage === null) return incident;
  if (!isLive(report)) return opensByItself(policy, incident) ? opening(policy, incident, at, 'muster') : incident;
  const statement = statementNow(policy, incident, report, at);
  return statement === undefined ? incident : withStatement(incident, report, statement);
}

/** The time of the promised update has come: the page says where things stand and names the next time. */
export function restated(policy: Policy, incident: Incident, at: Instant): Incident {
  const report = incident.statusPage;
  if (!isLive(report)) return incident;
  return withStatement(incident, report, following(policy, incident, report.statement, at));
}

/** Whether the incident is published without a person. What a person took off the page stays off. */
function opensByItself(policy: Policy, incident: Incident): boolean {
  if (!isOpen(incident) || publicRules(policy, incident)?.opens !== 'at-once') return false;
  const before = incident.statusPage?.statement;
  return before === undefined || before.withdrawn === 'lowered';
}

function opening(policy: Policy, incident: Incident, at: Instant, by: PersonId, impact?: string): Incident {
  const statement = firstStatement(policy, incident, at, impact);
  const number = (incident.statusPage?.number ?? 0) + 1;
  return { ...incident, statusPage: { number, openedAt: at, by, statement } };
}

const firstStatement = (policy: Policy, incident: Incident, at: Instant, impact?: string): Statement => ({
  n: 1,
  at,
  kind: 'opened',
  status: statusFor(policy, incident),
  severity: incident.severity,
  ...defined({ impact }),
  ...nextAt(policy, at),
});

/** What the page should say after something happened; absent if it already says that. */
function statementNow(policy: Policy, incident: Incident, report: PublicReport, at: Instant): Statement | undefined {
  const { statement } = report;
  const withdrawal = withdrawalOf(policy, incident);
  if (withdrawal !== undefined) return lastWord(report, at, withdrawal);
  if (incident.status === 'resolved') {
    const { nextAt: _none, ...rest } = statement;
    return { ...rest, n: statement.n + 1, at, kind: 'resolved', status: 'resolved' };
  }
  if (!isOpen(incident)) return undefined;
  const isSame = statement.status === statusFor(policy, incident) && statement.severity === incident.severity;
  return isSame ? undefined : following(policy, incident, statement, at);
}

/** Why customers need no further updates. A merged incident stays on the page until the survivor has taken over. */
function withdrawalOf(policy: Policy, incident: Incident): Withdrawal | undefined {
  if (incident.status === 'cancelled') return 'cancelled';
  if (incident.status === 'merged') return incident.merge?.handedOver === true ? 'merged' : undefined;
  return isOpen(incident) && publicRules(policy, incident) === undefined ? 'lowered' : undefined;
}

function following(policy: Policy, incident: Incident, { n, impact }: Statement, at: Instant): Statement {
  return {
    n: n + 1,
    at,
    kind: 'update',
    status: statusFor(policy, incident),
    severity: incident.severity,
    ...defined({ impact }),
    ...nextAt(policy, at),
  };
}

function lastWord({ statement }: PublicReport, at: Instant, withdrawn: Withdrawal): Statement {
  const { nextAt: _none, ...rest } = statement;
  return { ...rest, n: statement.n + 1, at, kind: 'withdrawn', status: 'resolved', withdrawn };
}

const statusFor = ({ statusPage }: Policy, { status }: Incident): Statement['status'] =>
  status === 'resolved' || status === 'cancelled' || status === 'merged'
    ? 'resolved'
    : (statusPage?.statuses[status] ?? 'investigating');

function nextAt({ statusPage }: Policy, at: Instant): Pick<Statement, 'nextAt'> {
  const every = statusPage?.updateEvery ?? null;
  return every === null ? {} : { nextAt: at + every };
}

const withStatement = (incident: Incident, report: PublicReport, statement: Statement): Incident => ({
  ...incident,
  statusPage: { ...report, statement },
});

/** The page now shows this statement. */
export function shownToPublic(
  incident: Incident,
  key: string,
  { reference, url }: { reference: string; url?: string },
  at: Instant,
): Incident {
  const report = incident.statusPage;
  const shows = readKey(key);
  if (report === undefined || shows.of !== 'statement' || shows.report !== report.number) return incident;
  const { statement: kind, n } = shows;
  // A last update may find that nothing was ever shown.
  const isFirst = report.shownAt === undefined && kind !== 'resolved' && kind !== 'withdrawn';
  const shown: PublicReport = {
    ...report,
    reference,
    ...(isFirst && { shownAt: at }),
    ...defined({ url }),
  };
  const where = url === undefined ? '' : ` (${url})`;
  return noted({ ...incident, statusPage: shown }, at, {
    kind: 'status-page',
    text: `Status page: ${kind}${n === undefined ? '' : ` ${n}`}${where}`,
    key,
  });
}
