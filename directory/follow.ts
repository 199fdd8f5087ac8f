import { statSync } from 'node:fs';

export interface Following<T> {
  /** Reads everything; answers the value and the files that it was made of. */
  read: () => { value: T; files: readonly string[] };
  /** Whether an error says that the files are broken; anything else is a bug and is thrown. */
  isProblem: (error: unknown) => boolean;
  /** Hears of each broken change once. */
  onProblem?: (problem: unknown) => void;
}

/**
 * A value that follows the files that it is read from: whoever asks gets what they say now. While they are broken or gone,
 * the last sound value answers. Throws what `read` throws if there is none to begin with.
 *
 * Reads synchronously: the files are small, and two questions at once must not report the same broken change twice.
 */
export function follow<T>({ read, isProblem, onProblem }: Following<T>): () => T {
  let current = read();
  let seen = stampOf(current.files);
  return () => {
    // The stamp is taken before the files are read, so a change while reading is seen at the next question.
    const stamp = stampOf(current.files);
    if (stamp === seen) return current.value;
    seen = stamp;
    try {
      current = read();
      seen = stampOf(current.files);
    } catch (problem) {
      if (!isProblem(problem)) throw problem;
      onProblem?.(problem);
    }
    return current.value;
  };
}

/** The inode too: editors replace files, and a replacement can have the same time and size. */
const stampOf = (files: readonly string[]): string =>
  files
    .map((file) => {
      try {
        const { mtimeMs, size, ino } = statSync(file);
        return `${mtimeMs} ${size} ${ino}`;
      } catch {
        return 'gone';
      }
    })
    .join(';');
