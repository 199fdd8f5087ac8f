/**
 * What does a post, page or ticket say? This room words the incident for people from its facts and the policy's templates.
 * The guide's own templates keep their headings; text of alerts and tools is made harmless before it gets in here.
 */
import { newsNames } from '../alerts/news';
import { alertSays, allClear, clearedSince } from '../alerts/words';
import type { Policy, TemplateName } from '../../policy/schema';
import type { Effect, MessageName, RingReason } from '../state/effects';
import { type Incident, nameOf } from '../state/incident';
import type { Instant, PageKind, PageReason } from '../state/vocabulary';
import { statementToShow } from '../status-page/evolve';
import { publicWords } from '../status-page/words';
import { isAnswered, responseDueAt } from '../paging/response';
import { fill, spokenDuration, titleOf, utcTime } from '../text/format';
import { clean, inert, inertLine, LONGEST_TEXT } from '../text/inert';
import { probeText, recoveryDueAt, unstableBecause } from '../resolution/stability';
import { unverifiedItems } from '../resolution/verify';
import { sinceLastUpdate } from '../updates/words';
import { nextUpdateDue, templateValues } from './template-values';

export interface ComposedMessage {
  subject: string;
  text: string;
}

export interface AskedAnswer {
  /** `Acknowledge`, `Details`. */
  says: string;
  command: string;
}

/** A page to one person. Whoever sends it may put their link in place of the command. */
export interface ComposedPage extends ComposedMessage {
  /** Why they get it, for a text message or a call: no command and no address is in it. */
  short: string;
  /** What the reader is asked for, and the command in the text that does it. Absent where nothing is to be done. */
  answer?: AskedAnswer;
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

const headline = (incident: Incident): string =>
  inertLine(`${incident.severity} ${incident.serviceTitle}: ${incident.title}`, 150);

/** What is posted to a channel, to the stakeholders or to some people. */
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

const lastText = (incident: Incident, ...kinds: string[]): string =>
  incident.timeline.findLast(({ kind }) => kinds.includes(kind))?.text ?? '';

const WHY: Record<PageReason, string> = {
  contact: "You're on the escalation matrix for this incident.",
  unanswered: 'Nobody has acknowledged yet.',
  'not-joined': "Your role is needed on this incident and hasn't joined yet.",
  idle: 'The incident was acknowledged, but nobody has done anything since.',
  'decision-missed':
    "The rollback decision is overdue, and you're the next authority. Decide, or make sure that someone does.",
  relapse: 'The problem came back during the stability watch.',
  escalated: 'Someone on the incident asked for you.',
  assigned: "You're now the lead.",
  withdrawn: 'Your page is withdrawn.',
  'shift-over': 'Somebody else holds your role now.',
  'handed-over': 'The shift has changed.',
  'severity-changed': 'The severity has changed.',
  'wanted-again': 'Your page had been withdrawn; you are needed again.',
  'break-glass': 'Someone decided alone. Two people should have decided.',
  proposed: 'Someone proposed a decision and needs a second approver.',
};

/** The timeline entry that says more about a reason. */
const SAID: Partial<Record<PageReason, string>> = {
  'severity-changed': 'severity',
  withdrawn: 'merged',
  'shift-over': 'hand-over',
  'handed-over': 'hand-over',
  'break-glass': 'break-glass',
  proposed: 'decision-proposed',
};

/** Why this person gets it, and what to type where an acknowledgement is not enough. */
function whyYou(
  policy: Policy,
  incident: Incident,
  { reason, role }: Pick<RingReason, 'reason' | 'role'>,
  kind: PageKind,
): string {
  const said = lastText(incident, SAID[reason] ?? '');
  switch (reason) {
    case 'not-joined':
      return role === undefined
        ? WHY[reason]
        : `Your role (${titleOf(policy, role)}) is needed on this incident and hasn't joined yet.`;
    case 'proposed': {
      const proposed = incident.decision?.proposed;
      if (said === '' || proposed === undefined) return WHY[reason];
      const to = proposed.to === undefined ? '' : ` --to ${inertLine(proposed.to)}`;
      return `${said}.\nTo confirm it: muster decide ${incident.id} ${proposed.choice}${to} --reason "..."`;
    }
    case 'decision-missed':
      return kind === 'brief'
        ? WHY[reason]
        : `${WHY[reason]}\nDecide: muster decide ${incident.id} roll-back --reason "..." (or fix-forward)`;
    case 'relapse': {
      const { because = '' } = incident.timeline.findLast(({ kind }) => kind === 'relapse') ?? {};
      return because === '' ? WHY[reason] : `${WHY[reason]} Reason: ${inertLine(because)}`;
    }
    case 'severity-changed':
      return said === '' ? WHY[reason] : `${said}.`;
    case 'break-glass':
      return said === '' ? WHY[reason] : said;
    case 'escalated': {
      const because = incident.timeline.findLast(({ kind }) => kind === 'escalated')?.because ?? '';
      return because === '' ? WHY[reason] : `${WHY[reason]} Reason: ${because}`;
    }
    default:
      return [WHY[reason], said].filter((part) => part !== '').join(' ');
  }
}

/** What this person is to do: a notice asks for an answer too, where the severity wants one and has none yet. */
function answerOf(
  policy: Policy,
  incident: Incident,
  { kind, reason, to }: Extract<Effect, { do: 'page' }>,
): AskedAnswer {
  const ack = `muster ack ${incident.id} --as ${to}`;
  const dueAt = responseDueAt(policy, incident);
  if (kind === 'page' || kind === 'brief') return { says: 'Acknowledge', command: ack };
  return kind === 'notice' && reason === 'contact' && dueAt !== undefined && !isAnswered(incident)
    ? { says: `Acknowledge by ${utcTime(dueAt)}`, command: ack }
    : { says: 'Details', command: `muster show ${incident.id}` };
}

const NOT_NEEDED = "you're no longer needed on this incident.";

/** The text of a page or notice to one person: what, how bad, why you, what to do. */
export function composePage(
  policy: Policy,
  incident: Incident,
  effect: Extract<Effect, { do: 'page' }>,
  now: Instant,
): ComposedPage {
  const age = spokenDuration(now - incident.startedAt);
  const values = templateValues(policy, incident, now);
  const why = [effect, ...(effect.also ?? [])].map((ring) => whyYou(policy, incident, ring, effect.kind));
  const brief = effect.kind === 'brief' ? `\n${composePost(policy, incident, 'brief', now).text}` : '';
  const answer = answerOf(policy, incident, effect);
  const previous = incident.previous === undefined ? [] : [`Previous incident: ${incident.previous}`];
  const lead = incident.lead === undefined ? 'no lead yet' : `lead: ${nameOf(incident, incident.lead)}`;
  const isWithdrawal = effect.kind === 'withdrawal';
  return {
    subject: isWithdrawal ? inertLine(`Nothing to do: ${headline(incident)}`, 170) : headline(incident),
    text:
      [
        ...(isWithdrawal ? [`Nothing to do: ${NOT_NEEDED}`] : []),
        `${headline(incident)} (${incident.status}, ${age} old, ${lead})`,
        ...new Set(why),
        `Symptoms: ${inertLine(incident.facts.symptoms)}`,
        `Impact: ${inertLine(values['impact'] ?? '')}`,
        ...alertSays(incident),
        `Bridge: ${values['bridge'] ?? ''}  Channel: ${values['channel'] ?? ''}`,
        ...clearedSince(incident),
        ...previous,
        `${answer.says}: ${answer.command}`,
      ].join('\n') + brief,
    short: isWithdrawal ? NOT_NEEDED : inertLine(why[0]?.split('\n')[0] ?? ''),
    ...(isWithdrawal ? {} : { answer }),
  };
}

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
  const subject = purpose === 'incident' ? headline(incident) : inertLine(`Permanent fix for ${headline(incident)}`);
  return {
    subject,
    // The template's headings are ours and stay; whatever an alert said in it is harmless already.
    text: clean(
      [text, '', ...alertSays(incident), `Severity reason: ${reasons}`, `Incident: ${incident.id}`].join('\n'),
      LONGEST_TICKET,
    ),
  };
}
