/** How does `muster doctor` check the integrations and send its test messages? */
import { ApplicationFailure, proxyActivities } from '@temporalio/workflow';
import type { PagingActivities, WatchingActivities, WorkActivities } from '../activities';
import { type Examined, noteFinding, ok, wrong } from '../domain/doctor/finding';
import { composeTest, testIdOf, testKeyOf, type TestMessage } from '../domain/doctor/test-message';
import type { Policy } from '../policy/schema';
import { PAGING_QUEUE, WATCHING_QUEUE, WORK_QUEUE } from './contract';
import { activityFailure } from './perform';

const examining = proxyActivities<WatchingActivities>({
  taskQueue: WATCHING_QUEUE,
  startToCloseTimeout: '30s',
  retry: { maximumAttempts: 2 },
});
// By the queues and the verbs of an incident, but given up soon: somebody waits for the answer.
const patience = { startToCloseTimeout: '15s', retry: { maximumAttempts: 2 } } as const;
const paging = proxyActivities<PagingActivities>({ taskQueue: PAGING_QUEUE, ...patience });
const work = proxyActivities<WorkActivities>({ taskQueue: WORK_QUEUE, ...patience });

/** Tries every integration with the worker's own settings and this policy. Changes nothing, reaches nobody. */
export async function examinationWorkflow(policy: Policy): Promise<Examined[]> {
  return examining.examineIntegrations.executeWithOptions({ summary: 'check the integrations' }, [{ policy }]);
}

/** Sends one marked test on each way to people, as an incident would, and says what became of each. */
export async function testMessageWorkflow(test: TestMessage): Promise<Examined[]> {
  return Promise.all([testPage(test), testPost(test), testMail(test)]);
}

async function testPage(test: TestMessage): Promise<Examined> {
  const { id, name } = test.to;
  return told(`test page to ${name}`, testKeyOf(test), async () => {
    const page = { key: testKeyOf(test), kind: 'page' as const, to: id, roles: [], ...composeTest(test) };
    const [result] = await paging.page.executeWithOptions({ summary: `test page to ${id}` }, [
      { incidentId: testIdOf(test), pages: [page] },
    ]);
    if (result?.outcome.delivered !== true)
      throw ApplicationFailure.nonRetryable(result?.outcome.reason ?? 'no result');
    return result.outcome;
  });
}

const testPost = (test: TestMessage): Promise<Examined> =>
  told(`test post to ${test.channel}`, testKeyOf(test, 'chat'), () => post(test, 'chat', test.channel));

async function testMail(test: TestMessage): Promise<Examined> {
  const { name, mail } = test.to;
  if (mail === undefined) return noteFinding('test email', `not sent: the directory has no email address for ${name}`);
  return told(`test email to ${mail}`, testKeyOf(test, 'mail'), () => post(test, 'mail', mail));
}

const post = (test: TestMessage, port: 'chat' | 'mail', to: string) =>
  work.post.executeWithOptions({ summary: `test by ${port} to ${to}` }, [
    { incidentId: testIdOf(test), key: testKeyOf(test, port), port, kind: 'notice', to: [to], ...composeTest(test) },
  ]);

async function told(
  what: string,
  key: string,
  send: () => Promise<{ reference: string; url?: string }>,
): Promise<Examined> {
  try {
    const { reference, url } = await send();
    // What the outbox keeps it answers with the key; a provider has a name of its own for it.
    if (reference === key) return noteFinding(what, 'written to the outbox: no integration is connected');
    return ok(what, `accepted as ${url ?? reference}`);
  } catch (error) {
    return wrong(what, activityFailure(error).reason);
  }
}
