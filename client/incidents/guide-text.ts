/** What do the lines of the guide say that a policy was made of? */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Policy } from '../../policy/schema';
import { packageRoot } from '../package-root';

/** The guide's lines, which lie beside the policy file, or with the policies that come along, which others extend. */
export function guideLinesBeside(policyFile: string): (policy: Policy) => readonly string[] | undefined {
  const known = new Map<string, { version: number; lines: readonly string[] }>();
  return ({ guide }) => {
    const file = [dirname(policyFile), join(packageRoot(), 'policy')]
      .map((folder) => join(folder, guide))
      .find(existsSync);
    if (file === undefined) return undefined;
    const version = statSync(file).mtimeMs;
    const before = known.get(file);
    if (before?.version === version) return before.lines;
    const lines = readFileSync(file, 'utf8').split('\n');
    known.set(file, { version, lines });
    return lines;
  };
}
