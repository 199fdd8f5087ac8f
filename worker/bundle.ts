/** Which workflow code does the worker run: the bundle of the build, or the source? */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { WorkerOptions } from '@temporalio/worker';

/** Where the build puts the bundled workflows. */
export const BUNDLE = join(__dirname, '..', 'workflow-bundle.js');

/** The workflows and their interceptors, ready to be bundled. */
export const WORKFLOWS = require.resolve('../workflows');

/** The workflows as the build bundled them, else (from source) bundled when the worker starts. */
export const workflowSource = (): Pick<WorkerOptions, 'workflowBundle' | 'workflowsPath' | 'interceptors'> =>
  existsSync(BUNDLE)
    ? { workflowBundle: { codePath: BUNDLE } }
    : { workflowsPath: WORKFLOWS, interceptors: { workflowModules: [WORKFLOWS] } };
