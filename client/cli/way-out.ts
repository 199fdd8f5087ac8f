/** What does a refused command say about the option that would allow it? */
import type { Command } from 'commander';
import { Refused } from '../errors';

/** The refusal with the option or argument of the command in which the person can say what is missing. */
export function wayOut(error: unknown, command: Command): unknown {
  if (!(error instanceof Refused) || error.missing === undefined) return error;
  const option = command.options.find((one) => one.attributeName() === error.missing);
  const isArgument = command.registeredArguments.some((one) => one.name() === error.missing);
  const way =
    option !== undefined ? option.flags : isArgument ? `muster ${command.name()} ${command.usage()}` : undefined;
  return way === undefined
    ? error
    : new Refused(`${error.message} Use: ${way}`, { cause: error, missing: error.missing });
}
