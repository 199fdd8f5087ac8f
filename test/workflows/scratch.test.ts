import { randomUUID } from 'node:crypto';
import { alertsArrivedSignal, stateQuery, WORK_QUEUE, type IncidentInput } from '../../workflows/contract';
import { incidentWorkflow } from '../../workflows/incident';
import { alertOf, groupOf, guide } from '../guide/virtual-clock';
import { useTemporal } from '../servers';
import { bundle, createTestSystem } from './harness';
const server = useTemporal();
test('scratch', async () => {
  const system = createTestSystem();
  const b = await bundle();
  const { stop } = await system.startWorkers(server.nativeConnection, b);
  const address = `release-manager-${randomUUID().slice(0, 8)}`;
  const input: IncidentInput = {
    address,
    pinned: { policy: guide, hash: 'test', speed: 1 },
    continueAfterEvents: 4000,
  };
  const t0 = Date.now();
  const handle = await server.client.workflow.signalWithStart(incidentWorkflow, {
    workflowId: address,
    taskQueue: WORK_QUEUE,
    args: [input],
    signal: alertsArrivedSignal,
    signalArgs: [groupOf(alertOf({ severity: 'P1', service: 'release-manager' }))],
  });
  console.log('start', Date.now() - t0);
  await new Promise((r) => setTimeout(r, 3000));
  const state = await handle.query(stateQuery).catch((e: unknown) => e);
  console.log(JSON.stringify(state).slice(0, 1500));
  console.log(
    system
      .lines()
      .map((l) => `${l.at} ${l.port} ${l.key} ${l.to.join()}`)
      .join('\n'),
    t0,
  );
  const h = await handle.fetchHistory();
  console.log(
    h.events?.length,
    h.events
      ?.map(
        (e) =>
          `${Number(e.eventId)} ${e.eventType} ${JSON.stringify(e.workflowTaskFailedEventAttributes?.failure?.message ?? e.activityTaskFailedEventAttributes?.failure?.message ?? e.activityTaskScheduledEventAttributes?.activityType?.name ?? '')}`,
      )
      .join('\n'),
  );
  await handle.terminate();
  await stop();
}, 60000);
