/** What do the policy files say now, or what did they say when they were last valid? */
import { join } from 'node:path';
import { follow } from './follow';
import { lastValidIn, type FileReading } from './last-valid';
import { type LoadedPolicy, loadPolicies, restorePolicy, type StoredPolicy } from './load';
import { PolicyInvalid } from './problems';

export interface LivePoliciesOptions {
  files: readonly string[];
  /** Where the last valid policies are kept; without it the files have to be valid at the start. */
  home?: string | undefined;
  /** Called once for each invalid change; `validSince` is there if the files were invalid from the start. */
  onProblem?: ((problem: PolicyInvalid, validSince?: number) => void) | undefined;
  /** Hears what is wrong with the copy. Without it no copy is stored. */
  onTrouble?: ((text: string) => void) | undefined;
}

/** Policies that follow their files. Throws `PolicyInvalid` if they are invalid and there is no copy. */
export function livePolicies({ files, home, onProblem, onTrouble }: LivePoliciesOptions): () => LoadedPolicy[] {
  return follow({
    read: () => reading(loadPolicies(files)),
    isProblem: (error) => error instanceof PolicyInvalid,
    filesIn: (error) => (error instanceof PolicyInvalid ? error.problems.map(({ file }) => file) : []),
    onProblem: (problem, validSince) => onProblem?.(problem as PolicyInvalid, validSince),
    lastValid:
      home === undefined
        ? undefined
        : lastValidIn({
            copy: copyOfPolicies(home),
            restore: (written) => reading((written as StoredPolicy[]).map(restorePolicy)),
            onTrouble,
          }),
  });
}

/** Where the last valid policies are kept. */
export const copyOfPolicies = (home: string): string => join(home, 'last-valid-policy.json');

const reading = (loaded: LoadedPolicy[]): FileReading<LoadedPolicy[]> => ({
  value: loaded,
  // The guide too: a policy is invalid without it.
  files: loaded.flatMap(({ files, policy: { guide } }) => [...files, guide]),
  written: loaded.map(({ file, files, written, guideLines, policy: { guide } }): StoredPolicy => ({
    file,
    files,
    written,
    guideLines,
    policy: { guide },
  })),
});
