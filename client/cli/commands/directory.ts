import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { type Account, readAccount } from '../../../activities/adapters/pagerduty-on-call/account';
import { createDirectory } from '../../../directory/directory';
import { Refused } from '../../errors';
import { directoryFindings } from '../../people/directory-findings';
import { importInto } from '../../people/pagerduty-import';
import { pagerDutyApi, openPagerDutyOnCall } from '../../people/pagerduty-on-call-book';
import { Ended, type Open, type Session, UsageError } from '../session';
import { messageOf } from '../../../domain/text/message-of';

interface ImportOptions {
  write?: string;
  overwrite?: boolean;
}

/** `muster directory check` and `muster directory import`. */
export function addDirectory(muster: Command, open: Open): void {
  const directory = muster.command('directory').description('who is who and who is on call: the directory file');
  directory
    .command('check')
    .description('say what is wrong with a directory, for the policy')
    .argument('[file]', 'instead of MUSTER_DIRECTORY')
    .action((file: string | undefined, _options: object, self: Command) => check(open(self), file));
  directory
    .command('import')
    .description('take people from another system, as YAML on standard output; nobody is removed')
    .argument('<system>', 'pagerduty')
    .option('--write <file>', 'write it there instead')
    .option('--overwrite', 'also where that file is there already')
    .action((system: string, options: ImportOptions, self: Command) => importFrom(open(self), system, options));
}

async function check(session: Session, file: string | undefined): Promise<void> {
  const { config, io, ground } = session;
  const directory = createDirectory({
    file: file === undefined ? config.directory : resolve(file),
    book: openPagerDutyOnCall(io.env, config.home),
  });
  // Whoever checks wants to know whether PagerDuty answers, however lately it was asked.
  await directory.refresh(0);
  const policies = ground.policies.map(({ policy }) => policy);
  const findings = directoryFindings(directory.current(), policies, io.now());
  const wrong = findings.some(({ severity }) => severity === 'error');
  const lines = findings.map(({ severity, where, message }) => `${severity}: ${where ?? 'directory'}: ${message}`);
  const text = lines.length > 0 ? lines : ['Everybody whom the policy names can be reached for two weeks.'];
  session.print({ sound: !wrong, findings }, `${text.join('\n')}\n`);
  if (wrong) throw new Ended(1);
}

async function importFrom(
  session: Session,
  system: string,
  { write, overwrite = false }: ImportOptions,
): Promise<void> {
  const { io } = session;
  if (system !== 'pagerduty') throw new UsageError(`"${system}" is no system to import from; there is pagerduty.`);
  const target = write === undefined ? undefined : resolve(write);
  const exists = target !== undefined && existsSync(target);
  if (exists && !overwrite)
    throw new Refused(`${target} is there already. Say --overwrite to bring it up to date; people in it are kept.`);
  const account = await read(session);
  const file = exists ? target : ownDirectory(session);
  const imported = importInto(file === undefined ? undefined : readFileSync(file, 'utf8'), account, file);
  if (target === undefined) session.print(imported, imported.text);
  else {
    keep(target, imported.text, exists);
    session.print({ ...imported, file: target }, `${target} is written.\n`);
  }
  const { added, updated, notes } = imported;
  const counts = `${added.length} added, ${updated.length} brought up to date.`;
  io.err.write(
    `${[`${account.users.length} people at PagerDuty: ${counts}`, ...notes.map((note) => `${note}.`)].join('\n')}\n`,
  );
}

async function read({ io }: Session): Promise<Account> {
  const api = pagerDutyApi(io.env);
  if (api === undefined) throw new UsageError('Set MUSTER_PAGERDUTY_API_TOKEN to a read-only API key of PagerDuty.');
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
