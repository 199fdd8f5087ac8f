/**
 * Rollback by a command of the operator's: for deployments that are neither in Kubernetes nor behind a webhook.
 *
 *     read      prints {"current": {"id": "v2", "healthy": false}, "previous": {"id": "v1"}}   (`previous` may be absent)
 *     rehearse  says on standard output what would happen; changes nothing
 *     rollBack  starts the rollback and ends; `read` tells how it goes on
 *
 * Exit codes: 0 yes; 2 refused, and nothing was done (the reason on standard error); 75 not now (read and rehearse only). Any
 * other end of `rollBack` (another code, a signal, its time is up, the worker dies) says nothing about what was done:
 * it is never given again, and `read` tells.
 */
import { z } from 'zod';
import { redact } from '../../../domain/text/redact';
import { ProviderRejected, ProviderUnavailable } from '../../errors';
import type { Deployments, Receipt } from '../../ports';
import { excerpt } from '../shared/http-call';
import {
  type RollbackCommand,
  type CommandSet,
  type CommandSets,
  expectRevision,
  filled,
  type Filling,
  isRevision,
  COMMAND,
} from './commands';
import { createOrders } from './orders';
import { runCommand, type Ran } from './run';

export interface CommandRollbackOptions {
  /** Muster's home: orders that were begun are written down there. */
  home: string;
  commands: CommandSets;
  /** The worker's own environment, of which a command gets only what it names. */
  env: NodeJS.ProcessEnv;
  limits?: Limits;
}

/** Together with a read before it, each fits into the time that the workflow gives: 15 s, and 30 s for the order. */
interface Limits {
  readMs: number;
  rehearseMs: number;
  rollBackMs: number;
}
const LIMITS: Limits = { readMs: 4_000, rehearseMs: 6_000, rollBackMs: 20_000 };

const REFUSED = 2;
const NOT_NOW = 75;

const Revision = z.object({
  id: z.string().refine(isRevision, 'is not a valid version'),
  healthy: z.boolean().exactOptional(),
  failure: z.string().exactOptional(),
});
const State = z.object({ current: Revision, previous: Revision.exactOptional() });

/** Deployments by the name of a command. A name that the operator has not written down refuses everything. */
export function createCommandRollbacks(options: CommandRollbackOptions): (name: string) => Deployments {
  const { home, commands } = options;
  const orders = createOrders({ home });
  return (name) => {
    const set = Object.hasOwn(commands, name) ? commands[name] : undefined;
    return set === undefined ? refusing(name, Object.keys(commands)) : deploymentsBy(name, set, orders, options);
  };
}

function deploymentsBy(
  name: string,
  set: CommandSet,
  orders: ReturnType<typeof createOrders>,
  { env, limits = LIMITS }: CommandRollbackOptions,
): Deployments {
  const passed = passedOn(set, env);
  const tell = (text: string): string => told(text, set.environment, passed);

  const start = (
    command: RollbackCommand,
    args: readonly string[],
    withinMs: number,
    extra: Record<string, string>,
    signal?: AbortSignal,
  ) =>
    runCommand({
      path: command[0],
      args,
      environment: { ...passed, ...extra },
      workingDirectory: set.workingDirectory,
      withinMs,
      signal,
    });

  /** What a question answers on standard output; it changes nothing, so it may be asked again. */
  const ask = async (
    command: RollbackCommand,
    args: readonly string[],
    withinMs: number,
    signal?: AbortSignal,
  ): Promise<Ran> => {
    signal?.throwIfAborted();
    const ran = await start(command, args, withinMs, {}, signal);
    signal?.throwIfAborted();
    const { end } = ran;
    if ('code' in end && end.code === 0) return ran;
    if ('stopped' in end && end.stopped === 'time')
      throw new ProviderUnavailable(COMMAND, `no answer within ${withinMs / 1_000} s`);
    if ('code' in end && end.code === NOT_NOW) throw new ProviderUnavailable(COMMAND, tell(reasonOf(ran)));
    throw new ProviderRejected(COMMAND, tell(reasonOf(ran)));
  };

  const read = async (signal?: AbortSignal): Promise<z.infer<typeof State>> => {
    const { stdout, isCut } = await ask(set.read, filled(set.read, NOTHING), limits.readMs, signal);
    const parsed = isCut ? undefined : State.safeParse(jsonOf(stdout));
    if (parsed?.success !== true) throw new ProviderRejected(COMMAND, `unexpected output: ${tell(stdout) || 'none'}`);
    return parsed.data;
  };

  return {
    automatic: true,
    read,

    async rehearse({ incidentId, key, to }, signal) {
      expectRevision(to);
      const { current } = await read(signal);
      const args = filled(set.rehearse, { from: current.id, to, incidentId, key });
      const { stdout } = await ask(set.rehearse, args, limits.rehearseMs, signal);
      return tell(stdout) || `"${name}" accepts a rollback to ${to}`;
    },

    async rollBack({ incidentId, key, from, to }, signal): Promise<Receipt> {
      for (const version of [from, to]) expectRevision(version);
      const order = `${incidentId}/${key}`;
      const receipt = { reference: order };
      const before = await orders.endOf(order);
      if (before !== undefined) return answerAgain(before, receipt);
      const { current } = await read(signal);
      if (current.id !== from) throw new ProviderRejected(COMMAND, `${current.id} is running, not ${from}`);
      signal?.throwIfAborted();
      if (!(await orders.begin(order))) return answerAgain('unknown', receipt);
      // Without the signal: an order that has begun is not broken off half-way because somebody stops asking.
      const args = filled(set.rollBack, { from, to, incidentId, key });
      const ran = await start(set.rollBack, args, limits.rollBackMs, { ROLLBACK_ORDER: order });
      const { end } = ran;
      if ('code' in end && end.code === 0) {
        await orders.end(order, { as: 'done' });
        return receipt;
      }
      const reason = tell(reasonOf(ran));
      if ('notStarted' in end || ('code' in end && end.code === REFUSED)) {
        await orders.end(order, { as: 'refused', reason });
        throw new ProviderRejected(COMMAND, reason);
      }
      throw new ProviderUnavailable(COMMAND, `outcome unknown (${reason}). Check which version is running`);
    },
  };
}

const NOTHING: Filling = { from: '', to: '', incidentId: '', key: '' };

function answerAgain(
  before: 'unknown' | { as: 'done' } | { as: 'refused'; reason: string },
  receipt: Receipt,
): Receipt {
  if (before === 'unknown')
    throw new ProviderUnavailable(
      COMMAND,
      'this rollback was started before and its outcome is unknown. Check which version is running',
    );
  if (before.as === 'refused') throw new ProviderRejected(COMMAND, before.reason);
  return receipt;
}

/** PATH and LANG, as most programs need them, and what the operator names; nothing else of the worker's secrets. */
function passedOn({ environment }: CommandSet, env: NodeJS.ProcessEnv): Record<string, string> {
  const names = ['PATH', 'LANG', ...environment];
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

/** The beginning of what a program said, without secrets: those that it was given, and those that look like one. */
function told(text: string, named: readonly string[], passed: Record<string, string>): string {
  const secrets = named.flatMap((name) => passed[name] ?? []).filter((value) => value.length >= 6);
  return excerpt(redact(secrets.reduce((left, secret) => left.replaceAll(secret, '[hidden]'), text)));
}

const STOPPED = { time: 'timed out', signal: 'cancelled', output: 'too much output' };

function reasonOf({ end, stdout, stderr }: Ran): string {
  if ('notStarted' in end) return `can't be started: ${end.notStarted}`;
  const how =
    'code' in end ? `exit code ${end.code}` : 'stopped' in end ? STOPPED[end.stopped] : `killed by ${end.killedBy}`;
  const said = stderr.trim() || stdout.trim();
  return said === '' ? how : `${how}: ${said}`;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The policy names a command that the operator has not written down: falling back to another way would surprise. */
function refusing(name: string, known: string[]): Deployments {
  const there = known.length === 0 ? 'it defines no commands' : `it defines ${known.join(', ')}`;
  const refuse = () =>
    Promise.reject(
      new ProviderRejected(
        COMMAND,
        `the policy's rollbackCommand is "${excerpt(name)}", which MUSTER_ROLLBACK_COMMANDS does not name: ${there}`,
      ),
    );
  return { automatic: true, read: refuse, rehearse: refuse, rollBack: refuse };
}
