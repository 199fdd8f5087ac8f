/** Is a report of the past only, so that it must not open a new incident? */
import type { IncidentRunPlace } from './runs';

/** How far the clocks of a source and of Temporal may differ: what may be new has to page. */
const CLOCKS_MS = 30_000;

/** Temporal knows incidents that have ended for at least this long. */
const KNOWN_MS = 24 * 60 * 60_000;

/** While an incident says its last words, it still runs. */
const OVER = ['resolved', 'cancelled'];

/**
 * Why what occurred then opens no incident, or `undefined` if it may or if an incident is open that it belongs to. Someone may
 * have recorded a signed delivery, and its signature is good for ever; but what occurred before the last incident at its
 * address ended was dealt with there. An event that is older than Temporal's memory of incidents can't be judged by it.
 */
export function pastFor(last: IncidentRunPlace | undefined, occurredAt: number, now: number): string | undefined {
  const isOver = last === undefined || last.endedAt !== undefined || OVER.includes(last.status);
  if (!isOver) return undefined;
  if (last !== undefined && occurredAt + CLOCKS_MS < Date.parse(last.endedAt ?? new Date(now).toISOString()))
    return `It occurred before ${last.id} ended, so it opens no new incident.`;
  return now - occurredAt > KNOWN_MS
    ? 'It occurred more than a day ago, and no incident is open, so it opens none.'
    : undefined;
}
