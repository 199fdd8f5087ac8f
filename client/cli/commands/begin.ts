/** How does an incident start from the command line, with `muster declare` or `muster alert`? */
import type { Severity } from '../../../policy/schema';
import { type Source, SOURCES } from '../../access/gate';
import { Refused } from '../../errors';
import { read as readDelivery } from '../../http/intake/sources';
import { parseStrictJson } from '../../http/strict-json';
import type { Io } from '../io';
import { type Open, UsageError } from '../session';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { readFile } from 'node:fs/promises';
import { messageOf } from '../../../domain/text/message-of';
import { defined } from '../../../domain/state/fields';

type Facts = Record<string, number | boolean>;

interface DeclareOptions {
  severity?: Severity;
  service?: string;
  impact?: string;
  users?: number;
  responseTime?: number;
  fact: string[];
  outage?: boolean;
  dataLoss?: boolean;
  securityBreach?: boolean;
  paymentsDown?: boolean;
  databaseOffline?: boolean;
}

/** The ways in which incidents begin. */
export function addArriving(muster: Command, open: Open): void {
  muster
    .command('declare')
    .description('declare an incident')
    .argument('<title>', 'a short title: what is wrong')
    .addOption(
      new Option('--severity <P>', 'if omitted, derived from the facts and from your words').choices([
        'P1',
        'P2',
        'P3',
        'P4',
      ]),
    )
    .option('--service <name>', 'the affected service')
    .option('--impact <text>', 'what users notice')
    .option('--users <percent>', 'percentage of users affected', percent)
    .option('--response-time <seconds>', 'response time in seconds', positive)
    .option('--outage', 'the service is completely down')
    .option('--data-loss', 'data is lost or corrupted')
    .option('--security-breach', 'someone has unauthorized access')
    .option('--payments-down', 'payments are down')
    .option('--database-offline', 'the production database is offline')
    .option('--fact <name[=number]>', 'another measured fact from the policy; can be repeated', collected, [])
    .action(async (title: string, options: DeclareOptions, self: Command) => {
      const session = open(self);
      const { severity, service, impact } = options;
      const body = { title, facts: factsOf(options), ...defined({ severity, service, impact }) };
      const declared = await session.desk.declare(body);
      session.print(declared, `Declared ${declared.incidentId}.\n`);
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

/** `--data-loss` is the fact `dataLoss`, as the policy calls it. */
const FLAGS = ['outage', 'dataLoss', 'securityBreach', 'paymentsDown', 'databaseOffline'] as const;

function factsOf(options: DeclareOptions): Facts {
  const facts: Facts = Object.fromEntries(FLAGS.filter((name) => options[name] === true).map((name) => [name, true]));
  if (options.users !== undefined) facts.usersAffectedPercent = options.users;
  if (options.responseTime !== undefined) facts.responseTimeSeconds = options.responseTime;
  for (const text of options.fact) {
    const [name = '', value] = text.split('=');
    facts[name] = value === undefined ? true : measured(name, value);
  }
  return facts;
}

function measured(name: string, value: string): number | boolean {
  if (value === 'true' || value === 'false') return value === 'true';
  const number = Number(value);
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

function percent(text: string): number {
  const number = Number(text.replace(/%$/, ''));
  if (text.trim() === '' || !(number >= 0 && number <= 100)) throw new InvalidArgumentError('Expected 0 to 100.');
  return number;
}

function positive(text: string): number {
  const number = Number(text);
  if (!(number > 0 && Number.isFinite(number))) throw new InvalidArgumentError('Expected a number greater than 0.');
  return number;
}

const collected = (text: string, before: string[]): string[] => [...before, text];
