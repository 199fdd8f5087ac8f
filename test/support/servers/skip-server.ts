/** How does the server whose clock skips start fast, even on a busy machine? */
import { type ChildHandle, takeCharge } from '../../../launcher/child';
import { freePort } from './free-port';
import { obtainTestServer } from './test-server';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { connect } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const UP_WITHIN_MS = 60_000;
/** At its end the archive is written, which a busy machine takes its time for. */
const STOP_MS = 90_000;

/** What Java reads before it starts. It says on its own output that it did, which nobody reads. */
const javaOptions = (program: string): string[] => {
  const archive = archiveOf(program);
  return existsSync(archive) ? ['-Xshare:auto', `-XX:SharedArchiveFile=${archive}`] : [];
};

/** The server's classes as Java has them in memory: with these it is up after a third of the work. */
const archiveOf = (program: string): string => join(dirname(program), 'classes.jsa');

/** Makes that archive, once per machine, where Java runs the server; without it all works too. */
export async function archiveClasses(): Promise<void> {
  const program = await obtainTestServer({ say: () => undefined });
  const archive = archiveOf(program);
  if (existsSync(archive) || !existsSync(join(dirname(program), 'lib'))) return;
  const server = await startWith(program, [`-XX:ArchiveClassesAtExit=${archive}`]);
  await server.stop();
}

/** A server of its own on a free port. */
export async function startSkippingServer(): Promise<ChildHandle & { port: number }> {
  const program = await obtainTestServer({ say: () => undefined });
  return startWith(program, javaOptions(program));
}

async function startWith(program: string, options: string[]): Promise<ChildHandle & { port: number }> {
  const port = await freePort();
  const env = { ...process.env, JAVA_TOOL_OPTIONS: [process.env['JAVA_TOOL_OPTIONS'], ...options].join(' ').trim() };
  const child = await takeCharge(spawn(program, [String(port)], { env, stdio: 'ignore' }), STOP_MS);
  const gone = new AbortController();
  void child.exited.then(() => gone.abort());
  const giveUpAt = performance.now() + UP_WITHIN_MS;
  while (!(await accepts(port))) {
    const { aborted: isGone } = gone.signal;
    if (isGone || performance.now() > giveUpAt) {
      await child.stop();
      throw new Error(`The time-skipping server ${isGone ? 'ended' : 'did not answer'}: ${program} ${port}`);
    }
    await pause(25);
  }
  return { ...child, port };
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
