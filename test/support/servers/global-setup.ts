/** What must be ready before the first test file runs? */
import { sayTo } from '../../../launcher/say';
import { obtainTemporal } from '../../../launcher/temporal-binary';
import { makeRunFolder } from './run-folder';
import { archiveClasses } from './skip-server';
import { obtainTestServer } from './test-server';

/**
 * Before the first test of all: makes the folder that the test files share, and gets both servers once, with a line of
 * progress, so that no test's time limit pays.
 */
export default async function globalSetup(): Promise<void> {
  makeRunFolder();
  const say = sayTo();
  await obtainTestServer({ say });
  // Only sooner with it: where it can't be made, all works as well.
  await archiveClasses().catch(() => undefined);
  await obtainTemporal({ say });
}
