import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { takeLock } from '../../launcher/lock';
import { identityOf, isRunning } from '../../launcher/process-identity';
import { kill, startIdler, temporaryFolder } from './processes';

const folder = temporaryFolder();

/** A lock that another process holds: the file that it would have written. */
function heldBy(name: string, pid: number, startedAt: string): string {
  const lock = join(folder, name);
  mkdirSync(lock);
  writeFileSync(join(lock, `${pid}-${startedAt}`), '');
  return lock;
}

test('a lock can be taken once, released and taken again', async () => {
  const path = join(folder, 'simple');
  const first = await takeLock(path);
  expect(first).toHaveProperty('release');
  expect(await takeLock(path)).toMatchObject({ heldBy: { pid: process.pid } });
  if ('release' in first) first.release();
  expect(await takeLock(path)).toHaveProperty('release');
});

test('the lock of a living process is respected, and the answer says whose it is', async () => {
  const other = await startIdler();
  const identity = identityOf(other.pid);
  const path = heldBy('living', other.pid, identity?.startedAt ?? '');
  expect(await takeLock(path)).toEqual({ heldBy: identity });
  await kill(other);
  expect(await takeLock(path)).toHaveProperty('release');
});

test('a pid that now belongs to another process does not keep the lock', async () => {
  const other = await startIdler();
  const path = heldBy('recycled', other.pid, '1.0badc0de');
  expect(await takeLock(path)).toHaveProperty('release');
  expect(readdirSync(path)).toEqual([expect.stringMatching(new RegExp(`^${process.pid}-`))]);
  await kill(other);
});

test('a process is known by pid and start together, and not at all when it is gone', async () => {
  const child = await startIdler();
  const identity = identityOf(child.pid);
  expect(identity && isRunning(identity)).toBe(true);
  expect(isRunning({ pid: child.pid, startedAt: '1.0badc0de' })).toBe(false);
  await kill(child);
  expect(identity && isRunning(identity)).toBe(false);
  expect(identityOf(child.pid)).toBeUndefined();
});
