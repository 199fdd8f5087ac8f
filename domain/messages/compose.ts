import type { Policy, TemplateName } from '../../policy/schema';
import type { Effect, MessageName } from '../state/effects';
import { type Incident, nameOf } from '../state/incident';
import type { Instant, PageReason } from '../state/vocabulary';
import { statementToShow } from '../status-page/evolve';
import { publicWords } from '../status-page/words';
import { fill, spokenDuration } from '../text/format';
import { inert, inertLine } from '../text/inert';
import { sinceLastUpdate } from '../updates/evolve';
import { templateValues } from './template-values';

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
  update: 'update',
  nudge: 'nudge',
  brief: 'brief',
  resolved: 'resolved',
  cancelled: 'resolved',
  merged: 'resolved',
  'severity-changed': 'update',
  'status-changed': 'update',
  'all-clear': 'ask',
  unticked: 'warning',
  stable: 'ask',
  'log-watch': 'warning',
  rollback: 'update',
  'ask-publish': 'ask',
};

export const kindOf = (message: MessageName): PostKind => KINDS[message];

const CHANGES: Partial<Record<MessageName, 'report' | 'headline'>> = {
  initial: 'report',
  update: 'report',
  resolved: 'report',
  'severity-changed': 'headline',
  'status-changed': 'headline',
};

/** Whether it says how the incident stands as a whole, or what it is from now on. */
export const changesOf = (message: MessageName): { changes?: 'report' | 'headline' } => {
  const changes = CHANGES[message];
  return changes === undefined ? {} : { changes };
};

const headline = (incident: Incident): string =>
  inertLine(`${incident.severity} ${incident.serviceTitle}: ${incident.title}`, 150);

/** The text of something that is posted to a channel, to a mailing list or to some people. */
export function composePost(policy: Policy, incident: Incident, message: MessageName, now: Instant): ComposedMessage {
  const values = templateValues(policy, incident, now);
  const template = (name: TemplateName): ComposedMessage => {
    const { subject, body } = policy.communication.templates[name];
    return { subject: inertLine(fill(subject, values)), text: fill(body, values) };
  };
  const short = (subject: string, ...lines: string[]): ComposedMessage => ({
    subject: inertLine(`${subject}: ${headline(incident)}`),
    text: lines.filter((line) => line !== '').join('\n'),
  });
  switch (message) {
    case 'initial':
      return template('initial');
    case 'bridge-invitation':
      return template('bridge');
    case 'update':
      return template('update');
    case 'resolved':
      return template('resolved');
    case 'brief':
      return template('brief');
    case 'nudge':
      return short(
        `Update ${incident.updates.count + 1} is due soon`,
        `Stakeholders expect the next update ${values['nextUpdate'] ?? ''}. Without one this draft is posted:`,
        sinceLastUpdate(incident),
        `Post your own: muster update ${incident.id} "..."`,
      );
    case 'cancelled':
      return short(
        'False alarm',
        `${incident.id} was a false alarm. Nothing more will be sent.`,
        lastText(incident, 'cancelled'),
      );
    case 'merged':
      return short(
        'Merged',
        `${incident.id} goes on as ${incident.merge?.into.id ?? 'another incident'} (${incident.merge?.into.title ?? ''}).`,
        'Nothing more will be sent about this one.',
        lastText(incident, 'merged'),
      );
    case 'severity-changed':
      return short(
        `Now ${incident.severity}`,
        lastText(incident, 'severity'),
        `Because: ${incident.severityReasons.join('; ')}`,
      );
    case 'status-changed':
      return short(`Now ${incident.status}`, lastText(incident, 'status', 'relapse'));
    case 'all-clear':
      return short(
        'All alerts are clear',
        'Nothing fires any more. Proposed: go to monitoring, so that the stability watch begins.',
        `If the fix is in place: muster status ${incident.id} monitoring`,
      );
    case 'unticked':
      return short('A checked item no longer holds', ...undone(policy, incident));
    case 'stable':
      return short(
        'Stable',
        'The watch is over and every probe is green.',
        'Still to be checked by a person:',
        values['openItems'] ?? '',
        `Then: muster resolve ${incident.id} "what resolved it"`,
      );
    case 'log-watch':
      return short('Similar errors', lastText(incident, 'log-watch'));
    case 'rollback':
      return short('Rollback', inert(incident.rollback?.text ?? ''));
    case 'ask-publish':
      return short('Is the public told?', ...proposal(policy, incident, now));
  }
}

/** What the public would read, and how to say that it may. */
function proposal(policy: Policy, incident: Incident, now: Instant): string[] {
  const statement = statementToShow(policy, incident, now);
  const would = statement === undefined ? undefined : publicWords(policy, incident, statement);
  return [
    'Nothing is on the public status page yet. It would say:',
    would === undefined ? '' : `${would.title}: ${would.text}`,
    `Publish it: muster publish ${incident.id}`,
    `In your own words for the public: muster publish ${incident.id} --impact "..."`,
  ];
}

/** The items that a failing probe has unticked, with its evidence. */
const undone = (policy: Policy, incident: Incident): string[] =>
  policy.checklists.immediate.items.flatMap(({ id, text }) => {
    const mark = incident.checklist[id];
    return mark?.ticked === false && mark.by === 'muster' ? [`☐ ${text}: ${mark.evidence ?? ''}`] : [];
  });

const lastText = (incident: Incident, ...kinds: string[]): string =>
  incident.timeline.findLast(({ kind }) => kinds.includes(kind))?.text ?? '';

const WHY: Record<PageReason, string> = {
  contact: 'You are called by the escalation matrix.',
  unanswered: 'Nobody has acknowledged yet.',
  'not-joined': 'Others have been called too, but your role has not joined yet.',
  idle: 'It was acknowledged, but nobody has done anything since.',
  'decision-missed':
    'The rollback decision was due and nobody made it. You are the next authority: decide, or see that it is decided.',
  relapse: 'It came back while it was being watched.',
  escalated: 'Somebody on the incident asks for you.',
  assigned: 'You have been given the lead.',
  withdrawn: 'You are no longer needed; the page is withdrawn.',
  'severity-changed': 'The severity has changed.',
  'break-glass': 'Somebody has decided alone what two persons should have decided.',
  proposed: 'A decision needs a second person: decide the same, or otherwise.',
};

/** The entry of the story that says more about a reason. */
const SAID: Partial<Record<PageReason, string>> = {
  escalated: 'escalated',
  withdrawn: 'merged',
  'break-glass': 'break-glass',
  proposed: 'decision-proposed',
};

/** The text of a page or notice to one person: what, how bad, why you, what to do. */
export function composePage(
  policy: Policy,
  incident: Incident,
  effect: Extract<Effect, { do: 'page' }>,
  now: Instant,
): ComposedMessage {
  const age = spokenDuration(now - incident.startedAt);
  const values = templateValues(policy, incident, now);
  const why = [WHY[effect.reason], lastText(incident, SAID[effect.reason] ?? '')]
    .filter((part) => part !== '')
    .join(' ');
  const brief = effect.kind === 'brief' ? `\n${composePost(policy, incident, 'brief', now).text}` : '';
  const answer =
    effect.kind === 'withdrawal' || effect.kind === 'notice'
      ? `See: muster show ${incident.id}`
      : `Acknowledge: muster ack ${incident.id} --as ${effect.to}`;
  const previous = incident.previous === undefined ? [] : [`Before this: ${incident.previous}`];
  const lead = incident.lead === undefined ? 'nobody leads yet' : `${nameOf(incident, incident.lead)} leads`;
  return {
    subject: headline(incident),
    text:
      [
        `${headline(incident)} (${incident.status}, ${age} old, ${lead})`,
        why,
        `Symptoms: ${inertLine(incident.facts.symptoms)}`,
        `Impact: ${inertLine(values['impact'] ?? '')}`,
        `Bridge: ${values['bridge'] ?? ''}  Channel: ${values['channel'] ?? ''}`,
        ...previous,
        answer,
      ].join('\n') + brief,
  };
}

/** The ticket's title and text. */
export function composeTicket(
  policy: Policy,
  incident: Incident,
  purpose: 'incident' | 'permanent-fix',
  now: Instant,
): ComposedMessage {
  const { text } = composePost(policy, incident, 'initial', now);
  const subject = purpose === 'incident' ? headline(incident) : inertLine(`Permanent fix for ${headline(incident)}`);
  return {
    subject,
    text: inert(
      `${text}\n\nSeverity because: ${incident.severityReasons.join('; ')}\nIncident: ${incident.id}`,
      12_000,
    ),
  };
}
