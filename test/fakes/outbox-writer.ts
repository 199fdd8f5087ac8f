/**
 * A worker of its own process that writes keys to an outbox and is killed at a system call of its own choosing: the
 * `diesAt`-th one on the way to the file, now and then in the middle of a write. Prints each key that was answered.
 *
 *     node outbox-writer.js HOME SEED DIES_AT KEY...
 */
import fs from 'node:fs';
import { createOutbox } from '../../activities/adapters/outbox';

const [home = '', seedText = '0', diesAt = '0', ...keys] = process.argv.slice(2);

/** A small seeded generator (mulberry32). */
const random = (() => {
  let state = Number(seedText);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
})();

let left = Number(diesAt);
const die = (): never => {
  process.kill(process.pid, 'SIGKILL');
  throw new Error('dead');
};

/** Counts the calls of a function of `fs`; at the fatal one this process dies, before or after it took effect. */
function mine(name: 'linkSync' | 'rmSync' | 'writeFileSync' | 'fstatSync'): void {
  const original = fs[name] as (...rest: unknown[]) => unknown;
  const mined = (...rest: unknown[]): unknown => {
    left -= 1;
    if (left !== 0) return original(...rest);
    if (random() < 0.5) original(...rest);
    return die();
  };
  Object.assign(fs, { [name]: mined });
}
for (const name of ['linkSync', 'rmSync', 'writeFileSync', 'fstatSync'] as const) mine(name);

const write = fs.writeSync as (fd: number, bytes: Buffer, offset: number, length: number, at: number) => number;
Object.assign(fs, {
  writeSync: (fd: number, bytes: Buffer, offset: number, length: number, at: number): number => {
    left -= 1;
    if (left > 0) return write(fd, bytes, offset, length, at);
    write(fd, bytes, offset, Math.floor(random() * (length + 1)), at);
    return die();
  },
});

async function main(): Promise<void> {
  const { chat } = createOutbox({ home });
  const shuffled = keys.map((key) => ({ key, place: random() })).sort((one, other) => one.place - other.place);
  for (const { key } of shuffled) {
    const text = 'né\u{1f525}'.repeat(1 + Math.floor(random() * 400));
    await chat.post({ incidentId: 'i-1', key, kind: 'notice', text, to: [`pid ${process.pid}`] });
    fs.writeFileSync(1, `${key}\n`);
  }
}

void main();
