import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { IncidentView } from '../../domain/view';

/** An effect that Muster tells of. */
export interface Effect {
  readonly incidentId: string;
  readonly key: string;
  /** What the story says of it; what is not in the story has none. */
  readonly text?: string;
}

/** Effects that the story names, in its order. */
export const effectsIn = ({ id, timeline }: Pick<IncidentView, 'id' | 'timeline'>): Effect[] =>
  timeline.flatMap(({ key, text }) => (key === undefined ? [] : [{ incidentId: id, key, text }]));

const Taken = z.object({ incidentId: z.string(), key: z.string() });

/** Mails that a server has taken, by Muster's own note of them: a mail says no key, and neither does the story. */
export function mailsTaken(home: string): Effect[] {
  const file = join(home, 'mail.jsonl');
  if (!existsSync(file)) return [];
  const text = readFileSync(file, 'utf8');
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  return whole
    .split('\n')
    .filter(Boolean)
    .flatMap((line) => Taken.safeParse(JSON.parse(line)).data ?? []);
}
