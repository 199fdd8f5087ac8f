import { ensureSearchAttributes } from '../../../launcher/search-attributes';
import { obtainTestServer } from './test-server';
import { TestWorkflowEnvironment } from '@temporalio/testing';

const STARTS = 3;

/**
 * Gives a test file an environment whose clock skips, with the incident's search attributes, from its first test to its
 * last. One per file, because a run that is left poisoned stops the clock's skipping for all that follow.
 *
 * Time moves only in `env.sleep` and in `handle.result()`. Leave a second of virtual time between an acknowledgement and
 * the timer that it cancels: closer than that the test server wedges the run (the real one does not).
 */
export function useTimeSkipping(): { readonly env: TestWorkflowEnvironment } {
  let env: TestWorkflowEnvironment | undefined;
  beforeAll(async () => {
    env = await startTimeSkipping();
  }, 60_000);
  afterAll(async () => {
    await env?.teardown();
  }, 30_000);
  return {
    get env() {
      if (!env) throw new Error('The environment exists from the first test to the last, not outside of them.');
      return env;
    },
  };
}

/** The same without jest's hooks; the caller tears it down. */
export async function startTimeSkipping(): Promise<TestWorkflowEnvironment> {
  const path = await obtainTestServer({ say: () => undefined });
  const env = await withNewAttempts(() =>
    TestWorkflowEnvironment.createTimeSkipping({ server: { executable: { type: 'existing-path', path } } }),
  );
  await ensureSearchAttributes(env.connection, 'default');
  return env;
}

/** The SDK gives the server five seconds, fixed. A machine that is busy starting several of them can be slower. */
async function withNewAttempts<T>(start: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await start();
    } catch (error) {
      if (attempt === STARTS) throw error;
    }
  }
}
