/** How do the adapters ask a provider in JSON, and read what it answers? */
import type { z } from 'zod';
import { expectSuccess, type HttpAnswer, type HttpCall, jsonIn, odd } from './http-call';

export interface JsonRequest {
  /** Below the provider's address. */
  path: string;
  query?: Record<string, string> | undefined;
  body?: object | undefined;
}

/** Address, headers and body of a request below an address, which may end in slashes. */
export const asJson = (
  below: string,
  { path, query = {}, body }: JsonRequest,
  headers: Record<string, string>,
): Pick<HttpCall, 'url' | 'headers' | 'body'> => {
  const search = new URLSearchParams(query).toString();
  return {
    url: `${below.replace(/\/+$/, '')}${path}${search === '' ? '' : `?${search}`}`,
    headers: { ...headers, ...(body !== undefined && { 'content-type': 'application/json' }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  };
};

/** What was answered, if it is as the schema says; fails with what an error status or an odd answer means. */
export function answerAs<Schema extends z.ZodType>(
  schema: Schema,
  call: HttpCall,
  answer: HttpAnswer,
): z.output<Schema> {
  const read = schema.safeParse(jsonIn(call, expectSuccess(call, answer)));
  if (!read.success) throw odd(call, answer);
  return read.data;
}
