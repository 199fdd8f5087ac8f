/** Which timeline entries of an incident has each listener not seen yet? */
import type { TimelineView } from '../../../domain/view';
import type { IncidentClient } from '../../incidents/api';

export type TimelineEvent =
  | { event: 'timeline'; id: string; data: TimelineView & { incidentId: string } }
  /** Why entries may be missing for now; `null` once none are. */
  | { event: 'trouble'; data: { incident: string; text: string | null } };

type Hear = (event: TimelineEvent) => void;

/** Tells listeners every entry of an incident's timeline, and each new one as it comes. */
export interface Timelines {
  /** `seen` is the last entry that this listener knows; returns a function that stops it. */
  follow: (ref: string, seen: number, hear: Hear) => () => void;
}

interface Follower {
  seen: number;
  hear: Hear;
}

interface Followed {
  /** The full id, once it is known: an address may get another incident later. */
  id: string;
  followers: Set<Follower>;
  trouble: string | null;
  /** What was last read, and the incident's mark then. */
  entries: readonly TimelineView[];
  mark?: string;
}

/** What changed is on an open page within a second. */
const LOOK_EVERY_MS = 400;

/**
 * One look at a time for everyone who follows the same incident. A worker is asked only once something has changed, or somebody
 * new listens: an incident that nobody touches costs it nothing.
 */
export function createTimelines(incidents: Pick<IncidentClient, 'show' | 'mark'>, everyMs = LOOK_EVERY_MS): Timelines {
  const followed = new Map<string, Followed>();

  const look = async (ref: string, one: Followed): Promise<void> => {
    // Also while we stop: nobody is left to be told.
    if (one.followers.size === 0) return void followed.delete(ref);
    try {
      const mark = await incidents.mark(one.id);
      if (mark !== one.mark) {
        const { id, timeline } = await incidents.show(one.id);
        one.id = id;
        one.entries = timeline;
        one.mark = mark;
      }
      tell(ref, one, null);
      const { id, entries: timeline } = one;
      for (const follower of one.followers)
        for (const entry of timeline.filter(({ seq }) => seq > follower.seen)) {
          follower.hear({ event: 'timeline', id: `seq:${entry.seq}`, data: { incidentId: id, ...entry } });
          follower.seen = entry.seq;
        }
    } catch (error) {
      tell(ref, one, error instanceof Error ? error.message : 'Can’t read the incident.');
    }
    setTimeout(() => void look(ref, one), everyMs).unref();
  };

  return {
    follow: (ref, seen, hear) => {
      const known = followed.get(ref);
      const one: Followed = known ?? { id: ref, followers: new Set(), trouble: null, entries: [] };
      const follower = { seen, hear };
      one.followers.add(follower);
      if (one.trouble !== null) hear({ event: 'trouble', data: { incident: ref, text: one.trouble } });
      if (known === undefined) {
        followed.set(ref, one);
        void look(ref, one);
      }
      return () => void one.followers.delete(follower);
    },
  };
}

/** Reports each trouble once, and once that it has ended. */
function tell(ref: string, one: Followed, text: string | null): void {
  if (one.trouble === text) return;
  one.trouble = text;
  for (const { hear } of one.followers) hear({ event: 'trouble', data: { incident: ref, text } });
}
