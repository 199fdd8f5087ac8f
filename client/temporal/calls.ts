/** How long may a call to Temporal take, and when is it repeated? */
import { REFUSED } from '../../workflows/contract';
import { Refused, Unreachable } from '../errors';
import { troubleOf } from './errors';
import { ApplicationFailure, type Client, type WorkflowHandle, WorkflowUpdateFailedError } from '@temporalio/client';
import type { UpdateDefinition } from '@temporalio/common';
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';

/** How long one call may take, and how long a person waits for an answer in all. */
export interface Patience {
  callMs: number;
  overallMs: number;
}

export const PATIENCE: Patience = { callMs: 5_000, overallMs: 20_000 };

/** How long Temporal may take for alerts: their source is told within three seconds to send them again. */
const ALERTS_MS = 2_500;

/** The same patience for a source of alerts, which comes again by itself. */
export const forAlerts = ({ callMs }: Patience): number => Math.min(callMs, ALERTS_MS);

/**
 * Updates that nobody has answered end like this. The first when the run that took it ended before: the next run, if any,
 * has to be asked again. The second when the workflow task that should have taken it was lost, because Temporal or the
 * worker died just then.
 */
const NOT_ANSWERED = ['AcceptedUpdateCompletedWorkflow', 'UnprocessedUpdate'];

/** Runs one call to Temporal within a time limit. */
export const within = <T>(client: Client, limitMs: number, call: () => Promise<T>): Promise<T> =>
  client.withDeadline(Date.now() + limitMs, call);

/**
 * The same for what Temporal does alone (taking a signal, telling of a run): no worker has to answer, so that an answer
 * that doesn't come is Temporal's.
 */
export async function fromTemporal<T>(client: Client, limitMs: number, call: () => Promise<T>): Promise<T> {
  try {
    return await within(client, limitMs, call);
  } catch (error) {
    throw troubleOf(error) === 'unanswered' ? new Unreachable('Temporal does not answer.', { cause: error }) : error;
  }
}

/** Whether it failed because Temporal takes nothing at the moment. */
export const isAway = (error: unknown): boolean =>
  error instanceof Unreachable || troubleOf(error) === 'unreachable' || troubleOf(error) === 'unanswered';

export const newActId = (): string => randomUUID();

/**
 * Sends an update, again and again under the same id, until a worker has answered or patience is over: an update that
 * got no answer may have been taken or not, and only the same id makes asking again harmless. A refusal is thrown as
 * `Refused` with the workflow's sentence; the last trouble of the connection as it was.
 */
export async function updateUntilAnswered<A extends { actId: string }>(
  client: Client,
  handle: WorkflowHandle,
  update: UpdateDefinition<string, [A]>,
  act: A,
  patience: Patience = PATIENCE,
): Promise<string> {
  const giveUpAt = Date.now() + patience.overallMs;
  for (;;) {
    const left = giveUpAt - Date.now();
    try {
      return await within(client, Math.max(1, Math.min(patience.callMs, left)), () =>
        handle.executeUpdate(update, { args: [act], updateId: act.actId }),
      );
    } catch (error) {
      if (!isWorthAsking(error) || Date.now() >= giveUpAt) throw refusalIn(error) ?? error;
      await pause(Math.min(300, patience.overallMs));
    }
  }
}

function isWorthAsking(error: unknown): boolean {
  const trouble = troubleOf(error);
  if (trouble === 'unanswered' || trouble === 'unreachable') return true;
  const type = failureIn(error)?.type;
  return type != null && NOT_ANSWERED.includes(type);
}

function refusalIn(error: unknown): Refused | undefined {
  const failure = failureIn(error);
  if (failure?.type !== REFUSED) return undefined;
  const [missing] = failure.details ?? [];
  return new Refused(failure.message, { cause: error, ...(typeof missing === 'string' && { missing }) });
}

function failureIn(error: unknown): ApplicationFailure | undefined {
  if (!(error instanceof WorkflowUpdateFailedError)) return undefined;
  return error.cause instanceof ApplicationFailure ? error.cause : undefined;
}
