/** How do several processes write to one file so that each line is in it exactly once? */
import path from 'node:path';
import fs from 'node:fs';
import { LineIndex, parseLine, type LinePlace, readFrom } from './line-index';
import { PRIVATE } from './private-mode';
import { codeOf } from './system-error';
import { randomUUID } from 'node:crypto';

export interface AppendOnce<Line> {
  /** Answers, for each line, the one that stands in the file under its identity: this one, or an earlier one. */
  append(lines: Line[]): Promise<unknown[]>;
  /** Every line of the file that has an identity, in the file's order. */
  read(): Promise<unknown[]>;
}

/**
 * A file of JSON lines with one line per identity, no matter which processes write to it and when they are killed. When
 * `append` answers, the line is on the disk.
 *
 * There is no lock, so there is none to be left behind by a dead process, and it does not matter whether writers see
 * each other's process ids (they don't across containers). Instead the writers agree on each line before it is written:
 *
 * 1. The line that will begin at byte N of the file is the one linked as `.pending/<file>@N`. Linking is atomic,
 *    complete or not at all, and only one writer succeeds; the others take up its line in place of their own.
 * 2. Everybody who has that line may write it, at byte N: as often as it is written, the bytes are the same. So a
 *    line that was begun and torn off is finished by the next writer.
 * 3. A slot is removed only when its line is complete in the file. A writer that looked before and links after that
 *    has an outdated N; it notices because the file has grown past N, and gives up the slot. That is why it looks
 *    again between having a line and writing it.
 */
export function createAppendOnce<Line extends object>(options: {
  file: string;
  /** What a line is about, e.g. its key; `undefined` for a line that is not ours. */
  identityOf: (line: unknown) => string | undefined;
}): AppendOnce<Line> {
  const { file, identityOf } = options;
  const pending = path.join(path.dirname(file), '.pending');
  const name = path.basename(file);
  const index = new LineIndex(identityOf);
  let tidied = false;

  /** One line into the file, or the discovery that it is there. Does not wait for the disk. */
  const place = (fd: number, line: Line, identity: string): LinePlace => {
    for (;;) {
      index.catchUp(fd);
      const there = index.placeOf(identity);
      if (there !== undefined) return there;
      const at = index.tail;
      const slot = path.join(pending, `${name}@${at}`);
      const agreed = claim(slot, covering(JSON.stringify(line), index.torn));
      if (agreed === undefined) continue;
      index.catchUp(fd);
      if (index.tail === at) writeAt(fd, agreed, at);
      fs.rmSync(slot, { force: true });
    }
  };

  const claim = (slot: string, line: Buffer): Buffer | undefined => {
    const draft = path.join(pending, `${name}.${randomUUID()}.draft`);
    fs.writeFileSync(draft, line, { mode: PRIVATE.file });
    try {
      fs.linkSync(draft, slot);
      return line;
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error;
      return readIfThere(slot);
    } finally {
      fs.rmSync(draft, { force: true });
    }
  };

  const tidyOnce = (fd: number): void => {
    if (tidied) return;
    index.catchUp(fd);
    removeLeftovers(pending, name, index.tail);
    tidied = true;
  };

  const write = async (lines: { line: Line; identity: string }[]): Promise<unknown[]> => {
    fs.mkdirSync(pending, { recursive: true, mode: PRIVATE.folder });
    // Not for appending: at a given place is where an append-only file can't be written.
    const handle = await fs.promises.open(file, fs.constants.O_RDWR | fs.constants.O_CREAT, PRIVATE.file);
    try {
      tidyOnce(handle.fd);
      const places = lines.map(({ line, identity }) => place(handle.fd, line, identity));
      // Also for lines that were there: who wrote them may have been killed before this.
      await handle.datasync();
      return places.map(({ at, length }) => parseLine(readFrom(handle.fd, at, length)));
    } finally {
      await handle.close();
    }
  };

  /** What came while the last round was on its way to the disk goes there together: one file, one wait. */
  let queue: { line: Line; identity: string }[] = [];
  let lastRound: Promise<unknown> = Promise.resolve();
  let nextRound: Promise<unknown[]> | undefined;
  const writeQueue = (): Promise<unknown[]> => {
    const lines = queue;
    queue = [];
    nextRound = undefined;
    return write(lines);
  };

  return {
    async append(lines) {
      const identified = lines.map((line) => {
        const identity = identityOf(line);
        if (identity === undefined) throw new Error(`a line for ${name} lacks its identity`);
        return { line, identity };
      });
      const first = queue.length;
      queue.push(...identified);
      nextRound ??= lastRound.then(writeQueue);
      const round = nextRound;
      lastRound = round.catch(() => undefined);
      return (await round).slice(first, first + lines.length);
    },

    async read() {
      const text = await fs.promises.readFile(file).catch((error: unknown) => {
        if (codeOf(error) === 'ENOENT') return Buffer.alloc(0);
        throw error;
      });
      const complete = text.subarray(0, text.lastIndexOf('\n') + 1).toString('utf8');
      return complete
        .split('\n')
        .map((line) => parseLine(Buffer.from(line)))
        .filter((line) => identityOf(line) !== undefined);
    },
  };
}

/** The bytes of a line, long enough to cover what an interrupted machine may have left behind where it goes. */
function covering(json: string, torn: number): Buffer {
  const padding = Math.max(0, torn - Buffer.byteLength(json));
  return Buffer.from(`${json}${' '.repeat(padding)}\n`);
}

function writeAt(fd: number, bytes: Buffer, at: number): void {
  let written = 0;
  while (written < bytes.length) {
    written += fs.writeSync(fd, bytes, written, bytes.length - written, at + written);
  }
}

/** Removes what killed processes left: slots of lines that are in the file, and old drafts. Affects no live writer. */
function removeLeftovers(pending: string, name: string, tail: number): void {
  const anHourAgo = Date.now() - 3_600_000;
  for (const entry of fs.readdirSync(pending)) {
    const leftover = path.join(pending, entry);
    if (entry.startsWith(`${name}@`) && Number(entry.slice(name.length + 1)) < tail)
      fs.rmSync(leftover, { force: true });
    if (entry.startsWith(`${name}.`) && entry.endsWith('.draft')) {
      const changedAt = fs.statSync(leftover, { throwIfNoEntry: false })?.mtimeMs;
      if (changedAt !== undefined && changedAt < anHourAgo) fs.rmSync(leftover, { force: true });
    }
  }
}

function readIfThere(file: string): Buffer | undefined {
  try {
    return fs.readFileSync(file);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}
