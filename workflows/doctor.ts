/** How does `muster doctor` check the integrations and send its test messages? */
import { ApplicationFailure, proxyActivities } from '@temporalio/workflow';
import type { PageRequest } from '../activities/paging/one-page';
import type { PagingActivities, WatchingActivities, WorkActivities } from '../activities';
import { type Examined, noteFinding, ok, wrong } from '../domain/doctor/finding';
import {
  composePointTest,
  composeTest,
  pointTestKeyOf,
  type TestedPoint,
  testIdOf,
  testKeyOf,
  type TestMessage,
} from '../domain/doctor/test-message';
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
  if (test.points !== undefined) return Promise.all(test.points.map((point, n) => testPoint(test, point, n + 1)));
  return Promise.all([testPage(test), testPost(test), testMail(test)]);
}

const testPage = (test: TestMessage): Promise<Examined> =>
  told(`test page to ${test.to.name}`, testKeyOf(test), () => page(test, testKeyOf(test), composeTest(test)));

/** One contact point by itself, as loud as a page is there. */
function testPoint(test: TestMessage, point: TestedPoint, n: number): Promise<Examined> {
  const { channel, address, linkTo } = point;
  const key = pointTestKeyOf(test, n);
  const only = { channel, address };
  return told(`test by ${channel} to ${address}`, key, () =>
    page(test, key, { ...composePointTest(test, point), linkTo, only }),
  );
}

type Said = Omit<PageRequest, 'key' | 'kind' | 'to' | 'roles'>;

async function page(test: TestMessage, key: string, said: Said): Promise<{ reference: string; url?: string }> {
  const { id } = test.to;
  const [result] = await paging.page.executeWithOptions({ summary: `test page to ${id}` }, [
    { incidentId: testIdOf(test), pages: [{ key, kind: 'page', to: id, roles: [], ...said }] },
  ]);
  if (result?.outcome.delivered !== true) throw ApplicationFailure.nonRetryable(result?.outcome.reason ?? 'no result');
  return result.outcome;
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
