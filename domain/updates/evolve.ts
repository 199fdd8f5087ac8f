/** What does an update say, and when is the next one due? */
import type { Policy } from '../../policy/schema';
import { miss, settle } from '../ledger/ledger';
import { noted } from '../ledger/timeline';
import type { Incident } from '../state/incident';
import { obligationId } from '../state/obligation-ids';
import type { Instant } from '../state/vocabulary';
import { defined } from '../state/fields';
import { announcedTo, type Audience } from './audience';
import { AUTOMATIC, sinceLastUpdate } from './words';
import { rulesOf } from '../severity/scale';

/** A person's update is posted as it is, and the cadence starts again. */
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
  return posted(
    policy,
    settled,
    { text: update.text, by: update.by, ...defined({ to: audience(policy, incident) }) },
    at,
    at,
  );
}

/** Who reads a person's update: also whoever has to hear of a change that nobody has told them yet. */
const audience = (policy: Policy, incident: Incident): Audience[] | undefined =>
  incident.changes && [
    ...new Set([...(rulesOf(policy, incident.severity).updates?.to ?? []), ...announcedTo(incident)]),
  ];

/**
 * Nobody posted an update in time: the draft goes out, marked as automatic, and the miss is on record. The cadence stays;
 * periods that Muster was down for are skipped.
 */
export function updatePostedByItself(policy: Policy, incident: Incident, at: Instant): Incident {
  const every = rulesOf(policy, incident.severity).updates?.postAfter;
  if (every === undefined) return incident;
  const dueAt = incident.updates.anchorAt + every;
  const anchorAt = dueAt + Math.floor(Math.max(0, at - dueAt) / every) * every;
  const missed = miss(
    incident,
    obligationId('update', { number: incident.updates.count + 1 }),
    'nobody posted it in time; the draft went out automatically',
  );
  return posted(policy, missed, { text: sinceLastUpdate(incident) }, at, anchorAt);
}

/**
 * An update goes out: a person's, or without `by` the automatic one. The cadence counts from `anchorAt`. `says`: how the
 * timeline, which has what it is made of, puts it.
 */
export function posted(
  policy: Policy,
  incident: Incident,
  { text, by, to, says }: { text: string; by?: string; to?: Audience[]; says?: string },
  at: Instant,
  anchorAt: Instant,
): Incident {
  const number = incident.updates.count + 1;
  const rules = rulesOf(policy, incident.severity).updates;
  const every = rules?.postAfter ?? 0;
  const whole = by === undefined ? `${AUTOMATIC}\n${text}` : text;
  const written = noted(incident, at, {
    kind: 'update',
    text: by === undefined ? `Update ${number} posted automatically` : `Update ${number}: ${says ?? text}`,
    ...defined({ by }),
    ...(by === undefined && { because: 'nobody posted one in time' }),
  });
  const audience = to ?? rules?.to ?? ['channel'];
  const post = { number, text: whole, at, nextDueAt: anchorAt + every, to: audience, ...defined({ by }) };
  const automatic = (incident.updates.automatic ?? 0) + (by === undefined ? 1 : 0);
  const counted = { count: number, ...(automatic > 0 && { automatic }) };
  const { changes: _told, ...rest } = written;
  return { ...rest, updates: { ...counted, anchorAt, lastSeq: written.nextSeq - 1, posted: post } };
}
