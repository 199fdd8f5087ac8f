/** Which lines of a JSON lines file are complete, even while something writes to it? */
import { existsSync, readFileSync } from 'node:fs';

/** Every whole line of a file of JSON lines, if it is there; one that is just being written is read the next time. */
export function wholeLines(file: string): unknown[] {
  if (!existsSync(file)) return [];
  const text = readFileSync(file, 'utf8');
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  return whole
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as unknown);
}
