/** Which messages of the demo went to the outbox file? */
import { z } from 'zod';
import type { SentMessage } from './messages';
import { wholeLines } from './whole-lines';

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

/** What had no vendor, every whole line of `outbox.jsonl`. */
export const readOutbox = (file: string): SentMessage[] => wholeLines(file).map((line) => Line.parse(line));
