import type { Policy, PublicComponent, PublicImpact, PublicStatus } from '../../policy/schema';
import type { Incident } from '../state/incident';
import type { Statement } from '../state/public-report';
import type { Instant } from '../state/vocabulary';
import { fill, spokenDuration, utcDateTime, utcTime } from '../text/format';

/** A statement in the words of the public, with what the page shows beside it. */
export interface PublicWords {
  title: string;
  text: string;
  status: PublicStatus;
  impact: PublicImpact;
  /** How the service's component is shown; absent: it is left alone. */
  component?: PublicComponent | 'operational';
}

/**
 * Puts a statement into the policy's words. Facts that the public may know, and no others: the service as the policy calls
 * it, the impact as a person worded it for the public, and times.
 */
export function publicWords(policy: Policy, incident: Incident, statement: Statement): PublicWords | undefined {
  const rules = policy.statusPage;
  const of = rules?.severities[statement.severity] ?? undefined;
  if (rules === null || of === undefined) return undefined;
  const service = publicService(policy, incident);
  const impact = publicImpact(policy, incident, statement) ?? '';
  const values = {
    service,
    impact: /[.!?…]$/.test(impact) ? impact : `${impact}.`,
    nextUpdate: statement.nextAt === undefined ? 'when there is news' : `by ${utcTime(statement.nextAt)}`,
    started: utcDateTime(incident.startedAt),
    duration: lasted(incident, statement.at),
  };
  const { templates } = rules;
  const body =
    statement.withdrawn === undefined ? templates[statement.status] : templates[lastWordOf(statement.withdrawn)];
  const isOver = statement.kind === 'resolved' || statement.kind === 'withdrawn';
  return {
    title: fill(templates.title, values),
    text: fill(body, values),
    status: statement.status,
    impact: of.impact,
    ...(of.component !== null && { component: isOver ? ('operational' as const) : of.component }),
  };
}

/** The impact as the public reads it: a person's words, else the policy's. */
export function publicImpact(policy: Policy, incident: Incident, statement: Statement): string | undefined {
  const of = policy.statusPage?.severities[statement.severity] ?? undefined;
  if (of === undefined) return undefined;
  return statement.impact ?? fill(of.says, { service: publicService(policy, incident) });
}

const lastWordOf = (withdrawn: NonNullable<Statement['withdrawn']>): 'lowered' | 'merged' | 'retracted' =>
  withdrawn === 'cancelled' ? 'retracted' : withdrawn;

/** As the policy calls it; one that only an alert has named is not told to the public. */
export const publicService = ({ services }: Policy, incident: Incident): string =>
  services.find(({ name }) => name === incident.service && !incident.serviceUnknown)?.title ?? 'one of our services';

/** Nobody outside counts seconds. */
const lasted = ({ startedAt }: Incident, at: Instant): string =>
  spokenDuration(Math.max(60_000, Math.round((at - startedAt) / 60_000) * 60_000));
