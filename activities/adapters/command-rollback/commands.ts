/**
 * The commands that roll back: programs with fixed arguments, written down by the person who runs the worker. A
 * policy names one of them, and no policy, alert or person can change one: what is filled in is checked and stays inside of
 * the argument that names it. There is no shell.
 */
import { z } from 'zod';
import { ProviderRejected } from '../../errors';

export const COMMAND = 'rollback command';

/** What an argument may hold: `{to}`, `--to={to}`. */
const PLACEHOLDERS = ['from', 'to', 'incidentId', 'key'] as const;
export type Filling = Readonly<Record<(typeof PLACEHOLDERS)[number], string>>;

const PLACEHOLDER = /\{([^{}]*)\}/g;
const isKnown = (name: string): boolean => PLACEHOLDERS.some((known) => known === name);

const Argument = z
  .string()
  .refine((text) => !text.includes('\0'), 'contains a NUL character')
  .refine(
    (text) => [...text.matchAll(PLACEHOLDER)].every(([, name = '']) => isKnown(name)),
    `may only use the placeholders ${PLACEHOLDERS.map((name) => `{${name}}`).join(', ')}`,
  );

/** The program comes first and is an absolute path: what PATH says is not for a worker to find out at night. */
const CommandLine = z
  .tuple([z.string().regex(/^\/[^{}\0]+$/, 'the program must be an absolute path without {}')], Argument)
  .readonly();
export type RollbackCommand = z.output<typeof CommandLine>;

const withPlaceholder = (name: string) =>
  CommandLine.refine((command) => command.some((part) => part.includes(`{${name}}`)), `must contain {${name}}`);
const withoutPlaceholders = CommandLine.refine(
  (command) => command.every((part) => !/\{[^{}]*\}/.test(part)),
  "can't use placeholders: it runs before any value is known",
);

export const CommandSet = z.strictObject({
  /** Prints `{"current": {"id": "v2", "healthy": false}, "previous": {"id": "v1"}}`. */
  read: withoutPlaceholders,
  /** Says what would happen, and refuses what could not work; changes nothing. */
  rehearse: withPlaceholder('to'),
  rollBack: withPlaceholder('to'),
  /** Variables of the worker that the commands get besides PATH and LANG. */
  environment: z
    .array(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'must be the name of an environment variable'))
    .default([]),
  /** An absolute path. */
  workingDirectory: z.string().startsWith('/', 'must be an absolute path').default('/'),
});
export type CommandSet = z.output<typeof CommandSet>;

/** By the name that a policy calls it (`rollbackCommand`). */
export const CommandSets = z.record(
  z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'must be lower-case words joined by hyphens'),
  CommandSet,
);
export type CommandSets = z.output<typeof CommandSets>;

/** Versions, tags, images, revisions: no blank, no quote, nothing that begins like an option or climbs up a path. */
const REVISION = /^[A-Za-z0-9][A-Za-z0-9._:@#+/-]{0,199}$/;
export const isRevision = (text: string): boolean => REVISION.test(text) && !text.includes('..');

/** Refuses what could be anything but a version. */
export function expectRevision(text: string): string {
  if (isRevision(text)) return text;
  throw new ProviderRejected(
    COMMAND,
    `${JSON.stringify(text.slice(0, 80))} is not a valid version: use letters, digits and ._:@#+/- only, starting with a letter or digit`,
  );
}

/** The arguments with everything filled in, in one pass: what is filled in stays as it is. */
export const filled = ([, ...args]: RollbackCommand, filling: Filling): string[] =>
  args.map((arg) =>
    arg.replace(PLACEHOLDER, (_whole, name: keyof Filling) => {
      return filling[name];
    }),
  );
