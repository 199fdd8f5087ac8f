import type { Incident, Instant, TimelineEntry } from './incident';
import { clean } from './inert';

type Entry = Omit<TimelineEntry, 'seq' | 'at'>;

/** Writes down what happened; entries are never changed afterwards. */
export function noted(incident: Incident, at: Instant, entry: Entry): Incident {
  const written: TimelineEntry = { seq: incident.nextSeq, at, ...entry, text: clean(entry.text) };
  return { ...incident, timeline: [...incident.timeline, written], nextSeq: incident.nextSeq + 1 };
}
