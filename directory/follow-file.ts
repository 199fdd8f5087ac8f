import { statSync } from 'node:fs';

/**
 * What a file says, as `read` reads it, whenever it is asked for: read again when it has changed, and while it can't be
 * read, as it last was. `onProblem` hears once of each change that can't be read. Throws what `read` throws if there is
 * nothing to begin with.
 *
 * Reads synchronously: the files are small, and two questions at once must not report the same broken change twice.
 */
export function followFile<Content>(
  file: string,
  read: (file: string) => Content,
  onProblem: (problem: unknown) => void,
): () => Content {
  let seen = stampOf(file);
  let content = read(file);
  return () => {
    // The stamp is taken before the file is read, so a change while reading is seen at the next question.
    const stamp = stampOf(file);
    if (stamp === seen) return content;
    seen = stamp;
    try {
      content = read(file);
    } catch (problem) {
      onProblem(problem);
    }
    return content;
  };
}

/** The inode too: editors replace files, and a replacement can have the same time and size. */
function stampOf(file: string): string {
  try {
    const { mtimeMs, size, ino } = statSync(file);
    return `${mtimeMs} ${size} ${ino}`;
  } catch {
    return 'gone';
  }
}
