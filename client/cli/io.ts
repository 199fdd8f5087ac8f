/** What does the command line need from the world around it, so that a test can replace it? */
import type { ClientConfig } from '../config';
import type { Connected, Ground } from '../connect';
import type { TemporalWish } from '../temporal/connection';

/** Something to write to; a terminal says so and how large it is. */
export interface Output {
  write(text: string): unknown;
  isTTY?: boolean;
  columns?: number;
  rows?: number;
}

/** What the command line touches of the world, so that it can be tried without one. */
export interface Io {
  out: Output;
  err: Output;
  env: NodeJS.ProcessEnv;
  now: () => number;
  /** Who is logged in on this machine. */
  userName: () => string | undefined;
  stdin: () => Promise<Uint8Array>;
  /** A line that nobody should see: typed without an echo, or piped in. */
  secret: (prompt: string) => Promise<string>;
  connect: (config: ClientConfig, ground: Ground, wish: TemporalWish) => Promise<Connected>;
  /** The commands that run until they are stopped; they answer with the exit code. */
  running: Running;
  /** Ends what would otherwise run for ever, as Ctrl-C does. */
  stopped: () => AbortSignal;
}

export interface TemporalPlace {
  address?: string;
  namespace?: string;
}

export interface Running {
  start: (io: Io, place: TemporalPlace) => Promise<number>;
  worker: (io: Io, place: TemporalPlace) => Promise<number>;
  serve: (io: Io, place: TemporalPlace) => Promise<number>;
}
