/** What do customers read on the status page, and how bad does the page show it? */
import type {
  Policy,
  PublicComponent,
  PublicImpact,
  PublicRules,
  PublicStatus,
  StatusPageRules,
} from '../../policy/schema';
import type { Incident } from '../state/incident';
import type { Statement } from '../state/public-report';
import type { Instant } from '../state/vocabulary';
import { fill, spokenDuration, utcDateTime, utcTime } from '../text/format';

/** A statement as the page shows it: text, impact and the state of the service's component, all by one rule. */
export interface PublicWords {
  title: string;
  text: string;
  status: PublicStatus;
  impact: PublicImpact;
  /** How the service's component is shown; absent: it is not changed. */
  component?: PublicComponent | 'operational';
}

/**
 * Puts a statement into the policy's words. It uses only facts that customers may know: the service as the policy calls it,
 * the impact as a person worded it for them, and times.
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
    nextUpdate: statement.nextAt === undefined ? 'when we have news' : `by ${utcTime(statement.nextAt)}`,
    started: utcDateTime(incident.beganAt),
    duration: lasted(incident, statement.at),
  };
  const { templates } = rules;
  const body =
    statement.withdrawn === undefined ? templates[statement.status] : templates[lastWordOf(statement.withdrawn)];
  return {
    title: fill(templates.title, values),
    text: sentence(fill(body, values)),
    status: statement.status,
    ...shownState(rules, statement, of),
  };
}

/** How bad the page shows it: as the severity says until a fix is in place, then as the policy says for monitoring. */
function shownState(
  { whileMonitoring }: StatusPageRules,
  { kind, status }: Statement,
  { impact, component }: PublicRules,
): Pick<PublicWords, 'impact' | 'component'> {
  const shown = (howBad: PublicImpact, as: PublicComponent | 'operational' | null) =>
    component === null || as === null ? { impact: howBad } : { impact: howBad, component: as };
  // At the end the page's history keeps how bad it was.
  if (kind === 'resolved' || kind === 'withdrawn') return shown(impact, 'operational');
  if (status === 'monitoring' && whileMonitoring !== undefined)
    return shown(whileMonitoring.impact, whileMonitoring.component);
  return shown(impact, component);
}

/** The impact as customers read it: a person's words, or else the policy's. */
export function publicImpact(policy: Policy, incident: Incident, statement: Statement): string | undefined {
  const of = policy.statusPage?.severities[statement.severity] ?? undefined;
  if (of === undefined) return undefined;
  return statement.impact ?? sentence(fill(of.says, { service: publicService(policy, incident) }));
}

const lastWordOf = (withdrawn: NonNullable<Statement['withdrawn']>): 'lowered' | 'merged' | 'retracted' =>
  withdrawn === 'cancelled' ? 'retracted' : withdrawn;

const UNNAMED = 'one of our services';

/** As the policy calls it. A name that only an alert gave is not published. */
export const publicService = ({ services }: Policy, incident: Incident): string =>
  services.find(({ name }) => name === incident.service && !incident.serviceUnknown)?.title ?? UNNAMED;

/** A service without a name may begin a sentence; a name is written as its owner writes it. */
const sentence = (text: string): string =>
  text.startsWith(UNNAMED) ? `${UNNAMED.charAt(0).toUpperCase()}${text.slice(1)}` : text;

/** Customers don't count seconds. */
const lasted = ({ beganAt }: Incident, at: Instant): string =>
  spokenDuration(Math.max(60_000, Math.round((at - beganAt) / 60_000) * 60_000));
