/** How do test files share one bundle of the workflows? */
import './quiet-temporal';
import { COMMON_MODULES } from '../../worker/bundle';
import { runFolder } from './servers/run-folder';
import { bundleWorkflowCode, DefaultLogger, type WorkflowBundleOption } from '@temporalio/worker';
import { existsSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const workflows = require.resolve('../../workflows');

/** The workflows as the product bundles them; once per run of Jest, since it takes seconds of both processors. */
export async function bundle(): Promise<WorkflowBundleOption> {
  const codePath = join(runFolder(), 'workflows.js');
  if (!existsSync(codePath)) {
    const { code } = await bundleWorkflowCode({
      workflowsPath: workflows,
      workflowInterceptorModules: [workflows],
      preloadModules: COMMON_MODULES,
      logger: new DefaultLogger('WARN'),
    });
    // Two test files may be at it at the same time: nobody is to read half of it.
    const half = `${codePath}.${process.pid}`;
    writeFileSync(half, code);
    renameSync(half, codePath);
  }
  return { codePath };
}
