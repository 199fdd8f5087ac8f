import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import type { Message } from './messages';

const Line = z.object({
  at: z.string(),
  incidentId: z.string(),
  key: z.string(),
  port: z.string(),
  kind: z.string(),
  to: z.array(z.string()),
  name: z.string().optional(),
  subject: z.string().optional(),
  text: z.string(),
});

/** What had no vendor, every whole line of `outbox.jsonl`; one that is just being written is read the next time. */
export function readOutbox(file: string): Message[] {
  if (!existsSync(file)) return [];
  const text = readFileSync(file, 'utf8');
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  return whole
    .split('\n')
    .filter(Boolean)
    .map((line) => Line.parse(JSON.parse(line)));
}
