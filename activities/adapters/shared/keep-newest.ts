/** How does something that remembers in memory stay small? */

/** Something that remembers in the order of insertion: a `Map`, a `Set`. */
interface Remembering<Key> {
  readonly size: number;
  keys(): Iterator<Key>;
  delete(key: Key): boolean;
}

/** Forgets the oldest, so that what lives as long as a process does not grow as long. */
export function keepNewest<Key>(remembered: Remembering<Key>, most: number): void {
  while (remembered.size > most) {
    const oldest = remembered.keys().next();
    if (oldest.done === true) return;
    remembered.delete(oldest.value);
  }
}
