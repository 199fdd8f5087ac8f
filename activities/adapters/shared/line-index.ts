/** Which lines are already in a file that other processes write to as well? */
import fs from 'node:fs';

/** Where a line stands in its file, without its newline. */
export interface LinePlace {
  at: number;
  length: number;
}

const NEWLINE = 0x0a;

/**
 * Knows which identities stand in a growing file of lines, and where. Reads only what was added since it last looked,
 * so that looking before each write is cheap. Lines that say no identity (a person's edit, another program) take up
 * their place and are otherwise left alone.
 */
export class LineIndex {
  /** Where the next line begins: just after the last newline. */
  tail = 0;
  /** Bytes after the tail: the beginning of a line whose writer was stopped, or is writing right now. */
  torn = 0;
  private inode: number | undefined;
  private readonly places = new Map<string, LinePlace>();

  constructor(private readonly identityOf: (line: unknown) => string | undefined) {}

  placeOf(identity: string): LinePlace | undefined {
    return this.places.get(identity);
  }

  /** Takes in the lines completed since the last look; starts again where the file was replaced or cut. */
  catchUp(fd: number): void {
    const { ino, size } = fs.fstatSync(fd);
    if (ino !== this.inode || size < this.tail) {
      this.places.clear();
      this.tail = 0;
      this.inode = ino;
    }
    const added = readFrom(fd, this.tail, size - this.tail);
    let start = 0;
    for (let end = added.indexOf(NEWLINE); end >= 0; end = added.indexOf(NEWLINE, start)) {
      const identity = this.identityOf(parseLine(added.subarray(start, end)));
      // The first line stands: should a person have pasted one twice, the answer stays the same.
      if (identity !== undefined && !this.places.has(identity)) {
        this.places.set(identity, { at: this.tail + start, length: end - start });
      }
      start = end + 1;
    }
    this.tail += start;
    this.torn = added.length - start;
  }
}

/** The JSON of a line; `undefined` where it is none. */
export function parseLine(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}

/** Reads `length` bytes at `at`, fewer where the file ends before. */
export function readFrom(fd: number, at: number, length: number): Buffer {
  const buffer = Buffer.alloc(length);
  let filled = 0;
  while (filled < length) {
    const read = fs.readSync(fd, buffer, filled, length - filled, at + filled);
    if (read === 0) break;
    filled += read;
  }
  return buffer.subarray(0, filled);
}
