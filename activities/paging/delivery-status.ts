/** Was a page delivered, as the integration that sent it reports? */
import { ProviderUnavailable } from '../errors';
import type { Ports, ToldState } from '../ports';
import { Context } from '@temporalio/activity';
import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common';
import { messageOf } from '../../domain/text/message-of';

export interface DeliveryQuestion {
  channel: string;
  /** What the vendor calls it. */
  reference: string;
  everyMs: number;
}

/** Nothing final is known yet. That is not an error: it is not logged and does not count as a failure. */
const askAgain = (why: string, afterMs: number): ApplicationFailure =>
  ApplicationFailure.create({
    message: why,
    type: 'NothingFinalYet',
    nextRetryDelay: afterMs,
    category: ApplicationFailureCategory.BENIGN,
  });

export const createConfirmingActivities = ({ pager }: Pick<Ports, 'pager'>) => ({
  /**
   * Asks a vendor what became of what it took, and answers once that is final. Each attempt asks once, and the server has
   * the next one begin `everyMs` later: no worker holds anything in between, so that one that dies loses nothing, and the
   * history has one activity however often it was asked. A vendor that can't be asked, or does not know it yet, is asked
   * again, after its Retry-After.
   */
  async confirmDelivery({ channel, reference, everyMs }: DeliveryQuestion): Promise<ToldState> {
    if (pager.stateOf === undefined)
      throw ApplicationFailure.nonRetryable('No configured channel can report whether a page was delivered');
    const told = await pager
      .stateOf({ channel, reference }, Context.current().cancellationSignal)
      .catch((error: unknown) => {
        const waitMs = error instanceof ProviderUnavailable ? (error.options.retryAfterMs ?? 0) : 0;
        throw askAgain(messageOf(error), Math.max(everyMs, waitMs));
      });
    if (told.state === 'sent') throw askAgain(told.said, everyMs);
    return told;
  },
});
