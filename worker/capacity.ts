/** How much does the worker take on at the same time, on the machine that it runs on? */
import os from 'node:os';
import v8 from 'node:v8';

/** What counts of a machine. */
export interface Machine {
  cores: number;
  /** What this process may use, in bytes. */
  memory: number;
}

/** One incident in memory: 1.1 MiB were measured on a worker with 120 young ones, and an old one remembers more. */
const ONE_INCIDENT = 1.5 * 1024 * 1024;

/** More are of no use: what is at rest is replayed within a second. */
const FEWEST_CACHED = 100;
const MOST_CACHED = 2_000;

/**
 * The SDK ends the whole process when one activation of one workflow takes longer, by the wall clock: with its default of
 * 5 s a busy machine ends the pages of all incidents because of one, and on starting again does the same.
 */
const LONGEST_ACTIVATION = '60s';

/** The part of the options that the SDK reads and does not name. */
interface Unnamed {
  isolateExecutionTimeout: string;
}

interface Capacity {
  maxCachedWorkflows: number;
  maxConcurrentWorkflowTaskExecutions: number;
  maxConcurrentWorkflowTaskPolls: number;
  nonStickyToStickyPollRatio: number;
  workflowThreadPoolSize: number;
}

/**
 * Of the workflow tasks at once so many are of runs that no worker has in memory, as those of a storm's new incidents: the SDK's
 * fifth lets the incidents before them go on first.
 */
const NEW_RUNS = 0.5;

/**
 * What a worker of workflows takes on. Tasks need the processor: with more of them at once each takes longer, until Temporal
 * gives it to another worker. Two threads at least, so that one large incident does not hold up all others.
 */
export function capacityOf({ cores, memory }: Machine, cached?: number): Capacity & Unnamed {
  const fitting = Math.floor(memory / 2 / ONE_INCIDENT);
  return {
    maxCachedWorkflows: cached ?? Math.min(MOST_CACHED, Math.max(FEWEST_CACHED, fitting)),
    maxConcurrentWorkflowTaskExecutions: 4 * cores,
    maxConcurrentWorkflowTaskPolls: Math.min(10, 4 * cores),
    nonStickyToStickyPollRatio: NEW_RUNS,
    workflowThreadPoolSize: Math.min(4, Math.max(2, cores)),
    isolateExecutionTimeout: LONGEST_ACTIVATION,
  };
}

/** This machine; in a container what it may use of it. */
export function thisMachine(): Machine {
  const memory = [v8.getHeapStatistics().heap_size_limit, os.totalmem(), process.constrainedMemory()];
  return { cores: os.availableParallelism(), memory: Math.min(...memory.filter((bytes) => bytes > 0)) };
}
