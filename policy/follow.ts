/** How does a value stay in step with the files that it was read from? */
import { statSync } from 'node:fs';
import type { LastValid, FileReading } from './last-valid';

export interface Following<T> {
  read: () => FileReading<T>;
  /** Whether an error says that the files are invalid; anything else is a bug and is thrown. */
  isProblem: (error: unknown) => boolean;
  /** The files that such an error is about: a file that was just added may be what has to be mended. */
  filesIn?: (problem: unknown) => readonly string[];
  /** Called once for each invalid change; `validSince` is there if the files were invalid from the start. */
  onProblem?: (problem: unknown, validSince?: number) => void;
  /** Where the last valid value outlasts the process; without it the files have to be valid at the start. */
  lastValid?: LastValid<T> | undefined;
}

/**
 * A value that follows the files it is read from: a caller gets what they say now. While they are invalid or gone,
 * the last valid value is returned, also by a process that starts meanwhile if there is a copy of it. Throws what `read`
 * throws if there is none.
 *
 * Reads synchronously: the files are small, and two calls at once must not report the same invalid change twice.
 */
export function follow<T>({ read, isProblem, filesIn, onProblem, lastValid }: Following<T>): () => T {
  const about = (problem: unknown): readonly string[] => filesIn?.(problem) ?? [];
  const first = (): { value: T; files: readonly string[] } => {
    try {
      const reading = read();
      lastValid?.keep(reading);
      return reading;
    } catch (problem) {
      const kept = isProblem(problem) ? lastValid?.read() : undefined;
      if (kept === undefined) throw problem;
      onProblem?.(problem, kept.validSince);
      return { value: kept.value, files: [...kept.files, ...about(problem)] };
    }
  };
  let { value, files } = first();
  let seen = stampOf(files);
  return () => {
    // The stamp is taken before the files are read, so a change while reading is seen at the next question.
    const stamp = stampOf(files);
    if (stamp === seen) return value;
    seen = stamp;
    const before = files;
    try {
      const reading = read();
      ({ value, files } = reading);
      lastValid?.keep(reading);
    } catch (problem) {
      if (!isProblem(problem)) throw problem;
      files = [...new Set([...files, ...about(problem)])];
      onProblem?.(problem);
    }
    if (files.join() !== before.join()) seen = stampOf(files);
    return value;
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
