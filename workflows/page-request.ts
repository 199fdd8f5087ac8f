/** What is the paging activity asked to send for a page that the plan asks for? */
import { linksIn } from '../domain/messages/links';
import { composePage } from '../domain/messages/page';
import { togetherWithin } from '../domain/paging/phone';
import type { Effect } from '../domain/state/effects';
import { defined } from '../domain/state/fields';
import type { Incident } from '../domain/state/incident';
import type { Policy } from '../policy/schema';
import { placeOf, severityMark } from './perform';

export type Page = Extract<Effect, { do: 'page' }>;

/** What a page says, to whomever. */
export function pageContent(policy: Policy, incident: Incident, effect: Page) {
  const page = composePage(policy, incident, effect, Date.now());
  return {
    ...page,
    severity: severityMark(policy, incident),
    ...placeOf(policy),
    ...defined({ links: linksIn(policy, incident, page.text) }),
    togetherWithin: togetherWithin(incident),
  };
}

/** One page to one person. `begun`: what the incident remembers of it now that it has begun. */
export function pageRequest(policy: Policy, incident: Incident, effect: Page, begun: Incident['effects']) {
  const roles = effect.role === undefined ? (incident.people[effect.to]?.roles ?? []) : [effect.role];
  const { key, of: page = key, kind, to, after } = effect;
  const { round, reason } = begun[key] ?? {};
  const late = reason === undefined ? {} : { isLate: true as const };
  return {
    key: page,
    kind,
    to,
    roles,
    ...pageContent(policy, incident, effect),
    ...late,
    ...defined({ after, round }),
  };
}
