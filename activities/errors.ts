/** Which errors can an adapter throw, and is a retry of any use? */
import type { ChannelTry } from './ports';

/** A provider did not do it now but may later: timeouts, 429, 5xx, resets. Temporal tries again. */
export class ProviderUnavailable extends Error {
  override readonly name = 'ProviderUnavailable';
  constructor(
    readonly provider: string,
    reason: string,
    readonly options: { retryAfterMs?: number; cause?: unknown } = {},
  ) {
    super(`${provider} is not available: ${reason}`, { cause: options.cause });
  }
}

/** No way reached the person; `tries` says what became of each. The page is in the outbox. */
export class NobodyReached extends ProviderUnavailable {
  constructor(
    person: string,
    readonly tries: ChannelTry[],
  ) {
    const why = tries.length === 0 ? 'no contact points' : spokenTries(tries);
    super('paging', `no channel delivered the page to ${person} (${why}); it is in the outbox`);
  }
}

/** For people: "SMS: Twilio is not available: 503; phone: not configured". */
const spokenTries = (tries: readonly ChannelTry[]): string =>
  tries.map(({ channel, outcome, reason }) => `${channel}: ${reason ?? outcome}`).join('; ');

/** A provider will not do it, even after a retry: 4xx, a missing permission, an answer that makes no sense. */
export class ProviderRejected extends Error {
  override readonly name = 'ProviderRejected';
  constructor(
    readonly provider: string,
    reason: string,
    cause?: unknown,
  ) {
    super(`${provider} refused: ${reason}`, { cause });
  }
}
