/** Is a policy file valid, can it work, does the directory fit it, and what does the policy say? */
import { loadDirectory } from '../../../directory/load';
import { loadPolicies } from '../../../policy/load';
import { describeProblem, PolicyInvalid } from '../../../policy/problems';
import type { Policy } from '../../../policy/schema';
import { directoryFindings, rolesOf } from '../../people/directory-findings';
import { playPolicy } from '../../health/policy-faults';
import { plainLines } from '../pages/layout';
import { playData, playsPage } from '../pages/plays';
import { Ended, type Open, type Session } from '../session';
import type { Command } from 'commander';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

/** `muster policy check` and `muster policy show`. */
export function addChecking(muster: Command, open: Open): void {
  const policy = muster.command('policy').description('check or print the policy');
  policy
    .command('check')
    .description('check a policy, and the directory against it')
    .argument('[file]', 'the file (default: MUSTER_POLICY)')
    .action((file: string | undefined, _options: object, self: Command) => check(open(self), file));
  policy
    .command('show')
    .description('print the policy; with --json also what it extends')
    .argument('[file]', 'the file (default: MUSTER_POLICY)')
    .action((file: string | undefined, _options: object, self: Command) => show(open(self), file));
}

async function check(session: Session, file: string | undefined): Promise<void> {
  const { config, io } = session;
  const files = filesOf(session, file);
  try {
    const loaded = loadPolicies(files);
    const directory = loadDirectory(config.directory);
    const policies = loaded.map((one) => one.policy);
    const findings = directoryFindings(directory, policies, io.now());
    const questions = loaded.flatMap((one) => one.questions);
    const played = await Promise.all(loaded.map((one) => playPolicy(one, io.now())));
    const faults = played.flatMap((one) => one.faults);
    const wrong = faults.length > 0 || findings.some(({ severity }) => severity === 'error');
    const lines = [
      ...faults.map((fault) => `error: ${describeProblem(fault)}`),
      ...questions.map((question) => `warning: ${describeProblem(question)}`),
      ...findings.map(({ severity, where, message }) => `${severity}: ${where ?? 'directory'}: ${message}`),
    ];
    const valid = loaded.map(({ policy, hash }) => {
      const name = `${policy.name} ${policy.version} (${hash.slice(0, 12)})`;
      return faults.length === 0 ? `${name} is valid.` : `${name} can be read, and can't work as it is:`;
    });
    // Whoever has something to put right reads that first, and the plays of the policy that works.
    const pages = faults.length > 0 ? [] : loaded.map(({ policy }, n) => playsPage(policy, played[n]?.plays ?? []));
    const plays = played.flatMap((one) => one.plays.map(playData));
    session.print(
      { sound: !wrong, problems: faults, questions, findings, plays },
      `${[...valid, ...lines, ...pages.flatMap((page) => ['', page])].join('\n')}\n`,
    );
    if (wrong) throw new Ended(1);
  } catch (error) {
    if (!(error instanceof PolicyInvalid)) throw error;
    session.print(
      { sound: false, problems: error.problems },
      `${error.problems.map((problem) => describeProblem(problem)).join('\n')}\n`,
    );
    throw new Ended(1);
  }
}

function show(session: Session, file: string | undefined): void {
  const files = filesOf(session, file);
  const loaded = loadPolicies(files);
  session.print(
    loaded.map(({ policy, hash, file: from, files: all }) => ({ policy, hash, file: from, files: all })),
    loaded.map(({ policy, hash, file: from }) => `${summary(policy, hash, from)}\n${readPlain(from)}`).join('\n'),
  );
}

const summary = (policy: Policy, hash: string, file: string): string =>
  `# ${policy.name} ${policy.version}, ${hash}\n# ${file}, for ${policy.services.map(({ name }) => name).join(', ')} (roles: ${rolesOf([policy]).join(', ')})`;

const readPlain = (file: string): string => plainLines(readFileSync(file, 'utf8')).join('\n');

const filesOf = ({ config }: Session, file: string | undefined): string[] => [
  file === undefined ? config.policy : resolve(file),
];
