/** How does a value stay in step with the files that it was read from? */
import { statSync } from 'node:fs';

export interface Following<T> {
  /** Reads everything; answers the value and the files that it was made of. */
  read: () => { value: T; files: readonly string[] };
  /** Whether an error says that the files are invalid; anything else is a bug and is thrown. */
  isProblem: (error: unknown) => boolean;
  /** Called once for each invalid change. */
  onProblem?: (problem: unknown) => void;
}

/**
 * A value that follows the files it is read from: a caller gets what they say now. While they are invalid or gone,
 * the last valid value is returned. Throws what `read` throws if there never was one.
 *
 * Reads synchronously: the files are small, and two calls at once must not report the same invalid change twice.
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
