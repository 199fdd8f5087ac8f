/** Did Slack really send this request, recently and for the first time? */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { NotAuthenticated } from '../errors';
import { createRecent } from './duplicates';

/** Slack's own rule: older requests, and those from the future, are not from Slack now. */
const WINDOW_SECONDS = 300;
/** Longer than any request can be repeated. */
const REMEMBER_MS = 2 * WINDOW_SECONDS * 1_000;

export type SlackHeaders = Readonly<Record<string, string | string[] | undefined>>;

export interface SlackVerifier {
  /** Whether a request is `new` or a `repeat` of one that was signed before. Throws `NotAuthenticated`. */
  check(headers: SlackHeaders, body: Buffer): 'new' | 'repeat';
}

/** Checks that a request was signed with one of the app's signing secrets, over its bytes as they came. */
export function createSlackVerifier({
  secrets,
  now,
}: {
  secrets: readonly string[];
  now: () => number;
}): SlackVerifier {
  const seen = createRecent({ keepMs: REMEMBER_MS, now });
  return {
    check(headers, body) {
      const [timestamp, signature] = [headers['x-slack-request-timestamp'], headers['x-slack-signature']];
      if (typeof timestamp !== 'string' || typeof signature !== 'string' || !/^\d{1,12}$/.test(timestamp))
        throw new NotAuthenticated('The request has no valid Slack signature.');
      if (Math.abs(now() / 1_000 - Number(timestamp)) > WINDOW_SECONDS)
        throw new NotAuthenticated('The request was signed more than five minutes ago, or a clock is wrong.');
      if (!secrets.some((secret) => isSame(signature, signed(secret, timestamp, body))))
        throw new NotAuthenticated(
          'Signature mismatch: the request was not signed by your Slack app. Check MUSTER_SLACK_SIGNING_SECRETS.',
        );
      return seen.take(`${timestamp} ${signature}`) ? 'new' : 'repeat';
    },
  };
}

const signed = (secret: string, timestamp: string, body: Buffer): string =>
  `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:`).update(body).digest('hex')}`;

function isSame(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
