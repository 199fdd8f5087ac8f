/** What did a file say when it was last valid, for a process that starts while it is invalid? */
import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** A value, the files that it was made of, and what to store to make it again: anything that JSON can hold. */
export interface FileReading<T> {
  value: T;
  files: readonly string[];
  written?: unknown;
}

/** A copy of the last valid value. */
export interface LastValid<T> {
  /** The copy; nothing where there is none, or none that can be used. */
  read: () => (FileReading<T> & { validSince: number }) | undefined;
  /** Has the copy hold this value. Never throws. */
  keep: (reading: FileReading<T>) => void;
}

export interface LastValidOptions<T> {
  /** Where the copy is. */
  copy: string;
  /** Makes the value of what was stored; throws if this version of Muster can't use it. */
  restore: (written: unknown) => FileReading<T>;
  /** Hears what is wrong with the copy. Without it the copy is only read: a short command stores nothing. */
  onTrouble?: ((text: string) => void) | undefined;
  now?: () => number;
}

/** A copy in one file, for its owner only. The file is whole at any time; several processes may write to it. */
export function lastValidIn<T>({ copy, restore, onTrouble, now = Date.now }: LastValidOptions<T>): LastValid<T> {
  const stored = (): Stored | undefined => {
    try {
      return storedIn(readFileSync(copy, 'utf8'));
    } catch (error) {
      if (!isMissing(error)) onTrouble?.(`${copy} can't be used and is ignored: ${reasonOf(error)}`);
      return undefined;
    }
  };
  return {
    read: () => {
      const found = stored();
      if (found === undefined) return undefined;
      try {
        return { ...restore(found.written), validSince: found.validSince };
      } catch (error) {
        onTrouble?.(`${copy} can't be used and is ignored: ${reasonOf(error)}`);
        return undefined;
      }
    },
    keep: ({ written }) => {
      if (onTrouble === undefined) return;
      const hash = hashOf(written);
      if (stored()?.hash === hash) return;
      try {
        replace(copy, JSON.stringify({ version: 1, hash, validSince: new Date(now()).toISOString(), written }));
      } catch (error) {
        onTrouble(`${copy} can't be written: Muster won't start if the file becomes invalid (${reasonOf(error)})`);
      }
    },
  };
}

/** Since when the value in a copy has been valid, where there is one. */
export function validSince(copy: string): number | undefined {
  try {
    return storedIn(readFileSync(copy, 'utf8')).validSince;
  } catch {
    return undefined;
  }
}

interface Stored {
  hash: string;
  validSince: number;
  written: unknown;
}

function storedIn(text: string): Stored {
  const { version, hash, validSince: since, written } = JSON.parse(text) as Record<string, unknown>;
  if (version !== 1 || typeof hash !== 'string' || typeof since !== 'string' || Number.isNaN(Date.parse(since)))
    throw new Error('not in the format that this version writes');
  if (hash !== hashOf(written)) throw new Error('its content does not match its hash');
  return { hash, validSince: Date.parse(since), written };
}

const hashOf = (written: unknown): string =>
  createHash('sha256')
    .update(JSON.stringify(written ?? null))
    .digest('hex');

function replace(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const draft = `${file}.${randomUUID()}.draft`;
  try {
    writeFileSync(draft, `${text}\n`, { mode: 0o600, flag: 'wx', flush: true });
    renameSync(draft, file);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}

/** By its code, not by its class: a test's or a sandbox's `Error` is not Node's own. */
const codeOf = (error: unknown): unknown =>
  typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
const isMissing = (error: unknown): boolean => codeOf(error) === 'ENOENT';

/** Not what is in the file: people's telephone numbers are. */
const reasonOf = (error: unknown): string => {
  const code = codeOf(error);
  if (typeof code === 'string') return code;
  if (error instanceof SyntaxError) return 'it is not valid JSON';
  return error instanceof Error ? error.message : String(error);
};
