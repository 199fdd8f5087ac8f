import { DirectoryInvalid, loadDirectory } from '../directory/load';
import { loadPolicies } from '../policy/load';
import { PolicyInvalid } from '../policy/problems';
import { type Check, failed, passed } from './check';
import type { ClientConfig } from './config';
import type { Ground } from './connected';

/** Whether the policy and the directory in use are the ones on the disk. */
export const examineFiles = (config: ClientConfig, ground: Ground): Check[] => [
  examineDirectory(config),
  examinePolicy(config, ground),
];

/** A sound directory is taken up by itself; while the file is broken, the last sound one holds. */
function examineDirectory({ directory }: ClientConfig): Check {
  try {
    loadDirectory(directory);
    return passed('directory', 'The directory in use is the one on the disk.');
  } catch (error) {
    if (!(error instanceof DirectoryInvalid)) throw error;
    return failed('directory', `The directory is broken; the last sound one holds. ${error.message}`);
  }
}

/** A policy is read at the start. */
function examinePolicy({ policy }: ClientConfig, ground: Ground): Check {
  try {
    const onDisk = loadPolicies([policy]).map(({ hash }) => hash);
    return onDisk.join() === ground.policies.map(({ hash }) => hash).join()
      ? passed('policy', 'The policy in use is the one on the disk.')
      : failed('policy', 'The policy on the disk is another one than that in use. Restart Muster to take it up.');
  } catch (error) {
    if (!(error instanceof PolicyInvalid)) throw error;
    return failed('policy', `The policy on the disk is broken; the one read at the start holds. ${error.message}`);
  }
}
