/**
 * What does a post or a ticket say? This room words the incident for people from its facts and the policy's templates.
 * The guide's own templates keep their headings; text of alerts and tools is made harmless before it gets in here.
 */
import { marked, plainTitle } from '../drill/words';
import { newsNames } from '../alerts/news';
import { alertSays, allClear } from '../alerts/words';
import type { Policy, TemplateName } from '../../policy/schema';
import type { MessageName } from '../state/effects';
import type { Incident } from '../state/incident';
import type { Instant } from '../state/vocabulary';
import { statementToShow } from '../status-page/evolve';
import { publicWords } from '../status-page/words';
import { fill, utcTime } from '../text/format';
import { clean, inert, inertLine, LONGEST_TEXT } from '../text/inert';
import { probeText, recoveryDueAt, unstableBecause } from '../resolution/stability';
import { unverifiedItems } from '../resolution/verify';
import { sinceLastUpdate } from '../updates/words';
import { nextUpdateDue, templateValues } from './template-values';

export interface ComposedMessage {
  subject: string;
  text: string;
}

/** Kinds as the outbox names them. */
export type PostKind =
  'initial' | 'update' | 'nudge' | 'brief' | 'ask' | 'resolved' | 'warning' | 'invitation' | 'notice';

const KINDS: Record<MessageName, PostKind> = {
  initial: 'initial',
  'bridge-invitation': 'invitation',
  'bridge-question': 'ask',
  'bridge-moved': 'invitation',
  update: 'update',
  nudge: 'nudge',
  brief: 'brief',
  resolved: 'resolved',
  cancelled: 'resolved',
  merged: 'resolved',
  'severity-confirmed': 'update',
  'all-clear': 'ask',
  news: 'notice',
  unticked: 'warning',
  stable: 'ask',
  'still-failing': 'warning',
  unverified: 'ask',
  'log-watch': 'warning',
  rollback: 'update',
  'ask-publish': 'ask',
};

export const kindOf = (message: MessageName): PostKind => KINDS[message];

const CHANGES: Partial<Record<MessageName, 'report' | 'headline'>> = {
  initial: 'report',
  update: 'report',
  resolved: 'report',
  'severity-confirmed': 'headline',
};

/** Whether it says how the incident stands as a whole, or what it is from now on. */
export const changesOf = (message: MessageName): { changes?: 'report' | 'headline' } => {
  const changes = CHANGES[message];
  return changes === undefined ? {} : { changes };
};

/** Severity, service and title in one line. */
export const headlineOf = (incident: Incident): string =>
  inertLine(`${incident.severity} ${incident.serviceTitle}: ${plainTitle(incident)}`, 150);

/** What is posted to a channel, to the stakeholders or to some people. */
export const composePost = (policy: Policy, incident: Incident, message: MessageName, now: Instant): ComposedMessage =>
  marked(incident, unmarkedPost(policy, incident, message, now));

/** The same as a part of another message. */
export function unmarkedPost(policy: Policy, incident: Incident, message: MessageName, now: Instant): ComposedMessage {
  const values = templateValues(policy, incident, now);
  const template = (name: TemplateName): ComposedMessage => {
    const { subject, body } = policy.communication.templates[name];
    return { subject: inertLine(fill(subject, values)), text: fill(body, values) };
  };
  const short = (subject: string, ...lines: string[]): ComposedMessage => ({
    subject: inertLine(`${subject}: ${headlineOf(incident)}`),
    text: lines.filter((line) => line !== '').join('\n'),
  });
  switch (message) {
    case 'initial':
      return template('initial');
    case 'bridge-invitation':
      return template('bridge');
    case 'bridge-question':
      return short(
        'Open a call',
        'Muster has no link for the bridge. Open a call and say where it is. Everybody who was called gets the link.',
        `Once it is open: muster bridge ${incident.id} https://...`,
      );
    case 'bridge-moved':
      return short('The bridge has moved', `Join here now: ${values['bridge'] ?? ''}`);
    case 'update':
      return template('update');
    case 'resolved':
      return template('resolved');
    case 'brief':
      return template('brief');
    case 'nudge':
      return short(
        `Update ${incident.updates.count + 1} is due soon`,
        `${nextUpdateDue(policy, incident, now)} If you don't post one, this draft goes out:`,
        sinceLastUpdate(incident),
        `Post your own: muster update ${incident.id} "..."`,
      );
    case 'cancelled':
      return short(
        'False alarm',
        'This incident was a false alarm. Nothing more will be sent about it.',
        lastText(incident, 'cancelled').replace(/^False alarm: /, 'Reason: '),
      );
    case 'merged':
      return short(
        'Merged',
        `${incident.id} was merged into ${incident.merge?.into.id ?? 'another incident'} (${incident.merge?.into.title ?? ''}).`,
        'Follow that incident from now on. Nothing more will be sent about this one.',
        incident.merge === undefined || incident.merge.reason === '' ? '' : `Reason: ${incident.merge.reason}`,
      );
    case 'severity-confirmed':
      return short('Severity confirmed', `${lastText(incident, 'severity')}: ${incident.severityReasons.join('; ')}`);
    case 'all-clear':
      return short(...allClear(incident));
    case 'news':
      return short(
        'New alert',
        `Now also firing: ${newsNames(incident)}.`,
        'The severity has not changed. If it has nothing to do with this incident, declare another one: muster declare "..."',
        `Details: muster show ${incident.id}`,
      );
    case 'unticked':
      return short('A checklist item failed again', ...undone(policy, incident));
    case 'stable':
      return short(
        'Stable',
        'The stability watch is over and every probe is green.',
        'Items still to tick by hand:',
        values['openItems'] ?? '',
        `Then resolve it: muster resolve ${incident.id} "what resolved it"`,
      );
    case 'still-failing':
      return short('Still failing', ...stillFailing(policy, incident));
    case 'unverified':
      return short('Not verified', ...unverified(policy, incident));
    case 'log-watch':
      return short('Similar errors', lastText(incident, 'log-watch'));
    case 'rollback':
      return short('Rollback', inert(incident.rollback?.text ?? ''));
    case 'ask-publish':
      return short('Not on the status page yet', ...proposal(policy, incident, now));
  }
}

/** What customers would read, and how to publish it. */
function proposal(policy: Policy, incident: Incident, now: Instant): string[] {
  const statement = statementToShow(policy, incident, now);
  const would = statement === undefined ? undefined : publicWords(policy, incident, statement);
  return [
    'This incident is not on the public status page yet. The page would say:',
    would === undefined ? '' : `${would.title}: ${would.text}`,
    `To publish it: muster publish ${incident.id}`,
    `To publish your own wording: muster publish ${incident.id} --impact "..."`,
  ];
}

/** What failed already when the stability watch began, and until when it may. */
function stillFailing(policy: Policy, incident: Incident): string[] {
  const dueAt = recoveryDueAt(policy, incident);
  return [
    'The status is monitoring, but this has not recovered:',
    ...unstableBecause(policy, incident).map((line) => `- ${inertLine(line)}`),
    dueAt === undefined ? '' : `If it has not recovered by ${utcTime(dueAt)}, the status goes back to mitigating.`,
    `If the fix isn't in place yet: muster status ${incident.id} mitigating`,
  ];
}

/** Which probes could not be read at the end of the stability watch, and how a person verifies what they would say. */
function unverified(policy: Policy, incident: Incident): string[] {
  const items = unverifiedItems(policy, incident);
  return [
    'The stability watch is over and nothing failed, but these probes could not be read:',
    ...items.map(({ probe = '' }) => `- ${probeText(policy, probe, incident.watch?.unverified?.probes[probe] ?? '')}`),
    'Check for yourself, then tick by hand:',
    ...items.map(({ id }) => `muster tick ${incident.id} ${id} --evidence "how you know"`),
  ];
}

/** The items that a failing probe unticked, with its evidence. */
const undone = (policy: Policy, incident: Incident): string[] =>
  policy.checklists.immediate.items.flatMap(({ id, text }) => {
    const mark = incident.checklist[id];
    return mark?.ticked === false && mark.by === 'muster' ? [`☐ ${text}: ${mark.evidence ?? ''}`] : [];
  });

/** What the newest entry of such a kind says. */
export const lastText = (incident: Incident, ...kinds: string[]): string =>
  incident.timeline.findLast(({ kind }) => kinds.includes(kind))?.text ?? '';

const LONGEST_TICKET = 12_000;

/** The ticket's title and text. */
export function composeTicket(
  policy: Policy,
  incident: Incident,
  purpose: 'incident' | 'permanent-fix',
  now: Instant,
): ComposedMessage {
  const { text } = composePost(policy, incident, 'initial', now);
  const reasons = inertLine(incident.severityReasons.join('; '), LONGEST_TEXT);
  const subject =
    purpose === 'incident' ? headlineOf(incident) : inertLine(`Permanent fix for ${headlineOf(incident)}`);
  return {
    subject,
    // The template's headings are ours and stay; whatever an alert said in it is harmless already.
    text: clean(
      [text, '', ...alertSays(incident), `Severity reason: ${reasons}`, `Incident: ${incident.id}`].join('\n'),
      LONGEST_TICKET,
    ),
  };
}
