import { ProviderRejected, ProviderUnavailable } from '../../../activities/errors';
import { createConfirmingActivities, type DeliveryQuestion } from '../../../activities/paging/delivery-status';
import type { ToldState } from '../../../activities/ports';
import type { Pager } from '../../../activities/ports/messages';
import { ApplicationFailure } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';

const question = { channel: 'SMS', reference: 'SM1', everyMs: 4_000 };

function asking(stateOf?: () => Promise<ToldState>): Promise<unknown> {
  const pager: Pager = {
    page: () => Promise.reject(new Error('not asked')),
    ...(stateOf !== undefined && { stateOf }),
  };
  const activities = createConfirmingActivities({ pager });
  return new MockActivityEnvironment().run((asked: DeliveryQuestion) => activities.confirmDelivery(asked), question);
}

async function failureOf(answer: Promise<unknown>): Promise<ApplicationFailure> {
  const error: unknown = await answer.catch((reason: unknown) => reason);
  if (!(error instanceof ApplicationFailure)) throw new Error('it did not fail as it should', { cause: error });
  return error;
}

test.each(['delivered', 'failed for now', 'failed for good'] as const)('what is %s is the answer', async (state) => {
  await expect(asking(() => Promise.resolve({ state, said: 'x' }))).resolves.toEqual({ state, said: 'x' });
});

test.each<[string, () => Promise<ToldState>, number]>([
  ['nothing final is known', () => Promise.resolve({ state: 'sent', said: 'queued' }), 4_000],
  ['the vendor is away', () => Promise.reject(new ProviderUnavailable('Twilio', '503')), 4_000],
  ['it asks to wait', () => Promise.reject(new ProviderUnavailable('Twilio', '429', { retryAfterMs: 9_000 })), 9_000],
  ['it does not know it yet', () => Promise.reject(new ProviderRejected('Twilio', '404')), 4_000],
])('it is asked again where %s, and nobody is alarmed', async (_of, stateOf, afterMs) => {
  const failure = await failureOf(asking(stateOf));
  expect(failure).toMatchObject({ nonRetryable: false, nextRetryDelay: afterMs, category: 'BENIGN' });
});

test('where no way can tell, nobody asks again', async () => {
  expect((await failureOf(asking())).nonRetryable).toBe(true);
});
