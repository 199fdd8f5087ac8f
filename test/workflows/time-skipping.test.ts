import type { WorkflowHandle } from '@temporalio/client';
import type { WorkflowBundleOption } from '@temporalio/worker';
import { randomUUID } from 'node:crypto';
import type { Deed } from '../../domain/acts';
import type { Incident, Severity } from '../../domain/incident';
import {
  actUpdates,
  alertsArrivedSignal,
  incidentIdOf,
  stateQuery,
  WORK_QUEUE,
  type IncidentInput,
} from '../../workflows/contract';
import { incidentWorkflow } from '../../workflows/incident';
import { alertOf, asTime, groupOf, guide, incidentOf, MINUTE, PEOPLE, SECOND } from '../guide/virtual-clock';
import { useTimeSkipping } from '../servers';
import { bundle, createTestSystem, doubledKeys, startSkippingWorkers, type TestSystem } from './harness';

const server = useTimeSkipping();
let workflowBundle: WorkflowBundleOption;
let system: TestSystem;
let stop: () => Promise<void>;

beforeAll(async () => {
  workflowBundle = await bundle();
  system = createTestSystem();
  stop = await startSkippingWorkers(system, server.env.nativeConnection, workflowBundle);
}, 60_000);

afterAll(async () => {
  await stop();
  system.remove();
});

class Running {
  constructor(
    readonly handle: WorkflowHandle<typeof incidentWorkflow>,
    readonly id: string,
  ) {}

  async act(by: string, deed: Deed): Promise<string> {
    const actId = randomUUID();
    const act = { actId, incidentId: this.id, by, byName: by, roles: PEOPLE[by] ?? [], via: 'test', ...deed };
    return this.handle.executeUpdate(actUpdates[deed.do], { args: [act], updateId: actId });
  }

  state(): Promise<Incident> {
    return this.handle.query(stateQuery);
  }
}

async function open(severity: Severity, continueAfterEvents = 20_000): Promise<Running> {
  const address = `release-manager-${randomUUID().slice(0, 8)}`;
  const input: IncidentInput = { address, pinned: { policy: guide, hash: 'test', speed: 1 }, continueAfterEvents };
  const handle = await server.env.client.workflow.signalWithStart(incidentWorkflow, {
    workflowId: address,
    taskQueue: WORK_QUEUE,
    args: [input],
    signal: alertsArrivedSignal,
    signalArgs: [groupOf(alertOf({ severity, service: 'release-manager' }))],
  });
  return new Running(handle, incidentIdOf(address, handle.signaledRunId));
}

/** `5m page:P1:30m:cto:1`, for everything that went out, in the order of time. */
const story = (entries: { after: string; atMs: number; key: string }[]): string[] =>
  entries.sort((a, b) => a.atMs - b.atMs || a.key.localeCompare(b.key)).map(({ after, key }) => `${after} ${key}`);

/** What left the workflow, each at the workflow's own time of starting it. */
function storyOf(state: Incident): string[] {
  const sent = new Set(
    system
      .lines()
      .filter(({ incidentId }) => incidentId === state.id)
      .map(({ key }) => key),
  );
  return story(
    Object.entries(state.effects)
      .filter(([key]) => sent.has(key))
      .map(([key, { at }]) => ({
        key,
        atMs: Math.round((at - state.startedAt) / SECOND) * SECOND,
        after: asTime(at - state.startedAt),
      })),
  );
}

const expected = (severity: Severity, ms: number): string[] =>
  story(
    incidentOf(severity)
      .until(ms)
      .sent.map((entry) => ({ ...entry })),
  );

describe.each([
  ['P1', 62.5 * MINUTE],
  ['P2', 91.5 * MINUTE],
  ['P3', 130.5 * MINUTE],
] as const)('%s, nobody answers', (severity, ms) => {
  test('the workflow does what the plan says, to the second, and each key is in the outbox once', async () => {
    const incident = await open(severity);
    console.log('opened');
    await server.env.sleep(ms);
    console.log('slept');
    const state = await incident.state();
    expect(storyOf(state)).toEqual(expected(severity, ms));
    expect(doubledKeys(system.lines())).toEqual([]);
    console.log('acting');
    await incident.act('emil', { do: 'cancel', reason: 'end of the test' });
    await expect(incident.handle.result()).resolves.toContain('cancelled');
  });
});
