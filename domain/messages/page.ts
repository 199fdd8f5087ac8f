/** What does a page or a notice say to its one reader: what, how bad, why they get it, and what to do? */
import { alertSays, clearedSince } from '../alerts/words';
import type { Policy } from '../../policy/schema';
import type { Effect, RingReason } from '../state/effects';
import { type Incident, nameOf } from '../state/incident';
import type { Instant, PageKind, PageReason } from '../state/vocabulary';
import { isAnswered, responseDueAt } from '../paging/response';
import { spokenDuration, titleOf, utcTime } from '../text/format';
import { inertLine } from '../text/inert';
import { type ComposedMessage, headlineOf, lastText, unmarkedPost } from './compose';
import { marked } from '../drill/words';
import { templateValues } from './template-values';

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
  const brief = effect.kind === 'brief' ? `\n${unmarkedPost(policy, incident, 'brief', now).text}` : '';
  const answer = answerOf(policy, incident, effect);
  const previous = incident.previous === undefined ? [] : [`Previous incident: ${incident.previous}`];
  const lead = incident.lead === undefined ? 'no lead yet' : `lead: ${nameOf(incident, incident.lead)}`;
  const isWithdrawal = effect.kind === 'withdrawal';
  return marked(incident, {
    subject: isWithdrawal ? inertLine(`Nothing to do: ${headlineOf(incident)}`, 170) : headlineOf(incident),
    text:
      [
        ...(isWithdrawal ? [`Nothing to do: ${NOT_NEEDED}`] : []),
        `${headlineOf(incident)} (${incident.status}, ${age} old, ${lead})`,
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
  });
}
