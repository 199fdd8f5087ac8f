/** Which workflow code does the worker run: the bundle of the build, or the source? */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { WorkerOptions } from '@temporalio/worker';

/** Where the build puts the bundled workflows. */
export const BUNDLE = join(__dirname, '..', 'workflow-bundle.js');

/** The workflows and their interceptors, ready to be bundled. */
export const WORKFLOWS = require.resolve('../workflows');

/** What all workflows of a worker share. */
export const COMMON_MODULES = [require.resolve('../workflows/common-rules')];

/** The workflows as the build bundled them, else (from source) bundled when the worker starts. */
export const workflowSource = (): Pick<
  WorkerOptions,
  'workflowBundle' | 'workflowsPath' | 'bundlerOptions' | 'interceptors'
> =>
  existsSync(BUNDLE)
    ? { workflowBundle: { codePath: BUNDLE } }
    : {
        workflowsPath: WORKFLOWS,
        bundlerOptions: { preloadModules: COMMON_MODULES },
        interceptors: { workflowModules: [WORKFLOWS] },
      };
