/** Did Twilio send this? It signs the address and the form with the account's token. https://www.twilio.com/docs/usage/security */
import { createHmac, timingSafeEqual } from 'node:crypto';

/** The signature that Twilio gives a request to this full address with this form. */
export function twilioSignature(token: string, url: string, form: URLSearchParams): string {
  const names = [...new Set(form.keys())].sort();
  const fields = names.flatMap((name) => [...new Set(form.getAll(name))].sort().map((value) => `${name}${value}`));
  return createHmac('sha1', token)
    .update(url + fields.join(''))
    .digest('base64');
}

/** Whether a request carries it. */
export function isFromTwilio(token: string, url: string, form: URLSearchParams, shown: unknown): boolean {
  if (typeof shown !== 'string') return false;
  const [expected, given] = [Buffer.from(twilioSignature(token, url, form)), Buffer.from(shown)];
  return expected.length === given.length && timingSafeEqual(expected, given);
}
