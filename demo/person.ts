/** How does a person in the demo type a `muster` command? */
import { runCli } from '../client/cli/main';
import type { Io } from '../client/cli/io';
import { realIo } from '../client/cli/real-io';

/** What a person got to read for a command. */
export interface Said {
  readonly code: number;
  readonly text: string;
}

/** Runs a command line of `muster` as the person at the keyboard would, by the same code, in this process. */
export async function atTheKeyboard(argv: readonly string[], env: NodeJS.ProcessEnv): Promise<Said> {
  const written: string[] = [];
  const paper = { write: (text: string): void => void written.push(text), columns: 120 };
  const io: Io = { ...realIo(), out: paper, err: paper, env, userName: () => undefined };
  const code = await runCli(argv, io);
  return { code, text: written.join('').trim() };
}

/** The command as a person would type it. */
export const typed = (argv: readonly string[]): string =>
  ['muster', ...argv.map((word) => (/^[\w./:@-]+$/.test(word) ? word : `"${word.replaceAll('"', '\\"')}"`))].join(' ');
