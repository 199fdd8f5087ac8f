/** Is the directory good enough for the policy, and how do people get into it from PagerDuty? */
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { type Account, readAccount } from '../../../activities/adapters/pagerduty-on-call/account';
import { createDirectory } from '../../../directory/directory';
import { Refused } from '../../errors';
import { servedChannels } from '../../../directory/ways';
import { directoryFindings, rolesOf } from '../../people/directory-findings';
import { importInto } from '../../people/pagerduty-import';
import { pagerDutyApi } from '../../people/pagerduty-on-call-book';
import { Ended, type Open, type Session, UsageError } from '../session';
import { messageOf } from '../../../domain/text/message-of';

interface ImportOptions {
  write?: string;
  overwrite?: boolean;
}

/** `muster directory check` and `muster directory import`. */
export function addDirectory(muster: Command, open: Open): void {
  const directory = muster.command('directory').description('check the directory file, or import people into it');
  directory
    .command('check')
    .description('check the directory against the policy')
    .argument('[file]', 'the file to check (default: MUSTER_DIRECTORY)')
    .action((file: string | undefined, _options: object, self: Command) => check(open(self), file));
  directory
    .command('import')
    .description('import people from another system and print the directory as YAML; removes nobody')
    .argument('<system>', 'pagerduty')
    .option('--write <file>', 'write to this file instead')
    .option('--overwrite', 'update the file if it exists')
    .action((system: string, options: ImportOptions, self: Command) => importFrom(open(self), system, options));
}

async function check(session: Session, file: string | undefined): Promise<void> {
  const { config, io, ground } = session;
  const directory = createDirectory({
    file: file === undefined ? config.directory : resolve(file),
    book: session.onCallBook(),
    policyRoles: () => rolesOf(ground.policies.map(({ policy }) => policy)),
  });
  // A check has to show whether PagerDuty answers now, however recently it was asked.
  await directory.refresh(0);
  const policies = ground.policies.map(({ policy }) => policy);
  const findings = directoryFindings(directory.current(), policies, io.now(), servedChannels(config.home));
  const wrong = findings.some(({ severity }) => severity === 'error');
  const lines = findings.map(({ severity, where, message }) => `${severity}: ${where ?? 'directory'}: ${message}`);
  const text = lines.length > 0 ? lines : ['Everyone the policy names can be reached for the next two weeks.'];
  session.print({ sound: !wrong, findings }, `${text.join('\n')}\n`);
  if (wrong) throw new Ended(1);
}

async function importFrom(
  session: Session,
  system: string,
  { write, overwrite = false }: ImportOptions,
): Promise<void> {
  const { io } = session;
  if (system !== 'pagerduty') throw new UsageError(`Can't import from "${system}". Supported: pagerduty.`);
  const target = write === undefined ? undefined : resolve(write);
  const exists = target !== undefined && existsSync(target);
  if (exists && !overwrite)
    throw new Refused(`${target} already exists. Use --overwrite to update it; people in it are kept.`);
  const account = await read(session);
  const file = exists ? target : ownDirectory(session);
  const imported = importInto(file === undefined ? undefined : readFileSync(file, 'utf8'), account, file);
  if (target === undefined) session.print(imported, imported.text);
  else {
    keep(target, imported.text, exists);
    session.print({ ...imported, file: target }, `Wrote ${target}.\n`);
  }
  const { added, updated, notes } = imported;
  const counts = `${added.length} added, ${updated.length} updated.`;
  io.err.write(
    `${[`${account.users.length} people in PagerDuty: ${counts}`, ...notes.map((note) => `${note}.`)].join('\n')}\n`,
  );
}

async function read({ io }: Session): Promise<Account> {
  const api = pagerDutyApi(io.env);
  if (api === undefined) throw new UsageError('Set MUSTER_PAGERDUTY_API_TOKEN to a read-only PagerDuty API key.');
  try {
    return await readAccount(api);
  } catch (error) {
    throw new Refused(messageOf(error));
  }
}

/** The directory that was configured; the shipped one has people in it who are invented. */
const ownDirectory = ({ io, config }: Session): string | undefined =>
  (io.env.MUSTER_DIRECTORY ?? '') === '' ? undefined : config.directory;

/** A reader sees the old directory or the new one. A file that came into being meanwhile is left alone. */
function keep(file: string, text: string, exists: boolean): void {
  if (!exists) {
    writeFileSync(file, text, { flag: 'wx', mode: 0o600 });
    return;
  }
  const draft = `${file}.${process.pid}.draft`;
  writeFileSync(draft, text, { flag: 'wx', mode: 0o600 });
  renameSync(draft, file);
}
