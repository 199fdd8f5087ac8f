/** What does `muster doctor` check, in which order, and how does it print what it found? */
import { join } from 'node:path';
import type { Command } from 'commander';
import { type Examined, noteFinding, ok, wrong } from '../../../domain/doctor/finding';
import { describeProblem } from '../../../policy/problems';
import type { Policy } from '../../../policy/schema';
import { SEARCH_ATTRIBUTES } from '../../../workflows/contract';
import type { Connected } from '../../connect';
import { messageOf } from '../../../domain/text/message-of';
import { createPeopleBook } from '../../../launcher/people-book';
import { Unreachable } from '../../errors';
import { unconfirmedPoints } from '../../people/confirmation';
import { servedChannels } from '../../../directory/ways';
import { directoryFindings } from '../../people/directory-findings';
import { examineAudit } from '../../health/audit';
import type { Check } from '../../health/check';
import { createFileExamination } from '../../health/files';
import { examineHome } from '../../health/home';
import { faultsByPlay } from '../../health/policy-faults';
import { examineProvider } from '../../health/provider';
import { policyQuestions } from '../../health/reach';
import { closedSources, readIntakeSettings } from '../../http/intake/settings';
import { isAboutWorker } from '../../health/temporal';
import { paint, type Sheet, wrapped } from '../pages/layout';
import { Ended, type Open, type Session } from '../session';
import { examinePagerDuty } from './doctor-pagerduty';
import { sendTests, wantedTest } from './send-test';

interface Options {
  sendTest?: boolean;
  to?: string;
}

/** `muster doctor`: would the next incident be handled as the guide says? */
export function addDoctor(muster: Command, open: Open): void {
  muster
    .command('doctor')
    .description('check that the next incident would be handled as the guide says')
    .option('--send-test', 'also send a test page, a test post and a test email, each marked as a test')
    .option('--to <person>', 'who gets the test (default: you)')
    .action(async (options: Options, self: Command) => {
      const session = open(self);
      // Before anything is asked: a wrong name is the caller's mistake, whatever else is found.
      const test = await wantedTest(session, options);
      await session.ground.directory.refresh();
      const near = [
        ...examineGround(session),
        ...(await examinePlays(session)),
        ...(await examinePagerDuty(session)),
        ...(await examineProvider(session.config.oidc)),
      ];
      const far = await examineFar(session, (connected) => sendTests(connected, test));
      const all = [...near, ...far.examined];
      session.print(all, doctorPage(all, session.sheet));
      if (!far.reachable) throw new Ended(3);
      if (all.some(({ state }) => state === 'error')) throw new Ended(1);
    });
}

export function doctorPage(examined: readonly Examined[], sheet: Sheet): string {
  const marks = { ok: 'ok     ', note: 'note   ', error: 'ERROR  ' } as const;
  const styles = { ok: 'green', note: 'yellow', error: 'red' } as const;
  const lines = examined.flatMap(({ state, what, text }) =>
    wrapped(sheet, marks[state], `${what}: ${text}`).map((line) => paint(sheet, styles[state], line)),
  );
  return `${lines.join('\n')}\n`;
}

/** What in the policy can't work: it runs all the same, so it is a note. */
async function examinePlays({ config, io }: Session): Promise<Examined[]> {
  const faults = await faultsByPlay(config.policy, io.now());
  return faults.map((fault) => noteFinding('policy', `this can't work: ${describeProblem(fault)}`));
}

function examineGround(session: Session): Examined[] {
  const { config, io, ground } = session;
  const policies = ground.policies.map(({ policy }) => policy);
  const findings = directoryFindings(ground.directory.current(), policies, io.now(), servedChannels(config.home));
  return [
    ...createFileExamination(config)().flatMap(({ name, ok: isValid, text }) =>
      isValid ? [] : [wrong(`${name} file`, text)],
    ),
    ...ground.policies.map(({ policy, hash }) =>
      ok('policy', `${policy.name} ${policy.version} (${hash.slice(0, 12)}) is in use`),
    ),
    ...policyQuestions(config.policy).map((question) => wrong('policy', question)),
    ...policies.flatMap(openSettings),
    ...(findings.length === 0
      ? [ok('directory', 'everyone the policy names can be reached for the next two weeks')]
      : []),
    ...findings.map(({ severity, where, message }): Examined => {
      const what = where === undefined ? 'directory' : `directory, ${where}`;
      return { state: severity === 'error' ? 'error' : 'note', what, text: message };
    }),
    ...examinePoints(session),
    ...closedSources(readIntakeSettings(io.env)).map(({ name, problem }) => wrong(name, `off: ${problem}`)),
    asExamined(examineHome(config.home)),
    ...examineAudit(config.home, io.now()).map(asExamined),
    noteFinding('messages', `messages without an integration are written to ${join(config.home, 'outbox.jsonl')}`),
    ...(config.speed === 1 ? [] : [noteFinding('speed', `every duration is divided by ${config.speed}`)]),
  ];
}

function examinePoints({ config, ground }: Session): Examined[] {
  try {
    return [unconfirmedPoints(ground.directory.current(), createPeopleBook({ home: config.home }).points())];
  } catch (error) {
    return [wrong('contact points', messageOf(error))];
  }
}

const asExamined = ({ name, ok: isFine, text }: Check): Examined => (isFine ? ok(name, text) : wrong(name, text));

/** References that the guide leaves open. */
const openSettings = ({ settings }: Policy): Examined[] =>
  Object.entries(settings)
    .filter(([, { value }]) => value === null)
    .map(([id, { title }]) => noteFinding(`setting ${id}`, `"${title}" has no value in the policy yet`));

/** Temporal and, through its worker, everything that the worker reaches. */
async function examineFar(
  session: Session,
  sendTest: (connected: Connected) => Promise<Examined[]>,
): Promise<{ reachable: boolean; examined: Examined[] }> {
  try {
    return await session.connected(async (connected) => {
      const temporal = [ok('Temporal', `answers at ${connected.address}`), await searchAttributes(connected)];
      const checks = await connected.examine();
      const found = checks.filter(isAboutWorker).map(asExamined);
      temporal.push(...checks.filter(({ name }) => name === 'clock').map(asExamined));
      if (found.some(({ state }) => state === 'error'))
        return {
          reachable: true,
          examined: [...temporal, ...found, wrong('integrations', 'not checked: no worker is running')],
        };
      const policies = session.ground.policies.map(({ policy }) => policy);
      const integrations = await Promise.all(policies.map((policy) => connected.integrations(policy)));
      const sent = await sendTest(connected);
      return { reachable: true, examined: [...temporal, ...found, ...integrations.flat(), ...sent] };
    });
  } catch (error) {
    if (!(error instanceof Unreachable)) throw error;
    return { reachable: false, examined: [wrong('Temporal', error.message)] };
  }
}

async function searchAttributes(connected: Connected): Promise<Examined> {
  const known = await connected.searchAttributes();
  const missing = Object.values(SEARCH_ATTRIBUTES).filter((name) => !known.includes(name));
  return missing.length === 0
    ? ok('search attributes', 'all present')
    : wrong('search attributes', `missing: ${missing.join(', ')}; the worker adds them when it starts`);
}
