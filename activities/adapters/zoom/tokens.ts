/**
 * Access tokens by Zoom's server-to-server OAuth:
 * https://developers.zoom.us/docs/internal-apps/s2s-oauth/. There are no refresh tokens; one lasts an hour.
 */
import { z } from 'zod';
import { callHttp, expectSuccess, type HttpCall, jsonIn, odd, reasonIn } from '../shared/http-call';
import { untilAborted } from '../shared/abort';
import { ZOOM } from './provider';

export interface ZoomAccount {
  accountId: string;
  clientId: string;
  clientSecret: string;
}

export interface ZoomTokensOptions extends ZoomAccount {
  /** Zoom's own, unless it is another one (government cloud, a fake). */
  oauthUrl?: string;
  withinMs: number;
  now?: () => number;
}

export interface ZoomTokens {
  /** A token that holds for the next minute at least. However many ask at once, one is fetched. */
  current(signal?: AbortSignal): Promise<string>;
  /** What such a token may do, as Zoom has said with it; nothing where it did not say. */
  scopes(signal?: AbortSignal): Promise<readonly string[] | undefined>;
  /** Zoom did not take this one: the next who asks gets another. */
  refused(token: string): void;
}

interface Held {
  token: string;
  until: number;
  scopes: readonly string[] | undefined;
}

const OAUTH_URL = 'https://zoom.us/oauth/token';
/** A token that ends within this time is not used any more. */
const SPARE_MS = 60_000;

const Granted = z.object({
  access_token: z.string().min(1),
  expires_in: z.number().positive(),
  /** Several with spaces. */
  scope: z.string().optional(),
});
const Refused = z.object({ reason: z.string().optional(), error: z.string().optional() });

export function createZoomTokens(options: ZoomTokensOptions): ZoomTokens {
  const { accountId, clientId, clientSecret, oauthUrl = OAUTH_URL, withinMs, now = Date.now } = options;
  const credentials = Buffer.from(`${clientId}:${clientSecret}`).toString('base64');
  let held: Held | undefined;
  let underWay: Promise<Held> | undefined;

  const fetchOne = async (): Promise<Held> => {
    const url = new URL(oauthUrl);
    url.searchParams.set('grant_type', 'account_credentials');
    url.searchParams.set('account_id', accountId);
    const call: HttpCall = {
      provider: ZOOM,
      method: 'POST',
      url: url.href,
      headers: { authorization: `Basic ${credentials}` },
      withinMs,
      maxBytes: 64 * 1024,
      secrets: [clientSecret, credentials],
    };
    const askedAt = now();
    const answer = await callHttp(call);
    const granted = Granted.safeParse(jsonIn(call, expectSuccess(call, { ...answer, text: wordsIn(answer) })));
    if (!granted.success) throw odd(call, answer);
    const { access_token: token, expires_in: lastsSeconds, scope } = granted.data;
    held = { token, until: askedAt + lastsSeconds * 1000 - SPARE_MS, scopes: scope?.split(/[\s,]+/) };
    return held;
  };

  const holding = async (signal: AbortSignal | undefined): Promise<Held> => {
    signal?.throwIfAborted();
    if (held !== undefined && now() < held.until) return held;
    // Not ended by this caller's signal: the others wait for the same token.
    underWay ??= fetchOne().finally(() => (underWay = undefined));
    return untilAborted(underWay, signal);
  };

  return {
    current: async (signal) => (await holding(signal)).token,
    scopes: async (signal) => (await holding(signal)).scopes,
    refused(token) {
      if (held?.token === token) held = undefined;
    },
  };
}

/** Zoom says why in `reason`, and has a code for it in `error`; a token's own answer stays as it is. */
function wordsIn({ status, text }: { status: number; text: string }): string {
  if (status < 400) return text;
  try {
    const { reason, error } = Refused.parse(JSON.parse(text));
    if (reason === undefined) return reasonIn(text);
    const code = error === undefined ? '' : ` (${error})`;
    return `${reason}${code}: check MUSTER_ZOOM_ACCOUNT_ID, MUSTER_ZOOM_CLIENT_ID and MUSTER_ZOOM_CLIENT_SECRET`;
  } catch {
    return reasonIn(text);
  }
}
