/** Has this request or act come in before? */

/** Remembers names for a while, to notice what comes a second time. */
export interface Recent {
  /** Whether the name is new; it is taken then. */
  take(name: string): boolean;
  /** The name counts as new again. */
  release(name: string): void;
}

export function createRecent({ keepMs, now }: { keepMs: number; now: () => number }): Recent {
  const until = new Map<string, number>();

  const tidy = (): void => {
    // In the order in which they came, which is that in which they end.
    for (const [name, ends] of until) {
      if (ends > now()) return;
      until.delete(name);
    }
  };

  return {
    take(name) {
      tidy();
      if (until.has(name)) return false;
      until.set(name, now() + keepMs);
      return true;
    },
    release: (name) => void until.delete(name),
  };
}
