/**
 * Which command runs, and which exit code does it end with? This room reads options and prints results; it changes an
 * incident only through the table of actions and the incident client.
 */
import { Command, CommanderError } from 'commander';
import { DirectoryInvalid } from '../../directory/load';
import { StartRefused } from '../../launcher/refusal';
import { PolicyInvalid } from '../../policy/problems';
import { BadInput } from '../actions/action';
import { TokensBroken } from '../access/token-file';
import { ConfigInvalid } from '../config';
import { NotAllowed, NotAuthenticated, Refused, Unanswered, Unreachable } from '../errors';
import { NoAlert } from '../http/intake/delivery';
import { BadJson } from '../http/strict-json';
import { addActCommands } from './commands/act';
import { addArriving } from './commands/begin';
import { addCompletion } from './commands/complete';
import { addChecking } from './commands/policy';
import { addContact } from './commands/contact';
import { addDirectory } from './commands/directory';
import { addOverride } from './commands/override';
import { addDoctor } from './commands/doctor';
import { addPostMortem } from './commands/post-mortem';
import { addLogin } from './commands/login';
import { addLookCommands } from './commands/look';
import { addRunning } from './commands/run';
import { addToken } from './commands/token';
import type { Io } from './io';
import { productVersion } from '../package-root';
import { Ended, type Open, Session, UsageError } from './session';

/** What a command did, as its exit code. */
export const EXIT = { done: 0, refused: 1, usage: 2, unreachable: 3 } as const;

/** Runs one command line (without `node` and the script) and answers with the exit code. Never throws. */
export async function runCli(argv: readonly string[], io: Io): Promise<number> {
  try {
    await program(io).parseAsync(argv, { from: 'user' });
    return EXIT.done;
  } catch (error) {
    return tell(error, asJson(argv, io));
  }
}

function program(io: Io): Command {
  const muster = new Command('muster')
    .description(
      'Runs a written incident response guide. ID is an incident id, its last part (x4tm) or its address (release-manager-7f3k2a9q).',
    )
    .version(productVersion(), '-V, --version', 'print the version of Muster')
    .option('--json', 'print JSON')
    .option(
      '--as <person>',
      'act as this person: an id, a handle or a name from the directory (default: MUSTER_AS, or your login)',
    )
    .option('--url <url>', 'a Muster elsewhere, over its API (default: MUSTER_URL, or where you logged in)')
    .option('--address <host:port>', 'address of Temporal (default: TEMPORAL_ADDRESS, or the one `muster start` runs)')
    .option('--namespace <name>', 'Temporal namespace')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void io.out.write(text),
      writeErr: (text) => void io.err.write(text),
      getOutHelpWidth: () => io.out.columns ?? 80,
      getErrHelpWidth: () => io.err.columns ?? 80,
    })
    .showSuggestionAfterError();
  const open: Open = (command) => new Session(io, command);
  for (const add of [
    addRunning,
    addArriving,
    addLookCommands,
    addActCommands,
    addPostMortem,
    addChecking,
    addDirectory,
    addDoctor,
    addLogin,
    addCompletion,
    addToken,
    addContact,
    addOverride,
  ])
    add(muster, open);
  return muster;
}

/** With `--json` what went wrong is JSON too, as one line on stderr. */
function asJson(argv: readonly string[], io: Io): Io {
  if (!argv.includes('--json')) return io;
  return { ...io, err: { write: (text) => io.err.write(`${JSON.stringify({ error: text.trimEnd() })}\n`) } };
}

function tell(error: unknown, io: Io): number {
  if (error instanceof Ended) return error.code;
  // Commander has printed it already, and printing help on request is not a failure.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
  if (error instanceof UsageError || error instanceof BadInput || error instanceof ConfigInvalid)
    return say(error, EXIT.usage, io);
  if (error instanceof Unreachable || error instanceof Unanswered) return say(error, EXIT.unreachable, io);
  if (REFUSALS.some((kind) => error instanceof kind)) return say(error as Error, EXIT.refused, io);
  const bug = error instanceof Error ? (error.stack ?? error.message) : String(error);
  io.err.write(`Internal error (please report it):\n${bug}\n`);
  return EXIT.refused;
}

const REFUSALS = [
  Refused,
  NotAllowed,
  NotAuthenticated,
  NoAlert,
  BadJson,
  PolicyInvalid,
  DirectoryInvalid,
  TokensBroken,
  StartRefused,
];

function say({ message }: Error, code: number, io: Io): number {
  io.err.write(`${message}\n`);
  return code;
}
