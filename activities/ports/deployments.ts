/** What can Muster change in systems? It can roll back, and run test suites elsewhere. */
import type { Receipt } from './messages';

export interface Revision {
  id: string; // what the platform calls it: a version, a revision number
  healthy?: boolean;
  /** What its code is tagged with, where that is not the id. */
  tag?: string;
  /** Why it will not become healthy by itself, where the platform has given it up. */
  failure?: string;
  /** By which other names people may mean it, such as an image's tag. */
  names?: string[];
}

/** The one port a rollback runs through: Kubernetes, a webhook, or a fixed command. */
export interface Deployments {
  /** Whether this carries a rollback out; where it does not, the order goes to a person, who carries it out and says so. */
  readonly automatic: boolean;
  /**
   * What runs now, and which version a rollback without a named one returns to: another version, not the same one rolled
   * out again. `kept`: all that can be returned to, the newest first, where the platform lists them.
   */
  read(signal?: AbortSignal): Promise<{ current: Revision; previous?: Revision; kept?: Revision[] }>;
  /** The revision that a person means by a tag or a number, where what people say is not the platform's own id. */
  find?(wanted: string, signal?: AbortSignal): Promise<Revision>;
  /** Says what would happen, and refuses what could not work; changes nothing. */
  rehearse(request: { incidentId: string; key: string; to: string }, signal?: AbortSignal): Promise<string>;
  /** Starts the rollback. Never repeated by Muster after an unclear answer: `read` tells what happened. */
  rollBack(
    request: { incidentId: string; key: string; from: string; to: string },
    signal?: AbortSignal,
  ): Promise<Receipt>;
}

/** A suite of tests that runs elsewhere. */
export interface Suite {
  /** `owner/name`; empty: the one that is configured. */
  repository: string;
  workflow: string;
  ref: string;
  inputs: Record<string, string>;
}

export interface SuiteResult {
  /** `undecided`: it ended, and says nothing about the tests (cancelled, cut off, never begun). */
  verdict: 'passed' | 'failed' | 'undecided';
  /** What was read, for people: how many jobs passed, in what time, which failed. */
  text: string;
}

export interface SuiteRun {
  /** Where a person can look at it. */
  url: string;
  /** How it ended; `undefined` while it goes on. */
  result(signal?: AbortSignal): Promise<SuiteResult | undefined>;
}

export interface Suites {
  /**
   * The run of this key: the one that was started under it, else a new one. `since`: nothing of this key is older.
   * `mayHaveBegun`: another process may have started it a moment ago, so that it is looked for before one is started.
   */
  start(
    request: { incidentId: string; key: string; suite: Suite; since: number; mayHaveBegun: boolean },
    signal?: AbortSignal,
  ): Promise<SuiteRun>;
  /** Says what is known of a suite; starts nothing. */
  find(suite: Suite, signal?: AbortSignal): Promise<string>;
}
