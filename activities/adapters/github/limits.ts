/** When GitHub says that its limit is reached, and when to come again. */
import { ProviderUnavailable } from '../../errors';
import { type HttpAnswer, type HttpCall, quoted, reasonIn } from '../shared/http-call';

/** GitHub's advice where a limit names no time. */
const LIMIT_MS = 60_000;

/**
 * Throws `ProviderUnavailable` where a limit is reached, the hourly one or the "secondary" one against bursts. GitHub says so
 * with 429 or with 403, and when to come again in Retry-After or, for the hourly limit, in the second at which it ends:
 * https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api
 */
export function refuseWhenLimited(call: HttpCall, answer: HttpAnswer, now = Date.now()): void {
  const { status, text, headers, retryAfterMs } = answer;
  const isUsedUp = headers['x-ratelimit-remaining'] === '0';
  const said = reasonIn(text);
  const isLimit =
    status === 429 || (status === 403 && (isUsedUp || retryAfterMs !== undefined || /rate limit/i.test(said)));
  if (!isLimit) return;
  const resetAt = Number(headers['x-ratelimit-reset']) * 1_000;
  const untilResetMs = isUsedUp && resetAt > 0 ? Math.max(0, resetAt - now) : LIMIT_MS;
  const reason = `rate limit exceeded: ${status} ${quoted(call, said)}`.trim();
  throw new ProviderUnavailable(call.provider, reason, { retryAfterMs: retryAfterMs ?? untilResetMs });
}
