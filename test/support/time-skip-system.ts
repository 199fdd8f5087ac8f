/** How do workers run on a server whose clock skips, with a real outbox? */
import { createPaging, createWatching, createWork } from '../../activities';
import { createOutbox } from '../../activities/adapters/outbox';
import { createRecords } from '../../activities/adapters/records';
import { createSnapshots } from '../../activities/adapters/snapshots';
import { createTicketBook } from '../../activities/adapters/ticket-book';
import type { ProbeWatch } from '../../activities/investigation/probes';
import type { Ports, ProbeReading, Recipient } from '../../activities/ports';
import type { Directory } from '../../activities/ports/records';
import { createBusinessCalendar } from '../../directory/business-calendar';
import type { Readings } from '../../domain/state/events';
import type { PersonId, Role } from '../../domain/state/vocabulary';
import { createWorkers, type Workers } from '../../worker/workers';
import { PAGING_QUEUE, WATCHING_QUEUE, WORK_QUEUE } from '../../workflows/contract';
import { type SkippingEnvironment, startTimeSkipping } from './servers';
import { allPassed } from './usual-outcomes';
import { PEOPLE } from './virtual-clock';
import { bundle } from './workflow-bundle';
import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { type NativeConnection, Worker, type WorkflowBundleOption } from '@temporalio/worker';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const recipient = (id: PersonId): Recipient => ({
  id,
  name: id,
  contactPoints: [
    { channel: 'phone', address: '+1-555-0100' },
    { channel: 'email', address: `${id}@example.com` },
  ],
});

/** The people of the guide's tests, as a directory. */
export const directoryOf = (people: Record<PersonId, Role[]> = PEOPLE): Directory => ({
  whoIs: (role) => {
    const holders = Object.keys(people).filter((id) => people[id]?.includes(role));
    return Promise.resolve(
      holders.length === 0 ? { people: [], problem: `Nobody holds ${role}` } : { people: holders.map(recipient) },
    );
  },
  person: (id) => Promise.resolve(people[id] === undefined ? undefined : recipient(id)),
});

export interface OutboxLine {
  at: string;
  incidentId: string;
  key: string;
  port: string;
  kind: string;
  to: string[];
  subject?: string;
  text: string;
}

export interface TestSystem {
  home: string;
  ports: Ports;
  lines: () => OutboxLine[];
  /** What the probes read; a probe that is absent can't be read. */
  readings: Record<string, ProbeReading>;
  startWorkers: (
    connection: NativeConnection,
    workflowBundle: WorkflowBundleOption,
  ) => Promise<{ workers: Workers; stop: () => Promise<void> }>;
  remove: () => void;
}

/** A worker's ports with the real outbox and record in a folder of their own, and nothing connected beyond them. */
export function createTestSystem(change: (ports: Ports) => Partial<Ports> = () => ({})): TestSystem {
  const home = mkdtempSync(join(tmpdir(), 'muster-test-'));
  const outbox = createOutbox({ home, standingBridgeUrl: 'https://zoom.us/j/1' });
  const readings: Record<string, ProbeReading> = {};
  const base: Ports = {
    ...outbox,
    deployments: () => outbox.deployments,
    metrics: () => undefined,
    health: { check: () => Promise.resolve({ healthy: false, text: 'nothing is there' }) },
    records: createRecords({ home }),
    snapshots: createSnapshots({ home }),
    ticketBook: createTicketBook({ home }),
    directory: directoryOf(),
    businessCalendar: createBusinessCalendar,
    history: { previousIncident: () => Promise.resolve(undefined) },
  };
  const ports = { ...base, ...change(base) };
  const file = join(home, 'outbox.jsonl');
  return {
    home,
    ports,
    readings,
    lines: () =>
      existsSync(file)
        ? readFileSync(file, 'utf8')
            .split('\n')
            .filter((line) => line !== '')
            .map((line) => JSON.parse(line) as OutboxLine)
        : [],
    startWorkers: async (connection, workflowBundle) => {
      const workers = await createWorkers({ connection, namespace: 'default', ports, bundle: { workflowBundle } });
      const running = workers.run();
      return {
        workers,
        stop: async () => {
          workers.shutdown();
          await running;
        },
      };
    },
    remove: () => rmSync(home, { recursive: true, force: true }),
  };
}

/**
 * Workers for the server whose clock skips. A watch is one long activity, and while an activity runs that clock stands
 * still; here each look is an attempt of its own, a period apart, which leaves the same history.
 */
export async function startSkippingWorkers(
  system: TestSystem,
  connection: NativeConnection,
  workflowBundle: WorkflowBundleOption,
): Promise<() => Promise<void>> {
  const { ports, readings } = system;
  const watchProbes = ({ probes, known, everyMs }: ProbeWatch): Promise<Readings> => {
    const seen = Object.fromEntries(Object.entries(readings).filter(([id]) => probes[id] !== undefined));
    if (Object.entries(seen).some(([id, { passed }]) => known[id] !== passed))
      return Promise.resolve({ readings: seen, unread: {} });
    return Promise.reject(
      ApplicationFailure.create({
        message: 'nothing has changed',
        nextRetryDelay: everyMs,
        category: ApplicationFailureCategory.BENIGN,
      }),
    );
  };
  const readProbes = ({ probes }: Pick<ProbeWatch, 'probes'>): Promise<Readings> =>
    Promise.resolve({ readings: { ...allPassed(Object.keys(probes)), ...readings }, unread: {} });
  const common = { connection, namespace: 'default' };
  const workers = await Promise.all([
    Worker.create({ ...common, workflowBundle, taskQueue: WORK_QUEUE, activities: createWork(ports) }),
    Worker.create({ ...common, taskQueue: PAGING_QUEUE, activities: createPaging(ports) }),
    Worker.create({
      ...common,
      taskQueue: WATCHING_QUEUE,
      activities: { ...createWatching(ports), watchProbes, readProbes },
    }),
  ]);
  const running = Promise.all(workers.map((worker) => worker.run()));
  return async () => {
    for (const worker of workers) worker.shutdown();
    await running;
  };
}

/**
 * A server whose clock skips, with workers and the real outbox, for the whole file or a new one for each test. Use
 * one for each if tests cancel watches: an attempt that was cancelled between two tries holds the clock from then on.
 */
export function useSkippingSystem(
  per: 'file' | 'test' = 'file',
  change?: (ports: Ports) => Partial<Ports>,
): {
  readonly env: TestWorkflowEnvironment;
  readonly system: TestSystem;
} {
  let server: SkippingEnvironment | undefined;
  let stop: (() => Promise<void>) | undefined;
  let workflowBundle: WorkflowBundleOption | undefined;
  const system = createTestSystem(change);
  const [before, after] = per === 'file' ? [beforeAll, afterAll] : [beforeEach, afterEach];
  before(async () => {
    workflowBundle ??= await bundle();
    server = await startTimeSkipping();
    stop = await startSkippingWorkers(system, server.env.nativeConnection, workflowBundle);
  }, 90_000);
  after(async () => {
    // The workers before the connection that they hold.
    await stop?.();
    await server?.stop();
    [stop, server] = [undefined, undefined];
  }, 60_000);
  afterAll(() => system.remove());
  return {
    system,
    get env() {
      if (server === undefined)
        throw new Error('The server runs from the first test to the last, not outside of them.');
      return server.env;
    },
  };
}

/** Keys that were written more than once: there must be none, whatever was killed. */
export const doubledKeys = (lines: OutboxLine[]): string[] => {
  const seen = new Set<string>();
  return lines.map(({ incidentId, key }) => `${incidentId} ${key}`).filter((key) => seen.size === seen.add(key).size);
};
