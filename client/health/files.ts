/** Are the policy and directory files on disk valid, or is an older version still in use? */
import { DirectoryInvalid, loadDirectory } from '../../directory/load';
import { loadPolicies } from '../../policy/load';
import { PolicyInvalid } from '../../policy/problems';
import type { ClientConfig } from '../config';
import { type Check, failed, passed } from './check';

/**
 * Whether the policy and the directory in use are the ones on the disk. A valid file is taken up by itself; while it is
 * invalid, the last valid version stays in use.
 */
export const examineFiles = ({ directory, policy }: Pick<ClientConfig, 'directory' | 'policy'>): Check[] => [
  examine('directory', DirectoryInvalid, () => loadDirectory(directory)),
  examine('policy', PolicyInvalid, () => loadPolicies([policy])),
];

function examine(what: string, broken: typeof DirectoryInvalid | typeof PolicyInvalid, load: () => unknown): Check {
  try {
    load();
    return passed(what, `The ${what} file is valid and in use.`);
  } catch (error) {
    if (!(error instanceof broken)) throw error;
    return failed(what, `The ${what} file is invalid; still using the last valid version. ${error.message}`);
  }
}
