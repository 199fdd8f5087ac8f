/** How does Twilio tell a program about a key or a reply, and which documents does it take as the answer? */
import { createHmac } from 'node:crypto';

const SAID = /<(Say|Message)>[^<>]*<\/\1>|<Pause length="\d+"\/>|<Hangup\/>/g;

const GATHER =
  /<Gather input="dtmf" numDigits="1" timeout="\d+" method="POST" action="(https?:&#47;&#47;|https?:\/\/)[^"<>]+">/g;

/** Whether it is a document that Twilio would carry out: known verbs, each closed, text escaped. */
export function isTwiml(text: string): boolean {
  const inner = /^<Response>(.*)<\/Response>$/s.exec(text)?.[1];
  if (inner === undefined) return false;
  const left = inner.replace(SAID, '').replace(GATHER, '<Gather>');
  return left === '' || /^(<Gather><\/Gather>)+$/.test(left);
}

/** Where the key is told that the document waits for, if it waits for one. */
export function keysGoTo(twiml: string): string | undefined {
  const action = /<Gather [^>]*action="([^"]+)"/.exec(twiml)?.[1];
  return action?.replace(/&#(\d+);/g, (_escaped, code: string) => String.fromCodePoint(Number(code)));
}

/** https://www.twilio.com/docs/usage/security#validating-requests */
function signatureOf(token: string, url: string, form: Record<string, string>): string {
  const fields = Object.keys(form)
    .sort()
    .map((name) => `${name}${form[name] ?? ''}`);
  return createHmac('sha1', token)
    .update([url, ...fields].join(''))
    .digest('base64');
}

/** Tells a program, and answers with the document that it wants carried out. */
export async function callBack(token: string, url: string, form: Record<string, string>): Promise<string> {
  const answer = await fetch(url, {
    method: 'POST',
    redirect: 'error',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-twilio-signature': signatureOf(token, url, form),
    },
    body: new URLSearchParams(form).toString(),
  });
  const text = await answer.text();
  if (answer.status !== 200) throw new Error(`11200: HTTP retrieval failure, ${answer.status}: ${text}`);
  if (!/^(text|application)\/xml/.test(answer.headers.get('content-type') ?? ''))
    throw new Error('12300: Invalid Content-Type');
  if (!isTwiml(text)) throw new Error(`12100: Document parse failure: ${text}`);
  return text;
}
