/** Could Temporal run an incident now: its server, our namespace, and a worker on every queue? */
import { PAGING_QUEUE, WATCHING_QUEUE, WORK_QUEUE } from '../../workflows/contract';
import type { TemporalLink } from '../temporal/connection';
import { troubleOf } from '../temporal/errors';
import { type Check, failed, passed } from './check';
import { type Ahead, clockChecks } from './clock';
import { messageOf } from '../../domain/text/message-of';

/** Temporal's numbers for what a task queue holds. */
const TASKS = { workflow: 1, activity: 2 } as const;

/** What a worker of Muster takes work from. */
const QUEUES = [
  { queue: WORK_QUEUE, types: [TASKS.workflow, TASKS.activity] },
  { queue: PAGING_QUEUE, types: [TASKS.activity] },
  { queue: WATCHING_QUEUE, types: [TASKS.activity] },
] as const;

/**
 * A worker without work polls once a minute, and Temporal tells only when that poll began. A quarter of a minute more,
 * so that a worker that is just about to poll again does not count as gone.
 */
const ASKED_WITHIN_MS = 75_000;

const LIMIT_MS = 2_500;

export interface QueueView {
  /** The clock that says how long ago a worker polled. */
  now?: (() => number) | undefined;
  /** Whether the worker that polls under this identity is known to be gone, however short ago it polled. */
  isGone?: ((identity: string) => boolean) | undefined;
  /** How far that clock is ahead of Temporal's; as if they agreed where nothing is said. */
  ahead?: Ahead | undefined;
}

/** Whether Temporal answers, has our namespace, and a worker of Muster asks for work on each queue. Never rejects. */
export async function examineTemporal(link: TemporalLink, view: QueueView = {}): Promise<Check[]> {
  const queues = QUEUES.map(({ queue, types }) => examineQueue(link, queue, types, view));
  const [clock, ...others] = await Promise.all([
    view.ahead?.(),
    examineServer(link),
    examineNamespace(link),
    ...queues,
  ]);
  return [...others, ...clockChecks('clock', "This machine's", clock)];
}

/** Whether the check is about a worker. */
export const isAboutWorker = ({ name }: Check): boolean => name.startsWith(WORKER);

const WORKER = 'worker: ';

function examineServer(link: TemporalLink): Promise<Check> {
  const ask = () => link.connection.workflowService.getSystemInfo({});
  return examined(link, 'temporal', async () => {
    await ask();
    return passed('temporal', `Temporal answers at ${link.address}.`);
  });
}

function examineNamespace(link: TemporalLink): Promise<Check> {
  const { namespace } = link;
  return examined(link, 'namespace', async () => {
    await link.connection.workflowService.describeNamespace({ namespace });
    return passed('namespace', `Namespace ${namespace} exists.`);
  });
}

function examineQueue(
  link: TemporalLink,
  queue: string,
  types: readonly number[],
  { now = Date.now, isGone = () => false, ahead }: QueueView,
): Promise<Check> {
  const name = `${WORKER}${queue}`;
  return examined(link, name, async () => {
    const asked = await Promise.all(types.map((type) => lastAskedAt(link, queue, type, isGone)));
    const temporalNow = now() - ((await ahead?.()) ?? 0);
    const ageMs = Math.max(...asked.map((at) => temporalNow - at));
    const when = Number.isFinite(ageMs) ? `${Math.max(0, Math.round(ageMs / 1_000))} s ago` : undefined;
    return ageMs <= ASKED_WITHIN_MS
      ? passed(name, `A worker polled ${queue} ${when ?? ''}.`)
      : failed(
          name,
          `No worker is polling ${queue} (${when === undefined ? 'no running worker has polled' : `last poll ${when}`}). Is \`muster worker\` running?`,
        );
  });
}

/** What we ask of Temporal's service here; the kind of queue is a number on the wire. */
interface Queues {
  describeTaskQueue(request: {
    namespace: string;
    taskQueue: { name: string };
    taskQueueType: number;
  }): Promise<{ pollers: Poller[] }>;
}

interface Poller {
  identity?: string | null;
  lastAccessTime?: { seconds?: unknown; nanos?: number | null } | null;
}

/**
 * When a worker last asked for work on a queue; `-Infinity` where Temporal knows of none that is still there. Temporal
 * remembers a worker that was killed for minutes.
 */
async function lastAskedAt(
  { connection, namespace }: TemporalLink,
  queue: string,
  type: number,
  isGone: (identity: string) => boolean,
): Promise<number> {
  const queues: Queues = connection.workflowService;
  const { pollers } = await queues.describeTaskQueue({ namespace, taskQueue: { name: queue }, taskQueueType: type });
  const times = pollers
    .filter(({ identity }) => !isGone(identity ?? ''))
    .map(({ lastAccessTime }) =>
      lastAccessTime == null
        ? -Infinity
        : Number(lastAccessTime.seconds ?? 0) * 1_000 + (lastAccessTime.nanos ?? 0) / 1e6,
    );
  return Math.max(-Infinity, ...times);
}

async function examined(
  { connection, address }: TemporalLink,
  name: string,
  look: () => Promise<Check>,
): Promise<Check> {
  try {
    return await connection.withDeadline(Date.now() + LIMIT_MS, look);
  } catch (error) {
    const isAway = ['unanswered', 'unreachable'].includes(troubleOf(error) ?? '');
    const reason = messageOf(error);
    return failed(name, isAway ? `Temporal does not answer at ${address}.` : `Temporal at ${address} says: ${reason}`);
  }
}
