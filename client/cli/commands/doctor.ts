import { join } from 'node:path';
import type { Command } from 'commander';
import type { Policy } from '../../../policy/schema';
import { SEARCH_ATTRIBUTES } from '../../../workflows/contract';
import type { Connected } from '../../connected';
import { Unreachable } from '../../errors';
import { directoryFindings } from '../../findings';
import { isAboutWorker } from '../../temporal-checks';
import type { Open } from '../main';
import { paint, type Sheet, wrapped } from '../pages/layout';
import { Ended, type Session } from '../session';
import { examinePagerDuty } from './doctor-pagerduty';

/** One thing that was looked at. */
export interface Examined {
  state: 'ok' | 'note' | 'error';
  what: string;
  text: string;
}

/** `muster doctor`: would the next incident be handled as the guide says? */
export function addDoctor(muster: Command, open: Open): void {
  muster
    .command('doctor')
    .description('look whether the next incident would be handled as the guide says')
    .action(async (_options: object, self: Command) => {
      const session = open(self);
      await session.ground.directory.refresh();
      const near = [...examineFiles(session), ...(await examinePagerDuty(session))];
      const far = await examineTemporal(session);
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

function examineFiles(session: Session): Examined[] {
  const { config, io, ground } = session;
  const policies = ground.policies.map(({ policy }) => policy);
  const findings = directoryFindings(ground.directory.current(), policies, io.now());
  return [
    ...ground.policies.map(({ policy, hash }) =>
      ok('policy', `${policy.name} ${policy.version} (${hash.slice(0, 12)}) is sound`),
    ),
    ...policies.flatMap(openSettings),
    ...(findings.length === 0 ? [ok('directory', 'everybody whom the policy names can be reached for two weeks')] : []),
    ...findings.map(({ severity, where, message }): Examined => {
      const what = where === undefined ? 'directory' : `directory, ${where}`;
      return { state: severity === 'error' ? 'error' : 'note', what, text: message };
    }),
    ...policies.flatMap((policy) => ports(policy)),
    note('messages', `whatever has no provider is written to ${join(config.home, 'outbox.jsonl')}`),
    ...(config.speed === 1 ? [] : [note('speed', `every duration is divided by ${config.speed}`)]),
  ];
}

/** References that the guide leaves open. */
const openSettings = ({ settings }: Policy): Examined[] =>
  Object.entries(settings)
    .filter(([, { value }]) => value === null)
    .map(([id, { title }]) => note(`setting ${id}`, `"${title}" is still open in the policy`));

/** Where the policy's own parameters say that something is connected. */
function ports({ name, investigation: { parameters } }: Policy): Examined[] {
  const connected = (parameter: string, what: string, without: string): Examined => {
    const value = Object.hasOwn(parameters, parameter) ? parameters[parameter]?.value : undefined;
    return value === undefined || value === ''
      ? note(what, without)
      : note(what, `${value} (${name}); configured, not tried`);
  };
  return [
    connected('healthUrl', 'health', 'no address: health is not probed'),
    connected('prometheusUrl', 'metrics', 'no Prometheus: probes that need it stay open'),
    connected('rollbackUrl', 'rollback', 'nothing is connected: a person is asked to roll back by hand'),
  ];
}

async function examineTemporal(session: Session): Promise<{ reachable: boolean; examined: Examined[] }> {
  try {
    return await session.connected(async (connected) => ({
      reachable: true,
      examined: [
        ok('Temporal', `answers at ${connected.address}`),
        await searchAttributes(connected),
        ...(await workers(connected)),
      ],
    }));
  } catch (error) {
    if (!(error instanceof Unreachable)) throw error;
    return { reachable: false, examined: [{ state: 'error', what: 'Temporal', text: error.message }] };
  }
}

/** Whether somebody takes work from each queue: without a worker nothing is paged. */
async function workers({ examine }: Connected): Promise<Examined[]> {
  const checks = await examine();
  return checks.filter(isAboutWorker).map(({ name, ok: isFine, text }) => ({
    state: isFine ? 'ok' : 'error',
    what: name,
    text,
  }));
}

async function searchAttributes(connected: Connected): Promise<Examined> {
  const known = await connected.searchAttributes();
  const missing = Object.values(SEARCH_ATTRIBUTES).filter((name) => !known.includes(name));
  return missing.length === 0
    ? ok('search attributes', 'all are there')
    : {
        state: 'error',
        what: 'search attributes',
        text: `missing: ${missing.join(', ')}; the worker adds them when it starts`,
      };
}

const ok = (what: string, text: string): Examined => ({ state: 'ok', what, text });
const note = (what: string, text: string): Examined => ({ state: 'note', what, text });
