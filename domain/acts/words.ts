/** What does a person read when they have acted? */
import { choiceText } from '../decision/words';
import { isStillOut } from '../paging/call-by-name';
import { hasDeclined } from '../paging/response';
import type { Act } from '../state/acts';
import { type Incident, nameOf } from '../state/incident';
import type { PersonId } from '../state/vocabulary';
import { utcTime } from '../text/format';

/** The answer to the person who acted: what changed, or who was first. */
export function answerText(before: Incident, after: Incident, act: Act): string {
  switch (act.do) {
    case 'acknowledge':
    case 'join': {
      if (before.response.answered === undefined && after.lead === act.by)
        return "You're first to acknowledge, so you're the lead.";
      const known = before.people[act.by]?.joinedAt !== undefined;
      return `${known ? "You're already on this incident." : "You've joined the incident."} ${leadText(after, act.by)}`;
    }
    case 'decline':
      return isStillOut(before, act.by)
        ? "You've said already that you can't. It is recorded, and others are called."
        : declineText(after, act.by);
    case 'assign':
      return `${act.to.name} is now the lead.`;
    case 'update':
      return `Update ${after.updates.count} is on its way.`;
    case 'severity':
      return [
        after.severity === before.severity
          ? `The severity is ${after.severity}.`
          : `The severity is now ${after.severity}; it was ${before.severity}.`,
        after.worstSeverity === after.severity
          ? ''
          : `Its end is still that of a ${after.worstSeverity}: checklist, stability watch, post-mortem. If it never was one, say that it is a correction.`,
      ]
        .filter((part) => part !== '')
        .join(' ');
    case 'status':
      return `The status is now ${after.status}.`;
    case 'decide':
      return decideText(before, after, act);
    case 'publish':
      return 'It is on its way to the status page.';
    case 'unpublish':
      return 'It is being taken off the status page.';
    case 'resolve':
      return 'Resolved.';
    case 'cancel':
      return 'Cancelled. Everyone who was contacted will be told.';
    case 'merge':
      return `Merging into ${act.into.id}, which takes over the alerts of ${before.id}.`;
    case 'note':
    case 'task':
    case 'tick':
    case 'untick':
    case 'escalate':
    case 'over':
      return 'Done.';
    case 'bridge':
      return act.url === undefined
        ? 'The bridge is asked for. Everybody who was called gets the link when there is one.'
        : 'Everybody who was called gets this link.';
  }
}

function leadText(incident: Incident, reader: PersonId): string {
  if (incident.lead === undefined) return 'There is no lead yet.';
  return incident.lead === reader ? "You're the lead." : `${nameOf(incident, incident.lead)} is the lead.`;
}

function declineText(incident: Incident, reader: PersonId): string {
  const { response, lead } = incident;
  if (response.answered !== undefined)
    return `You won't be rung about this any more. ${lead === undefined ? 'Others are' : `${nameOf(incident, lead)} is`} on it.`;
  if (incident.wanted.length > 0) return "You won't be rung about this any more. The next in line is being called now.";
  return hasDeclined(incident, reader, response.since)
    ? "You won't be rung about this any more. The others still are."
    : 'That is on the record. Nobody else is left to call, so all of you are called until somebody answers.';
}

function decideText(before: Incident, { decision }: Incident, { choice }: Extract<Act, { do: 'decide' }>): string {
  if (decision?.made !== undefined && choice !== 'extend') return `Decided: ${choiceText(choice)}.`;
  if (choice !== 'extend' || decision === undefined) return 'Proposed. A second approver has to confirm it.';
  return decision.dueAt === before.decision?.dueAt
    ? `The decision was due at ${utcTime(decision.dueAt)}, so there is no more time. Decide now: roll-back or fix-forward.`
    : `The decision is now due at ${utcTime(decision.dueAt)}.`;
}
