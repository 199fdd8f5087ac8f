/** How does `muster doctor` check all integrations at once, so that one that hangs hides no other? */
import { type Examined, wrong } from '../domain/doctor/finding';
import { inertLine } from '../domain/text/inert';
import { redact } from '../domain/text/redact';
import type { Policy } from '../policy/schema';
import type { Ports } from './ports';
import type { IntegrationCheck } from './ports/check';
import { Context } from '@temporalio/activity';
import { messageOf } from '../domain/text/message-of';

/** For one check, however many calls it makes. */
const CHECK_WITHIN_MS = 20_000;

const LONGEST_WORD = 500;

export const createExaminingActivities = ({ checks = [] }: Pick<Ports, 'checks'>) => ({
  /** Tries every integration at the same time. One that fails or hangs is a finding of its own and hides no other. */
  examineIntegrations: async ({ policy }: { policy: Policy }): Promise<Examined[]> => {
    const { cancellationSignal } = Context.current();
    const found = await Promise.all(checks.map((check) => examined(check, policy, cancellationSignal)));
    return found.flat().map(({ state, what, text }) => ({ state, what, text: inertLine(redact(text), LONGEST_WORD) }));
  },
});

async function examined(check: IntegrationCheck, policy: Policy, cancelled: AbortSignal): Promise<Examined[]> {
  const deadline = AbortSignal.timeout(CHECK_WITHIN_MS);
  const signal = AbortSignal.any([cancelled, deadline]);
  try {
    return await Promise.race([check.examine({ policy, signal }), ended(signal)]);
  } catch (error) {
    const reason = deadline.aborted ? `no answer within ${CHECK_WITHIN_MS / 1_000} s` : messageOf(error);
    return [wrong(check.what, reason)];
  }
}

/** Rejects when the signal ends, for a check that does not heed it. */
const ended = (signal: AbortSignal): Promise<never> =>
  new Promise((_resolve, reject) => {
    const giveUp = (): void => reject(new Error('cancelled'));
    if (signal.aborted) giveUp();
    else signal.addEventListener('abort', giveUp, { once: true });
  });
