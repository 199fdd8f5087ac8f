/** Bundles the workflows during the build, so that a worker starts without doing it. */
import { writeFile } from 'node:fs/promises';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { BUNDLE, COMMON_MODULES, WORKFLOWS } from './bundle';

/** Bundles the workflows at build time, so that a worker that starts again is there in a second. */
async function build(): Promise<void> {
  const logger = new DefaultLogger('WARN');
  const { code } = await bundleWorkflowCode({
    workflowsPath: WORKFLOWS,
    workflowInterceptorModules: [WORKFLOWS],
    preloadModules: COMMON_MODULES,
    logger,
  });
  await writeFile(BUNDLE, code);
}

build().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
