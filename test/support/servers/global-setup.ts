import { sayTo } from '../../../launcher/say';
import { obtainTemporal } from '../../../launcher/temporal-binary';
import { makeRunFolder } from './run-folder';
import { obtainTestServer } from './test-server';

/**
 * Before the first test of all: makes the folder that the test files share, and gets both servers once, with a line of
 * progress, so that no test's time limit pays.
 */
export default async function globalSetup(): Promise<void> {
  makeRunFolder();
  const say = sayTo();
  await obtainTestServer({ say });
  await obtainTemporal({ say });
}
