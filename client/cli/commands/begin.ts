/** How does an incident start from the command line, with `muster declare` or `muster alert`? */
import { type Source, SOURCES } from '../../access/gate';
import { Refused } from '../../errors';
import { read as readDelivery } from '../../http/intake/sources';
import { parseStrictJson } from '../../http/strict-json';
import type { Io } from '../io';
import { type Open, UsageError } from '../session';
import { type Command, Option } from 'commander';
import { readFile } from 'node:fs/promises';
import { messageOf } from '../../../domain/text/message-of';
import { defined } from '../../../domain/state/fields';

type Facts = Record<string, number | boolean>;

interface DeclareOptions {
  severity?: string;
  service?: string;
  impact?: string;
  fact: string[];
}

interface DrillOptions {
  with: string;
  severity?: string;
  service?: string;
}

/** The ways in which incidents begin. */
export function addArriving(muster: Command, open: Open): void {
  muster
    .command('declare')
    .description('declare an incident')
    .argument('<title>', 'a short title: what is wrong')
    .option(
      '--severity <name>',
      "one of the policy's severities; if omitted, derived from the facts and from your words",
    )
    .option('--service <name>', 'the affected service')
    .option('--impact <text>', 'what users notice')
    .option(
      '--fact <name[=value]>',
      'a fact that the policy names, with what was measured unless it is a yes or no; can be repeated',
      collected,
      [],
    )
    .action(async (title: string, options: DeclareOptions, self: Command) => {
      const session = open(self);
      const { severity, service, impact } = options;
      const body = { title, facts: factsOf(options.fact), ...defined({ severity, service, impact }) };
      const declared = await session.desk.declare(body);
      session.print(declared, `Declared ${declared.incidentId}.\n`);
    });

  muster
    .command('drill')
    .description('start a drill: an incident that only those who take part hear of')
    .argument('<title>', 'what would be wrong')
    .requiredOption(
      '--with <people>',
      'who takes part, separated by commas; the first plays the roles that nobody holds',
    )
    .option('--severity <name>', "one of the policy's severities; if omitted, derived from your words")
    .option('--service <name>', 'the affected service')
    .action(async (title: string, options: DrillOptions, self: Command) => {
      const session = open(self);
      const { severity, service } = options;
      const drill = options.with.split(',').map((name) => name.trim());
      const declared = await session.desk.declare({ title, drill, ...defined({ severity, service }) });
      session.print(declared, `Drill ${declared.incidentId}. Nobody is contacted but ${drill.join(', ')}.\n`);
    });

  muster
    .command('alert')
    .description('send an alert as a monitoring system would')
    .argument('<file>', 'the request body, or a recorded request with a field `body`; - reads standard input')
    .addOption(
      new Option('--source <source>', 'the monitoring system it comes from').choices(SOURCES).default('alertmanager'),
    )
    .option(
      '--mapping <name>',
      'only with --source generic: which mapping of the policy (intake.generic) reads the file',
    )
    .action(async (file: string, { source, mapping }: AlertOptions, self: Command) => {
      const session = open(self);
      const body = bodyOf(parseStrictJson(await read(file, session.io)));
      const acceptedAt = session.io.now();
      const { policies } = session.ground;
      const delivery = readDelivery(source, { body, acceptedAt, policies, ...defined({ mapping }) });
      const arrivals = await session.incidents(async (incidents) => [
        ...(delivery.alerts.length === 0 ? [] : await incidents.alertsArrived({ alerts: delivery.alerts, acceptedAt })),
        ...(await Promise.all(delivery.acts.map((act) => incidents.providerActed(act)))),
        ...(delivery.answered === undefined ? [] : [await incidents.pageAnswered(delivery.answered)]),
      ]);
      const lines = arrivals.map((arrival) =>
        'ignored' in arrival ? arrival.ignored : `Sent to the incident at ${arrival.address}.`,
      );
      session.print(
        arrivals,
        `${[...lines, ...(delivery.ignored === undefined ? [] : [delivery.ignored])].join('\n')}\n`,
      );
    });
}

interface AlertOptions {
  source: Source;
  mapping?: string;
}

/** A flag needs no value: `--fact outage` says that it is so. */
const factsOf = (told: readonly string[]): Facts =>
  Object.fromEntries(
    told.map((text) => {
      const [name = '', value] = text.split('=');
      return [name, value === undefined ? true : measured(name, value)];
    }),
  );

function measured(name: string, value: string): number | boolean {
  if (value === 'true' || value === 'false') return value === 'true';
  const number = Number(value.replace(/%$/, ''));
  if (value.trim() === '' || !Number.isFinite(number)) throw new UsageError(`${name}=${value}: not a number.`);
  return number;
}

async function read(file: string, io: Io): Promise<Uint8Array> {
  if (file === '-') return io.stdin();
  try {
    return await readFile(file);
  } catch (error) {
    throw new Refused(`Can't read ${file}: ${messageOf(error)}.`, {
      cause: error,
    });
  }
}

/** Recorded requests hold the body beside method and headers. */
const bodyOf = (json: unknown): unknown =>
  typeof json === 'object' && json !== null && 'body' in json && !('alerts' in json) ? json.body : json;

const collected = (text: string, before: string[]): string[] => [...before, text];
