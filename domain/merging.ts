import type { IncidentRef } from './acts';
import { withdrawAll } from './changing';
import type { Incident, Instant, PersonId } from './incident';
import { inertLine } from './inert';
import { noted } from './timeline';

/** This incident stands down for another one: its open pages are taken back, its alerts go on over there. */
export function mergedInto(
  incident: Incident,
  into: IncidentRef,
  because: string,
  at: Instant,
  by: PersonId,
): Incident {
  const merged: Incident = { ...incident, status: 'merged', statusSince: at, mergedInto: into };
  const ended = noted(merged, at, {
    kind: 'merged',
    text: `Merged into ${into.id} (${inertLine(into.title)})`,
    by,
    ...(because !== '' && { because }),
  });
  return withdrawAll(ended, at);
}
