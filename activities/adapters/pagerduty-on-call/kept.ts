/** PagerDuty's last answers in a file of the home, so that a process that starts while PagerDuty is away knows them. */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import fs from 'node:fs/promises';
import path from 'node:path';
import { PRIVATE } from '../shared/private-mode';
import { codeOf } from '../shared/system-error';
import { type Kept, KeptFile, merged, NOTHING_KEPT, stillGood, written } from './kept-shape';

/** Where answers outlast the process. */
export interface OnCallKeeper {
  /** What is there; nothing where it can't be used. */
  read(): Kept;
  /** Has the file hold these answers, and those that another process has put there and are newer. Never rejects. */
  write(kept: Kept): Promise<void>;
}

export interface OnCallKeeperOptions {
  /** The state folder. */
  home: string;
  now?: () => number;
  /** Hears once that the file can't be read, and once that it can't be written. */
  onProblem?: (problem: string) => void;
}

const NAME = 'pagerduty-on-call.json';

/**
 * Keeps answers in `pagerduty-on-call.json` of the home, for its owner only. The file is whole at any time; several
 * processes may write to it. One that is broken counts as none, and is replaced with the next answer.
 */
export function createOnCallKeeper({
  home,
  now = Date.now,
  onProblem = () => undefined,
}: OnCallKeeperOptions): OnCallKeeper {
  const file = path.join(home, NAME);
  const said = new Set<string>();
  const sayOnce = (what: string, error: unknown): void => {
    if (said.has(what)) return;
    said.add(what);
    onProblem(`${file} ${what}: ${reasonOf(error)}`);
  };
  /** One is written at a time; of several that wait, the newest. */
  let newest: Kept | undefined;
  let underWay = Promise.resolve();

  const there = (text: string): Kept => stillGood(KeptFile.parse(JSON.parse(text)), now());

  async function replace(kept: Kept): Promise<void> {
    const others = await fs
      .readFile(file, 'utf8')
      .then(there)
      .catch(() => NOTHING_KEPT);
    const draft = path.join(home, `.${NAME}.${randomUUID()}.draft`);
    await fs.mkdir(home, { recursive: true, mode: PRIVATE.folder });
    try {
      const text = `${JSON.stringify(written(merged(others, stillGood(kept, now()))), null, 1)}\n`;
      await fs.writeFile(draft, text, { mode: PRIVATE.file, flag: 'wx', flush: true });
      await fs.rename(draft, file);
    } catch (error) {
      await fs.rm(draft, { force: true });
      throw error;
    }
  }

  return {
    read() {
      try {
        return there(readFileSync(file, 'utf8'));
      } catch (error) {
        if (codeOf(error) !== 'ENOENT') sayOnce('is unusable and is ignored', error);
        return NOTHING_KEPT;
      }
    },

    write(kept) {
      newest = kept;
      underWay = underWay
        .then(() => (newest === kept ? replace(kept) : undefined))
        .catch((error: unknown) =>
          sayOnce("can't be written: after a restart Muster won't know who is on call until PagerDuty answers", error),
        );
      return underWay;
    },
  };
}

/** Not what is in the file: people's telephone numbers are. */
const reasonOf = (error: unknown): string =>
  codeOf(error) ?? (error instanceof SyntaxError ? 'not valid JSON' : 'not in the format that this version writes');
