/** What is Muster about to do, in one line for Temporal's UI and for "next"? */
import type { Policy } from '../../policy/schema';
import type { Effect, MessageName } from '../state/effects';
import { type Incident, nameOf } from '../state/incident';
import type { PageReason } from '../state/vocabulary';
import { titleOf } from '../text/format';

const MESSAGE_TEXTS: Record<MessageName, string> = {
  initial: 'announcement',
  'bridge-invitation': 'bridge invitation',
  'bridge-question': 'question where the bridge is',
  'bridge-moved': 'new link of the bridge',
  update: 'update',
  nudge: 'update reminder',
  brief: 'decision brief',
  resolved: 'resolved notice',
  cancelled: 'cancelled notice',
  merged: 'merged notice',
  'severity-confirmed': 'confirmed severity',
  'all-clear': '"all alerts have cleared"',
  news: 'new alerts',
  unticked: 'failed checklist item',
  stable: 'request to resolve',
  'still-failing': 'what still fails in monitoring',
  unverified: 'request to verify by hand',
  'log-watch': 'similar errors',
  rollback: 'rollback progress',
  'ask-publish': 'question whether to publish',
};

export function describe(policy: Policy, incident: Incident, effect: Effect): string {
  switch (effect.do) {
    case 'find-people':
      return `contact ${effect.roles.map((role) => policy.roles[role]?.title ?? role).join(', ')}`;
    case 'find-holders':
      return `check who is ${effect.roles.map((role) => titleOf(policy, role)).join(', ')} now`;
    case 'page':
      return [`${pageVerb(effect)} ${nameOf(incident, effect.to)}`, pageWhy(policy, effect)].filter(Boolean).join(': ');
    case 'post':
      return `${MESSAGE_TEXTS[effect.message]} to ${effect.toPeople === undefined ? (effect.port === 'chat' ? policy.communication.channel.name : 'the stakeholders') : effect.toPeople.map((id) => nameOf(incident, id)).join(', ')}`;
    case 'follow':
      return `mark the pages of ${effect.people.map((id) => nameOf(incident, id)).join(', ')} ${effect.state} where they were sent`;
    case 'open-bridge':
      return 'open the bridge';
    case 'create-ticket':
      return effect.purpose === 'incident' ? 'create the ticket' : 'create the ticket for the permanent fix';
    case 'investigate':
      return policy.investigation.steps.find(({ id }) => id === effect.step)?.title ?? effect.step;
    case 'rehearse-rollback':
      return 'dry-run the rollback';
    case 'execute-rollback':
      return `roll back to ${effect.to ?? 'the previous version'}`;
    case 'read-back-rollback':
      return 'check which version is running';
    case 'read-versions':
      return 'check which version a rollback returns to';
    case 'show-statement':
      return `update the status page (${incident.statusPage?.statement.status ?? 'nothing'})`;
    case 'find-business-day':
      return 'find the next business day';
    case 'find-slot':
      return 'find a time for the post-mortem';
    case 'find-previous':
      return 'look for the previous incident';
    case 'miss':
      return `deadline for "${incident.obligations[effect.obligation]?.what ?? effect.obligation}"`;
    case 'post-update-due':
      return `post update ${incident.updates.count + 1} automatically`;
    case 'tell-changes':
      return 'tell what has changed';
    case 'find-stable':
      return 'end the stability watch';
    case 'find-recovered':
      return 'back to mitigating unless everything has recovered';
    case 'decide-by-default':
      return "apply the policy's default decision";
    case 'find-quiet':
      return `${incident.alerts[effect.alert]?.title ?? 'an alert'} counts as cleared if it stays quiet`;
    case 'end-maintenance':
      return 'the maintenance window ends';
    case 'believe-late':
      return `${incident.alerts[effect.alert]?.title ?? 'an alert'} counts as firing unless it clears`;
    case 'restate':
      return 'post the next status page update';
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
  'shift-over': 'their shift is over',
  'handed-over': 'the shift has changed',
  'severity-changed': 'the severity has changed',
  'wanted-again': 'they are needed again',
  'break-glass': 'somebody decided alone',
  proposed: 'a second approver is needed',
};

/** Why somebody is paged, in a few words; nothing where the escalation matrix simply says so. */
export function pageWhy(policy: Policy, page: Page): string {
  const { also = [], of } = page;
  const why = [page, ...also].map(({ reason, role }) =>
    reason === 'not-joined' && role !== undefined ? `${titleOf(policy, role)} has not joined` : WHY[reason],
  );
  return [...new Set(why), of === undefined ? '' : 'the last channel failed'].filter(Boolean).join('; ');
}
