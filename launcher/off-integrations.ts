/** Which integrations are off because their settings can't be used? */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/** An integration that is off, and what has to be corrected. */
export interface OffIntegration {
  name: string;
  problem: string;
}

const Noted = z.object({ off: z.array(z.object({ name: z.string(), problem: z.string() })) });

const fileIn = (home: string): string => join(home, 'integrations-off.json');

/** Writes down what the worker found, for the HTTP server and the commands. Never throws. */
export function noteOffIntegrations(home: string, off: readonly OffIntegration[]): void {
  try {
    mkdirSync(home, { recursive: true, mode: 0o700 });
    writeFileSync(fileIn(home), `${JSON.stringify({ off })}\n`, { mode: 0o600 });
  } catch {
    // A full disk costs the warning, not the pages.
  }
}

/** What the worker of this home found when it started; nothing where none has run. */
export function offIntegrations(home: string): readonly OffIntegration[] {
  try {
    return Noted.parse(JSON.parse(readFileSync(fileIn(home), 'utf8'))).off;
  } catch {
    return [];
  }
}

/** What people read of one that is off. */
export const offText = ({ name, problem }: OffIntegration): string =>
  `${name} is off, because its settings can't be used: ${problem} Correct them and restart Muster.`;
