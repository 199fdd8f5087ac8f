/** The way to Twilio's REST API: one request each, classed once. https://www.twilio.com/docs/usage/api */
import type { z } from 'zod';
import { ProviderRejected } from '../../errors';
import { callHttp, expectSuccess, type HttpCall, jsonIn, odd } from '../shared/http-call';

export const TWILIO = 'Twilio';

export interface TwilioOptions {
  accountSid: string;
  /** The account's SID and token, or an API key and its secret. */
  user: string;
  secret: string;
  /** The number that sends and calls, in E.164. */
  from: string;
  /** Whether keys and replies reach us: only what is signed with the account's own token can be believed. */
  hears?: boolean;
  /** Where Twilio reaches us, where it can. */
  publicUrl?: string;
  /** Twilio's own, unless it is another one. */
  apiUrl?: string;
  /** For each request; a text message takes two. */
  withinMs?: number;
  now?: () => number;
}

export interface TwilioApi {
  /** The account itself. Most API keys may not read it. */
  account<Shape extends z.ZodType>(shape: Shape, signal?: AbortSignal): Promise<z.output<Shape>>;
  list<Shape extends z.ZodType>(
    what: 'Messages' | 'Calls' | 'IncomingPhoneNumbers',
    query: Record<string, string>,
    shape: Shape,
    signal?: AbortSignal,
  ): Promise<z.output<Shape>>;
  read<Shape extends z.ZodType>(
    what: 'Messages' | 'Calls',
    sid: string,
    shape: Shape,
    signal?: AbortSignal,
  ): Promise<z.output<Shape>>;
  create<Shape extends z.ZodType>(
    what: 'Messages' | 'Calls',
    form: Record<string, string>,
    shape: Shape,
    signal?: AbortSignal,
  ): Promise<z.output<Shape>>;
}

const MAX_BYTES = 512 * 1024;

export function createTwilioApi(options: TwilioOptions): TwilioApi {
  const { accountSid, user, secret, apiUrl = 'https://api.twilio.com', withinMs = 2_000 } = options;
  const authorization = `Basic ${Buffer.from(`${user}:${secret}`).toString('base64')}`;
  const account = `${apiUrl.replace(/\/+$/, '')}/2010-04-01/Accounts/${encodeURIComponent(accountSid)}`;
  const addressOf = (what: string): string => `${account}/${what}.json`;

  const ask = async <Shape extends z.ZodType>(
    request: Pick<HttpCall, 'method' | 'url' | 'body'>,
    shape: Shape,
    signal?: AbortSignal,
  ): Promise<z.output<Shape>> => {
    const headers = { authorization, 'content-type': 'application/x-www-form-urlencoded' };
    const call: HttpCall = {
      provider: TWILIO,
      ...request,
      headers,
      withinMs,
      maxBytes: MAX_BYTES,
      signal,
      secrets: [secret, authorization],
    };
    const answer = expectSuccess(call, await callHttp(call));
    const parsed = shape.safeParse(jsonIn(call, answer));
    if (!parsed.success) throw odd(call, answer);
    return parsed.data;
  };

  return {
    account: (shape, signal) => ask({ method: 'GET', url: `${account}.json` }, shape, signal),
    list: (what, query, shape, signal) =>
      ask({ method: 'GET', url: `${addressOf(what)}?${new URLSearchParams(query).toString()}` }, shape, signal),
    read: (what, sid, shape, signal) =>
      ask({ method: 'GET', url: addressOf(`${what}/${encodeURIComponent(sid)}`) }, shape, signal),
    create: (what, form, shape, signal) =>
      ask({ method: 'POST', url: addressOf(what), body: new URLSearchParams(form).toString() }, shape, signal),
  };
}

/** A number as Twilio takes it; spaces, dashes and brackets that people write are left out. */
export function e164(address: string): string {
  const number = address.replace(/[\s().-]/g, '');
  if (!/^\+[1-9]\d{6,14}$/.test(number))
    throw new ProviderRejected(
      TWILIO,
      `the contact point "${address.slice(0, 40)}" is not a phone number such as +4915112345678`,
    );
  return number;
}
