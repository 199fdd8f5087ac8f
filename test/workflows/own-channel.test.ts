import type { TestWorkflowEnvironment } from '@temporalio/testing';
import type { Outgoing } from '../../activities/ports';
import { guideWith, MINUTE } from '../guide/virtual-clock';
import { startTimeSkipping } from '../servers';
import { bundle, createTestSystem, startSkippingWorkers, type TestSystem } from './harness';
import { SkippingIncident } from './skipping-incident';

let env: TestWorkflowEnvironment;
let system: TestSystem;
let stop: () => Promise<void>;
const sent: Outgoing[] = [];
beforeAll(async () => {
  system = createTestSystem(({ chat, pager }) => ({
    chat: { post: (message, signal) => (sent.push(message), chat.post(message, signal)) },
    pager: { page: (message, signal) => (sent.push(message), pager.page(message, signal)) },
  }));
  env = await startTimeSkipping();
  stop = await startSkippingWorkers(system, env.nativeConnection, await bundle());
}, 90_000);
afterAll(async () => {
  await stop();
  await env.teardown();
  system.remove();
}, 60_000);

const sentOf = async (perIncident: boolean | undefined): Promise<Outgoing[]> => {
  const policy = guideWith(({ communication: { channel } }) => {
    if (perIncident !== undefined) channel.perIncident = perIncident;
  });
  const incident = await SkippingIncident.open(env, 'P2', { policy });
  await incident.waits(2 * MINUTE);
  return sent.filter(({ incidentId }) => incidentId === incident.id);
};

test('posts and pages of a policy that wants it say that the incident has a channel of its own', async () => {
  const messages = await sentOf(true);
  expect(messages.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['initial', 'page']));
  expect(messages.filter(({ ownChannel }) => ownChannel !== true)).toEqual([]);
  const without = [...(await sentOf(false)), ...(await sentOf(undefined))];
  expect(without.length).toBeGreaterThan(3);
  expect(without.filter((message) => 'ownChannel' in message)).toEqual([]);
}, 60_000);
