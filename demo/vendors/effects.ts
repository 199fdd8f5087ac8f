import { join } from 'node:path';
import { z } from 'zod';
import type { IncidentView } from '../../domain/view';
import { wholeLines } from '../whole-lines';

/** An effect that Muster tells of. */
export interface SentEffect {
  readonly incidentId: string;
  readonly key: string;
  /** What the story says of it; what is not in the story has none. */
  readonly text?: string;
}

/** Effects that the story names, in its order. */
export const effectsIn = ({ id, timeline }: Pick<IncidentView, 'id' | 'timeline'>): SentEffect[] =>
  timeline.flatMap(({ key, text }) => (key === undefined ? [] : [{ incidentId: id, key, text }]));

const Taken = z.object({ incidentId: z.string(), key: z.string() });

/** Mails that a server has taken, by Muster's own note of them: a mail says no key, and neither does the story. */
export const mailsTaken = (home: string): SentEffect[] =>
  wholeLines(join(home, 'mail.jsonl')).flatMap((line) => Taken.safeParse(line).data ?? []);
