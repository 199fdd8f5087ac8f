import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';

const Line = z.object({
  at: z.string(),
  incidentId: z.string(),
  key: z.string(),
  port: z.string(),
  kind: z.string(),
  to: z.array(z.string()),
  name: z.string().optional(),
  roles: z.array(z.string()).default([]),
  subject: z.string().optional(),
  text: z.string(),
});

/** What would have gone to people: one line of `outbox.jsonl`. */
export type OutboxLine = z.output<typeof Line>;

/** Every whole line; one that is just being written is read the next time. */
export function readOutbox(file: string): OutboxLine[] {
  if (!existsSync(file)) return [];
  const text = readFileSync(file, 'utf8');
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  return whole
    .split('\n')
    .filter(Boolean)
    .map((line) => Line.parse(JSON.parse(line)));
}

/** Pages and notices to a person by name. */
export const pagesIn = (outbox: readonly OutboxLine[]): OutboxLine[] => outbox.filter(({ port }) => port === 'page');

/** Keys that occur more than once: each is a person who was disturbed twice for one thing. */
export function doubledKeys(outbox: readonly OutboxLine[]): string[] {
  const seen = new Set<string>();
  return outbox.flatMap(({ incidentId, key }) => {
    const identity = `${incidentId} ${key}`;
    if (seen.has(identity)) return [key];
    seen.add(identity);
    return [];
  });
}
