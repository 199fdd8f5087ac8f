/** Which session is at the start of a chain of locks, and which others does it block? */

/** A session that waits for locks, and who holds them. */
export interface LockWait {
  pid: number;
  blockers: number[];
}

export interface Blocker {
  /** 0 is a prepared transaction: nobody is connected to it. */
  pid: number;
  /** Who can't go on because of it, also through others. */
  blocks: number[];
}

/**
 * The sessions at the beginning of each chain of waiting, the one that holds up most first: to end those frees all others.
 * Where sessions wait for each other in a ring (PostgreSQL is about to end one of them), the lowest number stands for it.
 */
export function rootBlockers(waiting: readonly LockWait[]): Blocker[] {
  const waits = new Set(waiting.map(({ pid }) => pid));
  const roots = new Set(waiting.flatMap(({ blockers }) => blockers).filter((pid) => !waits.has(pid)));
  const found = [...roots].map((pid) => ({ pid, blocks: blockedBy(pid, waiting) }));
  const explained = new Set(found.flatMap(({ blocks }) => blocks));
  const rest = waiting.filter(({ pid }) => !explained.has(pid)).sort((one, other) => one.pid - other.pid);
  for (const { pid } of rest) {
    if (explained.has(pid)) continue;
    const blocks = blockedBy(pid, waiting);
    for (const one of [pid, ...blocks]) explained.add(one);
    found.push({ pid, blocks });
  }
  return found.sort((one, other) => other.blocks.length - one.blocks.length || one.pid - other.pid);
}

function blockedBy(root: number, waiting: readonly LockWait[]): number[] {
  const blocked = new Set<number>();
  const next = [root];
  for (let pid = next.pop(); pid !== undefined; pid = next.pop()) {
    for (const { pid: waits, blockers } of waiting) {
      if (waits === root || blocked.has(waits) || !blockers.includes(pid)) continue;
      blocked.add(waits);
      next.push(waits);
    }
  }
  return [...blocked].sort((one, other) => one - other);
}
