/** What is answered for one message to several recipients, of whom some may not have got it? */
import { ProviderRejected } from '../../errors';
import type { Receipt } from '../../ports';
import { messageOf } from '../../../domain/text/message-of';

export interface NotReached {
  named: string;
  reason: unknown;
}

/**
 * The first receipt, with the people that the message can't reach at all. Where all others have it, posting it again
 * gains nothing; where somebody may still be reached, or nobody was, it has failed.
 */
export function receiptOfSeveral(
  outcomes: readonly PromiseSettledResult<Receipt>[],
  to: readonly string[],
  provider: string,
): Receipt {
  const [first, ...others] = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
  const failures = outcomes.flatMap((outcome, n): NotReached[] =>
    outcome.status === 'rejected' ? [{ named: to[n] ?? '', reason: outcome.reason as unknown }] : [],
  );
  const passing = failures.find(({ reason }) => !(reason instanceof ProviderRejected)) ?? failures[0];
  const isFinal = passing?.reason instanceof ProviderRejected;
  if (passing !== undefined && (first === undefined || !isFinal)) throw passing.reason;
  if (first === undefined) throw new ProviderRejected(provider, 'the message has no recipients');
  const notReached = [
    ...[first, ...others].flatMap((receipt) => receipt.notReached ?? []),
    ...failures.map(({ named, reason }) => `${named}: ${messageOf(reason)}`),
  ];
  return notReached.length === 0 ? first : { ...first, notReached };
}
