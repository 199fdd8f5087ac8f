/** Are the policy and directory files on disk valid, or is an older version still in use? */
import { DirectoryInvalid, loadDirectory } from '../../directory/load';
import { loadPolicies } from '../../policy/load';
import { PolicyInvalid } from '../../policy/problems';
import type { ClientConfig } from '../config';
import { type Check, failed, passed } from './check';

/** Reading and checking both takes about 0.1 s, in which nothing else is answered, and anyone may ask. */
const KEPT_MS = 5_000;

/**
 * Whether the policy and the directory in use are the ones on the disk, as of some seconds ago at most. A valid file is taken
 * up by itself; while it is invalid, the last valid version stays in use.
 */
export function createFileExamination(
  { directory, policy }: Pick<ClientConfig, 'directory' | 'policy'>,
  { now = Date.now } = {},
): () => Check[] {
  let known: { at: number; checks: Check[] } | undefined;
  const look = (): Check[] => [
    examine('directory', DirectoryInvalid, () => loadDirectory(directory)),
    examine('policy', PolicyInvalid, () => loadPolicies([policy])),
  ];
  return () => {
    const at = now();
    if (known === undefined || at - known.at >= KEPT_MS) known = { at, checks: look() };
    return known.checks;
  };
}

function examine(what: string, broken: typeof DirectoryInvalid | typeof PolicyInvalid, load: () => unknown): Check {
  try {
    load();
    return passed(what, `The ${what} file is valid and in use.`);
  } catch (error) {
    if (!(error instanceof broken)) throw error;
    return failed(what, `The ${what} file is invalid; still using the last valid version. ${error.message}`);
  }
}
