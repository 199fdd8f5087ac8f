import type { Policy } from '../../policy/schema';
import type { Effect } from '../state/effects';
import { type Incident, nameOf } from '../state/incident';
import type { PageReason } from '../state/vocabulary';
import { titleOf } from '../text/format';

/** One line that says what an effect is, for Temporal's UI and for "next". */
export function describe(policy: Policy, incident: Incident, effect: Effect): string {
  switch (effect.do) {
    case 'find-people':
      return `contact ${effect.roles.map((role) => policy.roles[role]?.title ?? role).join(', ')}`;
    case 'page':
      return [`${pageVerb(effect)} ${nameOf(incident, effect.to)}`, pageWhy(policy, effect)].filter(Boolean).join(': ');
    case 'post':
      return `${effect.message} to ${effect.toPeople === undefined ? effect.port : effect.toPeople.map((id) => nameOf(incident, id)).join(', ')}`;
    case 'follow':
      return `${effect.state} where the pages of ${effect.people.map((id) => nameOf(incident, id)).join(', ')} went`;
    case 'open-bridge':
      return 'open the bridge';
    case 'create-ticket':
      return effect.purpose === 'incident' ? 'create the ticket' : 'create the ticket for the permanent fix';
    case 'investigate':
      return policy.investigation.steps.find(({ id }) => id === effect.step)?.title ?? effect.step;
    case 'rehearse-rollback':
      return 'dry run of the rollback';
    case 'execute-rollback':
      return `roll back to ${effect.to ?? 'the version before'}`;
    case 'read-back-rollback':
      return 'read back what runs';
    case 'show-statement':
      return `status page: ${incident.statusPage?.statement.status ?? 'nothing'}`;
    case 'find-business-day':
      return 'find the next business day';
    case 'find-previous':
      return 'look for the incident before this one';
    case 'miss':
      return `due: ${incident.obligations[effect.obligation]?.what ?? effect.obligation}`;
    case 'post-update-due':
      return `update ${incident.updates.count + 1} is posted automatically`;
    case 'find-stable':
      return 'the stability watch ends';
    case 'decide-by-default':
      return 'the policy decides by default';
    case 'find-quiet':
      return `${incident.alerts[effect.alert]?.title ?? 'an alert'} has been quiet for long enough`;
    case 'end-maintenance':
      return 'the planned work ends';
    case 'restate':
      return 'the status page says more';
  }
}

type Page = Extract<Effect, { do: 'page' }>;

export const pageVerb = ({ kind }: Page): string => (kind === 'brief' ? 'page with the brief' : kind);

const WHY: Record<PageReason, string> = {
  contact: '',
  unanswered: 'nobody has acknowledged',
  'not-joined': 'their role has not joined',
  idle: 'nobody has done anything since the acknowledgement',
  'decision-missed': 'the decision is overdue',
  relapse: 'the problem is back',
  escalated: 'somebody asked for them',
  assigned: 'they are the new lead',
  withdrawn: '',
  'severity-changed': 'the severity has changed',
  'break-glass': 'somebody decided alone',
  proposed: 'a second approver is needed',
};

/** Why somebody is paged, in a few words; nothing where the escalation matrix simply says so. */
export function pageWhy(policy: Policy, { reason, role, of }: Page): string {
  const why = reason === 'not-joined' && role !== undefined ? `${titleOf(policy, role)} has not joined` : WHY[reason];
  return of === undefined ? why : [why, 'the last channel failed'].filter(Boolean).join('; ');
}
