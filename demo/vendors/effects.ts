/** Which effects has Muster told the demo about, so that a vendor's messages can be matched to them? */
import { join } from 'node:path';
import { z } from 'zod';
import type { IncidentView } from '../../domain/view';
import { wholeLines } from '../whole-lines';

/** An effect that Muster has reported. */
export interface SentEffect {
  readonly incidentId: string;
  readonly key: string;
  /** What the timeline says about it; absent if the timeline doesn't mention it. */
  readonly text?: string;
}

/** Effects that the timeline names, in its order. */
export const effectsIn = ({ id, timeline }: Pick<IncidentView, 'id' | 'timeline'>): SentEffect[] =>
  timeline.flatMap(({ key, text }) => (key === undefined ? [] : [{ incidentId: id, key, text }]));

const Taken = z.object({ incidentId: z.string(), key: z.string() });

/** Mails that a server has taken, from Muster's own notes: neither a mail nor the timeline shows the key. */
export const mailsTaken = (home: string): SentEffect[] =>
  wholeLines(join(home, 'mail.jsonl')).flatMap((line) => Taken.safeParse(line).data ?? []);
