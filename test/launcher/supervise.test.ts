import { fork, spawn } from 'node:child_process';
import { type ChildHandle, takeCharge } from '../../launcher/child';
import { StartRefused } from '../../launcher/refusal';
import { type Supervised, supervise } from '../../launcher/supervise';
import { startWorker } from '../../launcher/worker-process';
import { join } from 'node:path';
import { FAKE_WORKER, temporaryFolder } from './processes';

const folder = temporaryFolder();
const backoff = { firstMs: 5, longestMs: 20, healthyMs: 30_000 };

async function idler(graceMs?: number, env: NodeJS.ProcessEnv = {}): Promise<ChildHandle> {
  const child = fork(join(__dirname, 'fixtures', 'child.cjs'), { stdio: ['ignore', 'pipe', 'inherit', 'ipc'], env });
  const up = new Promise((resolve) => child.stdout?.once('data', resolve));
  const handle = await takeCharge(child, graceMs);
  await up;
  return handle;
}

/** Supervises with a `say` that also lets a test wait for what is said. */
async function supervised(start: (signal: AbortSignal) => Promise<ChildHandle>) {
  const said: string[] = [];
  let heard: () => void = () => undefined;
  const supervision: Supervised = await supervise({
    name: 'The child',
    start,
    backoff,
    say: (line) => {
      said.push(line);
      heard();
    },
  });
  const hear = async (what: RegExp): Promise<void> => {
    while (!said.some((line) => what.test(line))) {
      await new Promise<void>((resolve) => {
        heard = resolve;
      });
    }
  };
  return { supervision, said, hear };
}

test('a child that is killed is started again, and stays down when it is stopped', async () => {
  const { supervision, said, hear } = await supervised(() => idler());
  const first = supervision.current();
  process.kill(first?.pid ?? 0, 'SIGKILL');
  await hear(/is running again/);
  const second = supervision.current();
  expect(second?.pid).not.toBe(first?.pid);
  expect(said[0]).toBe('The child ended unexpectedly (signal SIGKILL); restarting it.');
  await supervision.stop();
  await second?.exited;
  expect(supervision.restarts()).toBe(1);
});

test('a restart that fails is tried again', async () => {
  let calls = 0;
  const { supervision, said, hear } = await supervised(() => {
    calls += 1;
    return calls === 2 || calls === 3 ? Promise.reject(new Error('not yet')) : idler();
  });
  process.kill(supervision.current()?.pid ?? 0, 'SIGKILL');
  await hear(/is running again/);
  expect(said.filter((line) => line === 'The child did not start: not yet')).toHaveLength(2);
  await supervision.stop();
});

test("a first start that fails is the caller's to hear of", async () => {
  await expect(supervised(() => Promise.reject(new Error('no such program')))).rejects.toThrow('no such program');
});

test('a stop during a restart ends the restart', async () => {
  let calls = 0;
  let restarting: () => void = () => undefined;
  const restarted = new Promise<void>((resolve) => {
    restarting = resolve;
  });
  const { supervision } = await supervised((signal) => {
    calls += 1;
    if (calls === 1) return idler();
    restarting();
    return new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('gave up'))));
  });
  process.kill(supervision.current()?.pid ?? 0, 'SIGKILL');
  await restarted;
  await supervision.stop();
  expect(calls).toBe(2);
});

test('a child that does not hear SIGTERM is ended by SIGKILL after its grace', async () => {
  const handle = await idler(100, { STUBBORN: '1' });
  await handle.stop();
  expect(await handle.exited).toEqual({ code: null, signal: 'SIGKILL' });
});

test('a program that does not exist is an error, not an exit', async () => {
  await expect(takeCharge(spawn('/no/such/program'))).rejects.toThrow('ENOENT');
});

test('a worker counts as started when it says so, and its log explains why it did not', async () => {
  const log = join(folder, 'worker.log');
  const worker = await startWorker({ script: FAKE_WORKER, log, env: {} });
  await worker.stop();
  expect(await worker.exited).toEqual({ code: 0, signal: null });
  await expect(startWorker({ script: FAKE_WORKER, log, env: { FAKE_WORKER_FAILS: '1' } })).rejects.toThrow(
    /did not start \(exit code 7\)[^]*the fake worker was told to fail/,
  );
});

test('a worker that refuses to start is told of in its own words', async () => {
  const log = join(folder, 'refusing.log');
  const reason = 'MUSTER_X is "y", which is no z.';
  const refused = startWorker({ script: FAKE_WORKER, log, env: { FAKE_WORKER_REFUSES: reason } });
  await expect(refused).rejects.toBeInstanceOf(StartRefused);
  await expect(refused).rejects.toThrow(new StartRefused(reason));
});

test('a worker that never gets ready is ended', async () => {
  const log = join(folder, 'mute.log');
  const pids: number[] = [];
  const script = join(__dirname, 'fixtures', 'child.cjs');
  const start = startWorker({ script, log, env: {}, readyWithinMs: 200, onSpawn: (pid) => pids.push(pid) });
  await expect(start).rejects.toThrow(`The worker is not ready yet. See its log: ${log}`);
  expect(() => process.kill(pids[0] ?? 0, 0)).toThrow('ESRCH');
});
