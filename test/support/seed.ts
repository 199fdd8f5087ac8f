/** Random choices that can be repeated: `CHAOS_SEED=17 npx jest test/chaos` repeats the run that printed 17. */
export interface Chance {
  readonly seed: number;
  /** From 0 up to, not including, 1. */
  next(): number;
  below(limit: number): number;
  oneOf<T>(choices: readonly [T, ...T[]]): T;
}

/** A small seeded generator (mulberry32). It prints its seed, so that a failure can be looked at again. */
export function chance(what: string): Chance {
  const seed = Number(process.env['CHAOS_SEED'] ?? Date.now() % 1_000_000);
  console.info(`${what}: CHAOS_SEED=${seed}`);
  return chanceOf(seed);
}

export function chanceOf(seed: number): Chance {
  let state = seed;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (limit: number): number => Math.floor(next() * limit);
  return { seed, next, below, oneOf: (choices) => choices[below(choices.length)] ?? choices[0] };
}
