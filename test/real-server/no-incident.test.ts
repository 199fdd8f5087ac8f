import type { IncidentClient } from '../../client/incidents/api';
import { createIncidentClient } from '../../client/incidents/client';
import { createDirectory } from '../../directory/directory';
import { alertsArrivedSignal } from '../../workflows/contract';
import { alertGroup, arrivedFrom } from '../support/alerts';
import { shippedPolicy } from '../support/client';
import { useTemporal } from '../support/servers';
import { createTestSystem } from '../support/time-skip-system';
import { untilTrue } from '../support/until';
import { PEOPLE } from '../support/virtual-clock';
import { bundle } from '../support/workflow-bundle';
import type { History } from '@temporalio/common/lib/proto-utils';
import { Worker, type WorkflowBundleOption } from '@temporalio/worker';

type Stop = () => Promise<void>;

let workflowBundle: WorkflowBundleOption;

let incidents: IncidentClient;

let stopWorkers: Stop;

// Before the server's own: workers hold its connection.
afterAll(() => stopWorkers());

const temporal = useTemporal();

/** While it is there, the page to the CTO is being sent. */
let sending: Promise<void> | undefined;

const system = createTestSystem(({ pager }) => ({
  pager: {
    page: async (message, signal) => {
      if (message.to.id === 'cleo') await sending;
      return pager.page(message, signal);
    },
  },
}));

afterAll(() => system.remove());

const people = Object.entries(PEOPLE).map(([id, roles]) => ({
  id,
  name: id,
  roles: roles.filter((role) => !role.includes('on-call')),
}));

async function startWorkers(): Promise<void> {
  ({ stop: stopWorkers } = await system.startWorkers(temporal.nativeConnection, workflowBundle));
}

beforeAll(async () => {
  workflowBundle = await bundle();
  await startWorkers();
  incidents = createIncidentClient({
    client: temporal.client,
    ground: { policies: shippedPolicy(), directory: createDirectory({ data: { people } }) },
    continueAfterEvents: 4_000,
  });
}, 90_000);

const handleOf = (address: string) => temporal.client.workflow.getHandle(address);

/** Resolves when exactly these activities are under way, besides those that watch, and no workflow task is. */
async function onlyUnderWay(address: string, ...names: string[]): Promise<void> {
  await untilTrue(`under way: ${names.join(', ') || 'nothing'}`, async () => {
    const { pendingActivities, pendingWorkflowTask } = (await handleOf(address).describe()).raw;
    const types = (pendingActivities ?? []).map(({ activityType }) => activityType?.name ?? '');
    const working = types.filter((name) => !name.startsWith('watch'));
    return pendingWorkflowTask == null && working.sort().join() === names.join();
  });
}

const historyOf = (address: string): Promise<History> => handleOf(address).fetchHistory();

const lengthOf = async (address: string): Promise<number> => (await historyOf(address)).events?.length ?? 0;

/**
 * Two tasks that take something in and begin nothing, then a new worker that has to replay the run for an update: the SDK
 * took the second one for a heartbeat, and handed the update to the workflow before what that task had brought.
 */
it('replays after an update came to a new worker, behind tasks that had begun nothing', async () => {
  const [arrival] = await incidents.alertsArrived(arrivedFrom(alertGroup('P1').firing()));
  const address = arrival?.address ?? '';
  const does = (person: string, deed: Parameters<IncidentClient['act']>[2]) =>
    incidents.act(address, { person, via: 'test' }, deed);
  await untilTrue('a page', () => system.lines().some(({ key }) => key.startsWith('page:')));
  await onlyUnderWay(address);

  let isSent = (): void => undefined;
  sending = new Promise((resolve) => (isSent = resolve));
  await does('olga', { do: 'escalate', role: 'cto', reason: 'a second opinion' });
  await onlyUnderWay(address, 'call');
  const begun = await lengthOf(address);
  await handleOf(address).signal(alertsArrivedSignal, 'no alerts' as never);
  await untilTrue('the signal', async () => (await lengthOf(address)) > begun);
  await onlyUnderWay(address, 'call');
  isSent();
  await onlyUnderWay(address);
  await stopWorkers();

  const acknowledged = does('otto', { do: 'acknowledge' });
  await startWorkers();
  await acknowledged;
  await onlyUnderWay(address);
  await expect(Worker.runReplayHistory({ workflowBundle }, await historyOf(address))).resolves.toBeUndefined();
});
