/** How does a test get a server whose clock skips, and when does its clock begin? */
import '../quiet-temporal';
import { ensureSearchAttributes } from '../../../launcher/search-attributes';
import { startSkippingServer } from './skip-server';
import { TestWorkflowEnvironment } from '@temporalio/testing';

/**
 * When every test on this server begins, whatever the day and the hour really are: a Tuesday, 10:00 UTC, in working hours. It
 * lies ahead, since the clock can't be turned back.
 */
export const BEGINNING = Date.parse('2040-06-05T10:00:00Z');

/** The SDK gives a server five seconds to start, fixed. Ours runs already, so what it starts only waits to be ended. */
const ONLY_WAITS = '/bin/sleep';

/**
 * Gives a test file an environment whose clock skips, with the incident's search attributes, from its first test to its
 * last. One per file, because a run that is left poisoned stops the clock's skipping for all that follow.
 *
 * Time moves only in `env.sleep` and in `handle.result()`. Leave a second of virtual time between an acknowledgement and
 * the timer that it cancels: closer than that the test server wedges the run (the real one does not).
 */
export function useTimeSkipping(): { readonly env: TestWorkflowEnvironment } {
  let started: SkippingEnvironment | undefined;
  beforeAll(async () => {
    started = await startTimeSkipping();
  }, 60_000);
  afterAll(async () => {
    await started?.stop();
  }, 30_000);
  return {
    get env() {
      if (!started) throw new Error('The environment exists from the first test to the last, not outside of them.');
      return started.env;
    },
  };
}

export interface SkippingEnvironment {
  readonly env: TestWorkflowEnvironment;
  readonly stop: () => Promise<void>;
}

/** The same without jest's hooks; the caller stops it. */
export async function startTimeSkipping(): Promise<SkippingEnvironment> {
  const server = await startSkippingServer();
  const executable = { type: 'existing-path', path: ONLY_WAITS } as const;
  try {
    const env = await TestWorkflowEnvironment.createTimeSkipping({ server: { executable, port: server.port } });
    await ensureSearchAttributes(env.connection, 'default');
    await env.sleep(BEGINNING - (await env.currentTimeMs()));
    const stop = async (): Promise<void> => {
      await env.teardown();
      await server.stop();
    };
    return { env, stop };
  } catch (error) {
    await server.stop();
    throw error;
  }
}
