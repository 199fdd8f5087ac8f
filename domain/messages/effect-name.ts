/** What is an effect called where people read that it failed or was not sent? Never by its key. */
import type { Policy } from '../../policy/schema';
import { type Incident, nameOf } from '../state/incident';
import { readKey } from '../state/keys';

const BY = { chat: 'in chat', mail: 'by mail' } as const;

/** "Page to Dora", "Update 3 by mail". `to`: the person of a page, whose key names only the role. */
export function effectName(policy: Policy, incident: Incident, key: string, to?: string): string {
  const read = readKey(key);
  const person = to === undefined ? 'somebody' : nameOf(incident, to);
  switch (read.of) {
    case 'page':
    case 'join-page':
    case 'idle-page':
    case 'relapse-page':
    case 'wanted-again':
    case 'rung-now':
    case 'proposal-page':
    case 'lead-page':
      return `Page to ${person}`;
    case 'notice':
    case 'severity-notice':
    case 'hand-over':
    case 'break-glass-notice':
      return `Notice to ${person}`;
    case 'withdrawal':
      return `Withdrawal of the page to ${person}`;
    case 'fallback':
      return `${effectName(policy, incident, read.page, to)} by another channel`;
    case 'follow-acknowledged':
      return `Acknowledging the pages of ${nameOf(incident, read.person)} where they were sent`;
    case 'follow-withdrawal':
    case 'follow-ended':
      return 'Closing the pages where they were sent';
    case 'initial':
      return `Initial notification ${BY[read.port]}`;
    case 'update':
      return `Update ${read.number} ${BY[read.port]}`;
    case 'nudge':
      return `Reminder to write update ${read.number}`;
    case 'confirmed':
      return `Confirmed severity ${BY[read.port]}`;
    case 'all-clear':
      return 'Question whether to go to monitoring';
    case 'news':
      return 'News of further alerts in chat';
    case 'news-to-lead':
      return 'News of further alerts to the lead';
    case 'unticked':
      return 'Warning about an unticked checklist item';
    case 'log-watch':
      return 'Warning about similar errors';
    case 'stable':
      return 'Question whether to resolve';
    case 'still-failing':
      return 'Warning that something still fails';
    case 'unverified':
      return 'Request to verify by hand';
    case 'stable-check':
      return 'Reading the probes at the end of the stability watch';
    case 'brief':
      return `Decision brief ${BY[read.port]}`;
    case 'brief-to-approvers':
      return 'Decision brief to the approvers';
    case 'rollback-post':
      return `Report on the rollback ${BY[read.port]}`;
    case 'bridge-invitation':
    case 'bridge-invitation-alone':
      return 'Invitation to the bridge';
    case 'bridge-question':
      return 'Question where the bridge is';
    case 'bridge-moved':
      return 'Message that the bridge has moved';
    case 'resolved':
      return `Resolved notification ${BY[read.port]}`;
    case 'cancelled':
      return `Cancelled notification ${BY[read.port]}`;
    case 'merged':
      return `Merged notification ${BY[read.port]}`;
    case 'publish-question':
      return 'Question whether to publish';
    case 'statement':
      return read.statement === 'update' ? `Status page update ${read.n ?? ''}` : `Status page (${read.statement})`;
    case 'bridge':
      return 'Opening the bridge';
    case 'ticket':
      return 'Creating the ticket';
    case 'fix-ticket':
      return 'Creating the ticket for the permanent fix';
    case 'investigation':
      return `Investigation "${policy.investigation.steps.find(({ id }) => id === read.step)?.title ?? read.step}"`;
    case 'rollback':
      return 'The order to roll back';
    case 'rollback-rehearsal':
      return 'Dry run of the rollback';
    case 'rollback-read-back':
      return 'Check which version is running';
    case 'versions':
      return 'Check which version a rollback returns to';
    case 'people':
    case 'people-again':
      return 'Looking up who to contact';
    case 'business-day':
      return 'Looking up the next business day';
    case 'previous':
      return 'Looking up the previous incident';
    default:
      return afterwards(policy, key);
  }
}

/** The same for what belongs to a post-mortem. */
export function afterwards(policy: Policy, key: string): string {
  const read = readKey(key);
  switch (read.of) {
    case 'draft':
      return 'Drafting the post-mortem';
    case 'document':
      return 'Bringing the post-mortem up to date';
    case 'attendees':
      return 'Looking up the attendees';
    case 'slot':
      return 'Finding a time for the meeting';
    case 'invitation':
      return 'Invitation to the meeting';
    case 'meeting-withdrawal':
      return 'Withdrawal of the invitations';
    case 'meeting-reminder':
      return 'Reminder of the meeting';
    case 'chase':
      return 'Reminder of the overdue post-mortem';
    case 'list-reminder':
      return 'Reminder of the open checklist items';
    case 'item-due-soon':
    case 'item-due-today':
    case 'item-late':
      return `Reminder of action item ${read.item}`;
    case 'item-ticket':
      return `Creating the ticket for action item ${read.item}`;
    case 'suite':
      return `Tests for "${itemText(policy, read.item)}"`;
    case 'suite-failed':
      return `Report of the failed tests for "${itemText(policy, read.item)}"`;
    default:
      return 'A step of Muster';
  }
}

const itemText = ({ checklists }: Policy, item: string): string =>
  Object.values(checklists)
    .flatMap(({ items }) => items)
    .find(({ id }) => id === item)?.text ?? item;
