/**
 * What is the key of an effect, and what does a key say? A key is an effect's identity everywhere: at the vendor, in the
 * ledger, in the outbox, in a test. Keys, series and watches are named here, obligations in `obligation-ids.ts`; no other
 * file puts one together or takes one apart. The words themselves stay as they are: outboxes and dashboards know them.
 */
import { createNames, type Read } from './key-pattern';

const KEYS = {
  people: 'people:<contact>',
  'people-again': 'people-again:<n>',
  // Pages and notices to a person.
  page: 'page:<contact>:<role>[.<person>][:severity-<change>]:<n>',
  'join-page': 'page:<severity>:join:<role>[.<person>][:team-<team>]:<n>',
  'idle-page': 'page:<severity>:<idle>:<count>:<to>:<n>',
  'relapse-page': 'page:relapse:<number>:<to>[:<n>]',
  'wanted-again': 'page:again:<number>:<to>',
  'rung-now': 'page:now:<number>:<to>[:<n>]',
  'proposal-page': 'page:proposed:<decision>:<seq>:<to>',
  notice: 'notice:<contact>:<role>[.<person>]',
  'lead-page': 'assign:<seq>:<to>[:<n>]',
  'break-glass-notice': 'break-glass:<decision>:<to>',
  withdrawal: 'withdraw:<cause>:<to>',
  fallback: 'fallback:<lost>:<page>',
  'follow-acknowledged': 'follow:acknowledged:<person>[:<round>]',
  'follow-ended': 'follow:ended',
  'follow-withdrawal': 'follow:<withdrawal>',
  // Posts to a channel, by mail, or to those in charge.
  initial: 'initial:<port>',
  update: 'update:<number>:<port>',
  nudge: 'nudge:update:<number>',
  'tell-changes': 'tell-changes:<at>',
  confirmed: 'severity:<number>:<port>',
  'severity-notice': 'severity:<number>:<to>',
  'hand-over': 'hand-over:<seq>:<to>',
  'all-clear': 'clear:<number>',
  news: 'news:<number>:<port>',
  'news-to-lead': 'news:<number>:lead',
  unticked: 'untick:<number>',
  'log-watch': 'log-watch:<number>',
  stable: 'stable:<number>',
  'still-failing': 'still-failing:<number>',
  unverified: 'unverified:<number>',
  brief: 'brief:<decision>:<port>',
  'brief-to-approvers': 'brief:<decision>:approvers',
  'rollback-post': 'rollback:<decision>:<phase>:<port>',
  'bridge-invitation': 'bridge:invite:<contact>',
  'bridge-invitation-alone': 'bridge:invite-alone:<to>',
  'bridge-question': 'bridge:ask:<to>',
  'bridge-moved': 'bridge:moved:<number>',
  resolved: 'resolved:<port>',
  cancelled: 'cancelled:<port>',
  merged: 'merged:<port>',
  // The public status page.
  'publish-question': 'status-page:<report>:ask',
  statement: 'status-page:<report>:<statement>[:<n>]',
  'next-statement': 'status-page:<report>:next:<n>',
  // What is done, found out or decided.
  bridge: 'bridge',
  ticket: 'ticket',
  'fix-ticket': 'ticket:permanent-fix',
  investigation: 'investigate:<step>',
  rollback: 'rollback:<decision>',
  'rollback-rehearsal': 'rollback:<decision>:dry-run',
  'rollback-read-back': 'rollback:<decision>:read-back',
  versions: 'versions:<decision>',
  'business-day': 'business-day',
  previous: 'previous',
  // What the clock alone brings.
  miss: 'miss:<obligation>:<at>',
  'post-update': 'post-update:<number>',
  'default-decision': 'default:<decision>',
  'stable-check': 'stable-check:<number>',
  'recovery-check': 'recovery-check:<number>',
  quiet: 'quiet:<alert>:<at>',
  maintenance: 'maintenance:<alert>:<at>',
  late: 'late:<alert>:<at>',
  // After the incident.
  draft: 'draft',
  document: 'document:<n>',
  attendees: 'attendees',
  slot: 'slot',
  invitation: 'invite:<sequence>',
  'meeting-withdrawal': 'cancel:<sequence>',
  'meeting-reminder': 'reminder:<sequence>:<ahead>',
  chase: 'chase:<n>',
  'list-reminder': 'list:<stage>',
  'item-due-soon': 'item:<item>:soon',
  'item-due-today': 'item:<item>:today',
  'item-late': 'item:<item>:late:<n>',
  'item-ticket': 'item:<item>:ticket',
  suite: 'suite:<item>:<attempt>',
  'suite-failed': 'suite:<item>:<attempt>:failed',
  // What the auditor says, beside the workflows.
  audit: 'audit:<incident>:<kind>:<n>:<to>',
  // A test of the ways to people, by the doctor.
  test: 'test:<moment>[:<port>]',
  'point-test': 'test-point:<n>:<moment>',
  // Muster started on the last valid version of a file.
  'invalid-file': 'invalid:<file>:<version>:<to>',
} as const;

export type Key = Read<typeof KEYS> | { of: 'other' };

const keys = createNames(KEYS);

export const effectKey = keys.make;

/** Any text can be read: what is no key of ours is `other`. */
export const readKey: (key: string) => Key = keys.read;

/** The word that a key begins with, which says in short what it is: `page`, `update`. */
export const keyWord = (key: string): string => key.split(':', 1)[0] ?? key;

/** The key of what goes by mail too, beside the chat. */
export const mailCopyKey = (key: string): string => `${key}:mail`;

const PAGES: readonly Key['of'][] = [
  'page',
  'join-page',
  'idle-page',
  'relapse-page',
  'wanted-again',
  'rung-now',
  'proposal-page',
  'notice',
];

/** Whether it is a page, or a notice in a page's place, that calls somebody to the incident. */
export const isCall = (key: string): boolean => PAGES.includes(readKey(key).of);

/** Whether it looks up who holds roles, in order to call them. */
export const isLookUp = (key: string): boolean => ['people', 'people-again'].includes(readKey(key).of);

/** The how-manieth of its series: 3 of `page:S1:0m:support:3`, 2 of `update:2:mail`. */
export function memberOf(key: string): number {
  const read = readKey(key);
  if ('n' in read && read.n !== undefined) return read.n;
  return 'number' in read ? read.number : 0;
}

const series = createNames({
  page: 'page:<contact>:<person>[:severity-<change>]',
  join: 'join:<severity>:<role>:<person>[:team-<team>]',
  call: 'call:<name>',
  'people-again': 'people-again',
  idle: '<idle>:<count>:<person>',
  update: 'update:<port>',
  'post-update': 'post-update',
  nudge: 'nudge',
  chase: 'chase',
  document: 'document',
  'item-late': 'item:<item>:late',
});

/** What repeats and reminders of one kind have in common. */
export const seriesName = series.make;

export const readSeries = series.read;

const contacts = createNames({
  column: '<severity>:<time>[.<again>]',
  decision: '<severity>:decision-<decision>[.<again>]',
  escalation: 'escalate:<number>[.<again>]',
});

/**
 * A call of the matrix (`S1:30m`; `S1:30m.2` when it is called again), of a decision that nobody made, or by somebody on the
 * incident.
 */
export const contactId = contacts.make;

export const readContact = contacts.read;

/** Something that is watched as long as it is wanted. */
export const watchKey = createNames({
  probes: 'watch:<probes>',
  rollback: 'watch:rollback:<decision>',
  delivery: 'delivery:<page>:<n>',
  way: 'way:<pages>',
  tickets: 'tickets:<items>',
}).make;
