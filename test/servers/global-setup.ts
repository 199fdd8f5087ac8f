import { sayTo } from '../../launcher/say';
import { obtainTemporal } from '../../launcher/temporal-binary';
import { obtainTestServer } from './test-server';

/** Before the first test of all: gets both servers once, with a line of progress, so that no test's time limit pays. */
export default async function globalSetup(): Promise<void> {
  const say = sayTo();
  await obtainTestServer({ say });
  await obtainTemporal({ say });
}
