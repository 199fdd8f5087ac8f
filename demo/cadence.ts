/** What update does the demo's lead write, and when, to keep the cadence? */
import type { Status } from '../domain/state/vocabulary';
import { policyMinutes } from './clock';
import type { Sight } from './sight';

/** A lead writes before the nudge, which comes four minutes after the last update. */
const WRITES_AFTER_MINUTES = 3.3;

const WORDS: Partial<Record<Status, readonly string[]>> = {
  investigating: ['Still looking into the database connections.', 'The rollback is being prepared.'],
  mitigating: ['The rollback to v2024.01.14 is under way.'],
  monitoring: [
    'v2024.01.14 is running again; we are watching its error rate and response times.',
    'No relapse so far; we are still watching.',
  ],
};

/**
 * What the lead writes when the next update is near, or nothing. The lead keeps the cadence from the first update by hand
 * on; the ones before go out by themselves.
 */
export function updateToWrite({ incident, now, trouble }: Sight): string | undefined {
  const words = WORDS[incident?.status ?? 'resolved'];
  if (incident === undefined || words === undefined || trouble !== undefined) return undefined;
  const updates = incident.timeline.filter(({ kind }) => kind === 'update');
  const last = updates.at(-1);
  const isByHand = updates.some(({ by }) => by !== undefined);
  if (last === undefined || !isByHand || policyMinutes(Date.parse(last.at), now) < WRITES_AFTER_MINUTES)
    return undefined;
  return words[updates.length % words.length];
}
