/** What is the command line connected to outside of tests: streams, environment, user, processes? */
import { userInfo } from 'node:os';
import { buffer } from 'node:stream/consumers';
import { connect } from '../connect';
import type { Io } from './io';
import { runServer, runSystem, runWorker } from './processes';

/** The real world of the command line. */
export const realIo = (): Io => ({
  out: process.stdout,
  err: process.stderr,
  env: process.env,
  now: Date.now,
  userName: () => {
    try {
      return userInfo().username;
    } catch {
      return undefined; // a container's user may have no name
    }
  },
  stdin: () => buffer(process.stdin),
  connect,
  running: { start: runSystem, worker: runWorker, serve: runServer },
  stopped: () => {
    const controller = new AbortController();
    for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => controller.abort());
    return controller.signal;
  },
});
