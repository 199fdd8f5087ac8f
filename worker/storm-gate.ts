/** May a post, a ticket or an investigation begin now, or do the first pages of a storm need the machine? */
import { setTimeout as pause } from 'node:timers/promises';

export interface StormGateOptions {
  cores: number;
  now?: () => number;
  /** Resolves a while later; rejects when the signal says that nobody waits any more. */
  wait?: (ms: number, signal: AbortSignal) => Promise<unknown>;
}

export interface StormGate {
  /** An incident calls its first people. */
  called: () => void;
  /** Whether something that is no page may begin now. What it lets in, it counts. */
  letIn: () => boolean;
  /** Resolves once something that is no page may begin. */
  turn: (signal: AbortSignal) => Promise<void>;
}

/** More incidents than this for each core, within this time, are a storm: a busy machine gets to few of them in a second. */
const CALLED = { perCore: 4, withinMs: 10_000 };

/** Nobody was called for so long: the storm is over. */
const QUIET_MS = 2_000;

/** So many activities for each core follow within this time while it lasts. */
const FOLLOWING = { perCore: 1, withinMs: 1_000 };

const LOOK_AGAIN_MS = 100;

/**
 * While many incidents call their first people, everything else of all incidents follows at a rate that leaves these calls the
 * machine. Pages, and what leads to them, have a queue of their own and never wait here.
 */
export function createStormGate({ cores, now = Date.now, wait = later }: StormGateOptions): StormGate {
  let calls: number[] = [];
  let begun: number[] = [];

  const isStorm = (): boolean => {
    calls = calls.filter((at) => now() - at < CALLED.withinMs);
    return calls.length > CALLED.perCore * cores && now() - (calls.at(-1) ?? -Infinity) < QUIET_MS;
  };
  const letIn = (): boolean => {
    if (!isStorm()) return true;
    begun = begun.filter((at) => now() - at < FOLLOWING.withinMs);
    if (begun.length >= FOLLOWING.perCore * cores) return false;
    begun.push(now());
    return true;
  };
  return {
    called: () => void calls.push(now()),
    letIn,
    turn: async (signal) => {
      while (!letIn()) await wait(LOOK_AGAIN_MS, signal);
    },
  };
}

const later = (ms: number, signal: AbortSignal): Promise<unknown> => pause(ms, undefined, { signal });
