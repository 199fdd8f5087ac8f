/** How does only one process at a time hold a lock that no dead process can keep? */
import { closeSync, mkdirSync, openSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { identityOf, isRunning, type ProcessIdentity } from './process-identity';

/** Either ours until released, or somebody else's. */
export type Lock = { readonly release: () => void } | { readonly heldBy: ProcessIdentity };

/**
 * Takes a lock that one process at a time can hold and that no dead process can keep.
 *
 * The lock is a folder in which everyone who wants it puts a file named after themselves, and then looks around. Of
 * two at once the later sees the earlier, so both never think that they hold it; and since a name belongs to one
 * process for ever, clearing away the files of the dead can't hit the living (as it can with a single lock file, which
 * may have changed hands between the look and the removal).
 */
export async function takeLock(folder: string): Promise<Lock> {
  const me = identityOf(process.pid);
  if (!me) throw new Error("Can't tell when this process started: neither /proc nor ps works.");
  for (let attempt = 1; ; attempt += 1) {
    const outcome = tryLock(folder, me);
    // Two who came at the same moment have both stepped back; chance decides who comes first the next time.
    if ('release' in outcome || outcome.heldBy.pid === me.pid || attempt === 4) return outcome;
    await pause(20 + Math.random() * 80);
  }
}

function tryLock(folder: string, me: ProcessIdentity): Lock {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const mine = join(folder, nameOf(me));
  try {
    closeSync(openSync(mine, 'wx'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return { heldBy: me };
    throw error;
  }
  for (const name of readdirSync(folder)) {
    const other = identityFrom(name);
    if (!other || other.pid === me.pid) continue;
    if (isRunning(other)) {
      rmSync(mine, { force: true });
      return { heldBy: other };
    }
    rmSync(join(folder, name), { force: true });
  }
  return { release: () => rmSync(mine, { force: true }) };
}

function nameOf(identity: ProcessIdentity): string {
  return `${identity.pid}-${identity.startedAt}`;
}

function identityFrom(name: string): ProcessIdentity | undefined {
  const [, pid, startedAt] = /^(\d+)-(.+)$/.exec(name) ?? [];
  return pid === undefined || startedAt === undefined ? undefined : { pid: Number(pid), startedAt };
}
