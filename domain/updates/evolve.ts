import type { Policy } from '../../policy/schema';
import { miss, settle } from '../ledger/ledger';
import { isAboutMessages, noted } from '../ledger/timeline';
import type { Incident } from '../state/incident';
import { obligationId } from '../state/obligation-ids';
import type { Instant } from '../state/vocabulary';
import { utcTime } from '../text/format';

/** What happened since the last update, as the lines of a draft. Stakeholders read it: what became of messages is left out. */
export function sinceLastUpdate(incident: Incident): string {
  const entries = incident.timeline.filter((entry) => entry.seq > incident.updates.lastSeq && !isAboutMessages(entry));
  if (entries.length === 0) return '- nothing new';
  return entries
    .slice(-12)
    .map(({ at, text }) => `- ${utcTime(at)}: ${text}`)
    .join('\n');
}

/** A person's update: posted as it is, and the cadence starts anew. */
export function updatePosted(
  policy: Policy,
  incident: Incident,
  update: { text: string; by: string; impact?: string },
  at: Instant,
): Incident {
  const facts = update.impact === undefined ? incident.facts : { ...incident.facts, impact: update.impact };
  const settled = settle(
    { ...incident, facts },
    obligationId('update', { number: incident.updates.count + 1 }),
    at,
    update.by,
  );
  return posted(policy, settled, update.text, at, at, update.by);
}

/**
 * The upper bound has passed: the draft is posted as it stands, marked as automatic, and the miss is on record. The
 * cadence keeps its rhythm; periods that were slept through are skipped, not made up for.
 */
export function updatePostedByItself(policy: Policy, incident: Incident, at: Instant): Incident {
  const every = policy.severities[incident.severity].updates?.postAfter;
  if (every === undefined) return incident;
  const dueAt = incident.updates.anchorAt + every;
  const anchorAt = dueAt + Math.floor(Math.max(0, at - dueAt) / every) * every;
  const missed = miss(
    incident,
    obligationId('update', { number: incident.updates.count + 1 }),
    'nobody wrote it; the draft was posted automatically',
  );
  return posted(policy, missed, sinceLastUpdate(incident), at, anchorAt);
}

function posted(
  policy: Policy,
  incident: Incident,
  text: string,
  at: Instant,
  anchorAt: Instant,
  by?: string,
): Incident {
  const number = incident.updates.count + 1;
  const every = policy.severities[incident.severity].updates?.postAfter ?? 0;
  const whole =
    by === undefined ? `Automatic update: nobody has written one in time. Since the last update:\n${text}` : text;
  const written = noted(incident, at, {
    kind: 'update',
    text: by === undefined ? `Update ${number} posted automatically` : `Update ${number}: ${text}`,
    ...(by !== undefined && { by }),
    ...(by === undefined && { because: 'nobody wrote one in time' }),
  });
  const post = { number, text: whole, at, nextDueAt: anchorAt + every, ...(by !== undefined && { by }) };
  return { ...written, updates: { count: number, anchorAt, lastSeq: written.nextSeq - 1, posted: post } };
}
