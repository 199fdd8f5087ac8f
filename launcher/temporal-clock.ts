/** By how much does this machine's clock differ from Temporal's? */
import type { ConnectionLike } from '@temporalio/client';
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';

/** Nothing is ever put on it. */
const CLOCK_QUEUE = 'muster-clock';

const ACTIVITIES = 2;

const LIMIT_MS = 2_400;

/** What we ask of Temporal's service here; the kind of queue is a number on the wire. */
interface Queues {
  describeTaskQueue(request: {
    namespace: string;
    taskQueue: { name: string };
    taskQueueType: number;
  }): Promise<{ pollers: { identity?: string | null; lastAccessTime?: Stamp | null }[] }>;
}

interface Stamp {
  seconds?: unknown;
  nanos?: number | null;
}

/**
 * How far this machine's clock is ahead of Temporal's, in milliseconds; right to within the time that a call takes. Temporal
 * has no question for its time, but notes when somebody asks a queue for work: so we ask one that has none, and read the note.
 */
export async function aheadOfTemporal(
  connection: ConnectionLike,
  namespace: string,
  now: () => number = Date.now,
): Promise<number> {
  const identity = `clock-${randomUUID()}`;
  const noted = new AbortController();
  const askedAt = now();
  const asking = connection
    .withDeadline(Date.now() + 60_000, () =>
      connection.withAbortSignal(noted.signal, () =>
        connection.workflowService.pollActivityTaskQueue({ namespace, taskQueue: { name: CLOCK_QUEUE }, identity }),
      ),
    )
    .catch((error: unknown) => {
      // Ending it is how it ends.
      if (!noted.signal.aborted) throw error;
    });
  try {
    return await Promise.race([
      asking.then(() => Promise.reject(new Error('Temporal did not say its time.'))),
      connection.withDeadline(Date.now() + LIMIT_MS, async () => {
        for (;;) {
          const notedAt = await notedAtOf(connection.workflowService, namespace, identity);
          if (notedAt !== undefined) return Math.round(askedAt - notedAt);
          await pause(20);
        }
      }),
    ]);
  } finally {
    noted.abort();
  }
}

async function notedAtOf(queues: Queues, namespace: string, identity: string): Promise<number | undefined> {
  const { pollers } = await queues.describeTaskQueue({
    namespace,
    taskQueue: { name: CLOCK_QUEUE },
    taskQueueType: ACTIVITIES,
  });
  const noted = pollers.find((poller) => poller.identity === identity)?.lastAccessTime;
  return noted == null ? undefined : Number(noted.seconds ?? 0) * 1_000 + (noted.nanos ?? 0) / 1e6;
}
