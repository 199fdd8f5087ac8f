/** Are the policy and directory files on disk valid, or is an older version still in use? */
import { copyOfDirectory } from '../../directory/directory';
import { DirectoryInvalid, loadDirectory } from '../../directory/load';
import { sentence, utcDateTime } from '../../domain/text/format';
import { validSince } from '../../policy/last-valid';
import { copyOfPolicies } from '../../policy/live';
import { loadPolicies } from '../../policy/load';
import { PolicyInvalid } from '../../policy/problems';
import { createOverrideFile } from '../../launcher/override-file';
import type { ClientConfig } from '../config';
import { type Check, failed, passed } from './check';

/** Reading and checking both takes about 0.1 s, in which nothing else is answered, and anyone may ask. */
const KEPT_MS = 5_000;

/**
 * Whether the policy and the directory in use are the ones on the disk, as of some seconds ago at most. A valid file is taken
 * up by itself; while it is invalid, the last valid version stays in use. That fails: whatever was changed since, such as who
 * is on call, is missing until a person mends the file.
 */
export function createFileExamination(
  { directory, home, policy }: Pick<ClientConfig, 'directory' | 'home' | 'policy'>,
  { now = Date.now } = {},
): () => Check[] {
  const overrides = createOverrideFile(home);
  let known: { at: number; checks: Check[] } | undefined;
  const look = (): Check[] => [
    examine('directory', DirectoryInvalid, copyOfDirectory(home), () => loadDirectory(directory)),
    examine('policy', PolicyInvalid, copyOfPolicies(home), () => loadPolicies([policy])),
    ...examineShifts(overrides.trouble()),
  ];
  return () => {
    const at = now();
    if (known === undefined || at - known.at >= KEPT_MS) known = { at, checks: look() };
    return known.checks;
  };
}

/** Nobody has to have taken a shift: a file that is in order is not worth a line. */
const examineShifts = (trouble: string | undefined): Check[] =>
  trouble === undefined ? [] : [failed('taken shifts', trouble)];

function examine(
  what: string,
  broken: typeof DirectoryInvalid | typeof PolicyInvalid,
  copy: string,
  load: () => unknown,
): Check {
  try {
    load();
    return passed(what, `The ${what} file is valid and in use.`);
  } catch (error) {
    if (!(error instanceof broken)) throw error;
    const since = validSince(copy);
    const inUse =
      since === undefined
        ? `still using the last valid version, and there is no copy of it for the next start: ${copy}`
        : `still using the last valid version, which was read at ${utcDateTime(since)}`;
    return failed(what, `The ${what} file is invalid; ${inUse}. ${sentence(error.message)} Correct the file.`);
  }
}
