import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { loadPolicy } from '../../policy/load';
import { PolicyInvalid, type PolicyProblem } from '../../policy/problems';
import { temporaryFolder } from '../support/temporary-folder';

export const SHIPPED = resolve(__dirname, '../../policy/release-manager.yaml');
export const GUIDE = resolve(__dirname, '../../policy/release-manager.guide.md');

/** The shipped policy's text, with the guide's path made absolute so that a copy elsewhere still finds it. */
export const shippedText = (): string =>
  readFileSync(SHIPPED, 'utf8').replace('guide: release-manager.guide.md', `guide: ${GUIDE}`);

/** Writes files into a fresh folder and returns the path of each. */
export function files<Name extends string>(contents: Record<Name, string>): Record<Name, string> {
  const folder = temporaryFolder('policy');
  const entries = Object.entries<string>(contents).map(([name, text]): [string, string] => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return [name, path];
  });
  return Object.fromEntries(entries) as Record<Name, string>;
}

/** What loading a policy finds wrong; empty when it loads. */
export function problemsOf(file: string): readonly PolicyProblem[] {
  try {
    loadPolicy(file);
    return [];
  } catch (error) {
    if (error instanceof PolicyInvalid) return error.problems;
    throw error;
  }
}

/** Line and column, from 1, of the first place where a text stands, or of what follows `skip` characters into it. */
export function placeOf(text: string, marker: string, skip = 0): { line: number; column: number } {
  const at = text.indexOf(marker);
  if (at < 0) throw new Error(`not in the file: ${marker}`);
  const before = text.slice(0, at + skip).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}
