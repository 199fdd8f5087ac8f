/** How is a problem of a policy file reported? */
import { relative } from 'node:path';

/** One thing that is wrong with a policy, and where. Lines and columns count from 1. */
export interface PolicyProblem {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
  /** Where in the policy: `severities.SEV1.escalation[1].after`; empty for the file as a whole. */
  readonly path: string;
}

/** Keys and indexes as people read them: `severities.SEV1.escalation[1].after`. */
export const spellPath = (path: readonly PropertyKey[]): string =>
  path.map((key, n) => (typeof key === 'number' ? `[${key}]` : `${n === 0 ? '' : '.'}${String(key)}`)).join('');

/** `policy/release-manager.yaml:41:9 severities.SEV1.response.within: expected a duration ... but found 'soon'`. */
export function describeProblem({ file, line, column, path, message }: PolicyProblem): string {
  const fromHere = relative(process.cwd(), file);
  const shown = fromHere === '' || fromHere.startsWith('..') ? file : fromHere;
  return `${shown}:${line}:${column} ${path === '' ? '' : `${path}: `}${message}`;
}

/** A policy that can't be used. `problems` is everything that was found, in reading order, and never empty. */
export class PolicyInvalid extends Error {
  override readonly name = 'PolicyInvalid';
  readonly problems: readonly PolicyProblem[];

  constructor(problems: readonly PolicyProblem[]) {
    const sorted = [...problems].sort(
      (a, b) => a.file.localeCompare(b.file) || a.line - b.line || a.column - b.column || a.path.localeCompare(b.path),
    );
    super(sorted.map(describeProblem).join('\n'));
    this.problems = sorted;
  }
}
