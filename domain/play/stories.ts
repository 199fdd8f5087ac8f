/** What happens in each severity if nobody answers, if the first person does, and if it is raised? */
import type { Policy, Severity } from '../../policy/schema';
import { rulesOf, severitiesOf } from '../severity/scale';
import { isOpen } from '../state/incident';
import type { Instant } from '../state/vocabulary';
import { type PlayedCall, PlayedIncident } from './incident';

export type StoryName = 'nobody-answers' | 'first-answers' | 'raised' | 'weekend';

/** One severity, played to the end of one story. */
export interface Play {
  severity: Severity;
  story: StoryName;
  /** The severity that it was raised from, in a story that raises it. */
  from?: Severity;
  /** When the severity began, and how long it was played, from the start. */
  sinceMs: number;
  lastsMs: number;
  stage: PlayedIncident;
}

/** When something starts, and when the business day after that ends. */
export interface PlayStart {
  startsAt: Instant;
  businessDayEndsAt: Instant;
}

/** What the plays need of the calendar: a start by day, one in the last evening of a week, and when work begins after it. */
export interface PlayCalendar {
  day: PlayStart;
  evening: PlayStart;
  opensAgainAt: Instant;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const LONGEST = 72 * HOUR;

/** What goes on all night goes on as before: more calls than these tell nothing new. */
const MOST_CALLS = 100;

/** How long it takes the first person to answer, and after how long an incident is raised. */
const ANSWERED_AFTER = 2 * MINUTE;
export const RAISED_AFTER = 20 * MINUTE;

/** These severities of the policy, each in every story that it has. */
export const playAll = (policy: Policy, severities: readonly Severity[], calendar: PlayCalendar): Play[] =>
  severities.flatMap((severity) => [
    nobodyAnswers(policy, severity, calendar),
    ...firstAnswers(policy, severity, calendar),
    ...raised(policy, severity, calendar),
    ...weekend(policy, severity, calendar),
  ]);

/** Until everything that the severity asks for by a time is over. */
function lengthOf(policy: Policy, severity: Severity): number {
  const { decision, escalation, response, updates } = rulesOf(policy, severity);
  const last = Math.max(
    decision?.dueAfter ?? 0,
    response.within ?? 0,
    2 * (updates?.postAfter ?? 0),
    ...escalation.map(({ after }) => after),
  );
  return Math.min(LONGEST, Math.max(30 * MINUTE, last + 5 * MINUTE));
}

function nobodyAnswers(policy: Policy, severity: Severity, { day }: PlayCalendar): Play {
  const lastsMs = lengthOf(policy, severity);
  const stage = new PlayedIncident(policy, { severity, ...day }).until(lastsMs);
  return { severity, story: 'nobody-answers', sinceMs: 0, lastsMs, stage };
}

/** Whoever is called first acknowledges, leads, and resolves it at the end. */
function firstAnswers(policy: Policy, severity: Severity, { day }: PlayCalendar): Play[] {
  const lastsMs = lengthOf(policy, severity);
  const stage = new PlayedIncident(policy, { severity, ...day });
  const first = (): PlayedCall | undefined => stage.calls[0];
  const person = first() ?? stage.until(lastsMs, () => first() !== undefined).calls[0];
  if (person === undefined) return [];
  stage.until(person.afterMs + ANSWERED_AFTER).does(person.to, { do: 'acknowledge' });
  stage.until(Math.max(lastsMs, stage.afterMs));
  const watched = rulesOf(policy, severity).stability?.watchFor ?? 0;
  stage
    .does(person.to, { do: 'status', status: 'monitoring', text: 'fixed' })
    .until(stage.afterMs + watched + 5 * MINUTE);
  if (isOpen(stage.incident)) stage.does(person.to, { do: 'resolve', resolution: 'fixed', override: 'a play' });
  stage.until(stage.afterMs + policy.postMortem.dateAwaited + MINUTE);
  return [{ severity, story: 'first-answers', sinceMs: 0, lastsMs, stage }];
}

/** From the next lesser severity, by an alert, where alerts can say how bad it is; nobody answers. */
function raised(policy: Policy, severity: Severity, { day }: PlayCalendar): Play[] {
  const names = severitiesOf(policy);
  const from = names[names.indexOf(severity) + 1];
  if (from === undefined) return [];
  const stage = new PlayedIncident(policy, { severity: from, ...day }).until(RAISED_AFTER);
  if (!isOpen(stage.incident)) return [];
  if (stage.hears(severity).incident.severity !== severity) return [];
  const lastsMs = RAISED_AFTER + lengthOf(policy, severity);
  return [{ severity, story: 'raised', from, sinceMs: RAISED_AFTER, lastsMs, stage: stage.until(lastsMs) }];
}

/** Nobody answers from Friday evening to Monday morning. */
function weekend(policy: Policy, severity: Severity, { evening, opensAgainAt }: PlayCalendar): Play[] {
  if (rulesOf(policy, severity).contact.by === 'none') return [];
  const stage = new PlayedIncident(policy, { severity, ...evening });
  stage.until(opensAgainAt - evening.startsAt, () => stage.calls.length >= MOST_CALLS);
  return [{ severity, story: 'weekend', sinceMs: 0, lastsMs: stage.afterMs, stage }];
}
