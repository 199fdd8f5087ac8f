/** What is the command line connected to outside of tests: streams, environment, user, processes? */
import { userInfo } from 'node:os';
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
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
  secret: async (prompt) =>
    process.stdin.isTTY ? typedUnseen(prompt) : (await buffer(process.stdin)).toString('utf8'),
  connect,
  running: { start: runSystem, worker: runWorker, serve: runServer },
  stopped: () => {
    const controller = new AbortController();
    for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => controller.abort());
    return controller.signal;
  },
});

/** Reads one line from the terminal; what is typed is not shown. */
async function typedUnseen(prompt: string): Promise<string> {
  process.stderr.write(prompt);
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: nowhere, terminal: true });
  try {
    return await lines.question('');
  } finally {
    lines.close();
    process.stderr.write('\n');
  }
}
