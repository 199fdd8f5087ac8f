/** Which queues does the worker serve, and how much does it do at the same time on each? */
import {
  type ActivityInterceptors,
  type ActivitySlotInfo,
  type CustomSlotSupplier,
  type NativeConnection,
  type TunerHolder,
  Worker,
  type WorkerOptions,
} from '@temporalio/worker';
import { createPaging, createWatching, createWork } from '../activities';
import type { Ports } from '../activities/ports';
import { PAGING_QUEUE, WATCHING_QUEUE, WORK_QUEUE } from '../workflows/contract';
import { capacityOf, thisMachine } from './capacity';
import { nameIncidentInLog } from './log';
import { slotsBehind } from './slots';
import { createStormGate, type StormGate } from './storm-gate';

type Bundle = Pick<WorkerOptions, 'workflowBundle' | 'workflowsPath' | 'bundlerOptions' | 'interceptors'>;

/** Watches are long and idle: many fit into one process. */
const MOST_WATCHES = 1_000;

/** All else that an incident does: posts, tickets, copies of its state. */
const MOST_DEEDS = 100;

/** A page that waits for a channel, or for those of other incidents to the same person, must not hold up anybody else's. */
const MOST_PAGES = 5_000;

/**
 * What an activity has to finish, and after which the worker ends although something does not listen: Temporal gives it to
 * another worker. Containers are killed after 20 s.
 */
const SHUTDOWN = { shutdownGraceTime: '10s', shutdownForceTime: '15s' } as const;

export interface Workers {
  /** Resolves when all of them have been shut down. */
  run: () => Promise<void>;
  shutdown: () => void;
}

/** One worker per queue in one process, so that nothing slow stands in line before a page. */
export async function createWorkers(options: {
  connection: NativeConnection;
  namespace: string;
  ports: Ports;
  bundle: Bundle;
  /** Incidents kept in memory; one that was put aside costs a replay of its history. By the machine if nothing is said. */
  cachedIncidents?: number;
}): Promise<Workers> {
  const { connection, namespace, ports, bundle, cachedIncidents } = options;
  const interceptors = { activity: [nameIncidentInLog] };
  const common = { connection, namespace, ...SHUTDOWN, interceptors } as const;
  const machine = thisMachine();
  const { maxConcurrentWorkflowTaskExecutions: tasks, ...capacity } = capacityOf(machine, cachedIncidents);
  const gate = createStormGate(machine);
  const workers = await Promise.all([
    Worker.create({
      ...common,
      ...bundle,
      ...capacity,
      tuner: tunerOf(tasks, slotsBehind(gate, MOST_DEEDS)),
      interceptors: { ...bundle.interceptors, ...interceptors },
      taskQueue: WORK_QUEUE,
      activities: createWork(ports),
      // After a worker's death its incidents wait this long for it before another one takes them over.
      stickyQueueScheduleToStartTimeout: '1s',
    }),
    Worker.create({
      ...common,
      taskQueue: PAGING_QUEUE,
      activities: createPaging(ports),
      interceptors: { activity: [nameIncidentInLog, tellOfCalls(gate)] },
      maxConcurrentActivityTaskExecutions: MOST_PAGES,
      // What was found and sent is with Temporal this soon; what ends before needs no word.
      maxHeartbeatThrottleInterval: '500ms',
    }),
    Worker.create({
      ...common,
      taskQueue: WATCHING_QUEUE,
      activities: createWatching(ports),
      tuner: tunerOf(tasks, slotsBehind(gate, MOST_WATCHES)),
    }),
  ]);
  return {
    run: async () => {
      await Promise.all(workers.map((worker) => worker.run()));
    },
    shutdown: () => {
      for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
    },
  };
}

/** So many workflow tasks at once, and activities in these slots. Neither local activities nor Nexus are in use. */
const tunerOf = (tasks: number, activityTaskSlotSupplier: CustomSlotSupplier<ActivitySlotInfo>): TunerHolder => ({
  workflowTaskSlotSupplier: { type: 'fixed-size', numSlots: tasks },
  activityTaskSlotSupplier,
  localActivityTaskSlotSupplier: { type: 'fixed-size', numSlots: 1 },
  nexusTaskSlotSupplier: { type: 'fixed-size', numSlots: 1 },
});

/** Tells the gate of each incident that calls its first people. */
const tellOfCalls =
  (gate: Pick<StormGate, 'called'>) =>
  ({ info: { activityType } }: { info: { activityType: string } }): ActivityInterceptors => ({
    inbound: {
      execute: (input, next) => {
        if (activityType === 'call') gate.called();
        return next(input);
      },
    },
  });
