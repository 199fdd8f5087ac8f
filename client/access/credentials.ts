/** What does the Authorization header hold: a token, a signed sign-in, a password, or nothing? */
import type { Headers } from './gate';

/** What a request shows to prove who sends it. */
export type Shown =
  | { kind: 'nothing' }
  /** A token of ours. */
  | { kind: 'token'; text: string }
  /** What an identity provider signed. */
  | { kind: 'signed'; text: string }
  /** The password of basic authentication; the user's name is not looked at. */
  | { kind: 'password'; text: string }
  | { kind: 'strange' };

const BEARER = /^Bearer +(\S+) *$/i;
const BASIC = /^Basic +([A-Za-z0-9+/=_-]+) *$/i;
const SIGNED = /^[\w-]+\.[\w-]+\.[\w-]*$/;

/** Reads the header `Authorization`. */
export function shownIn({ authorization }: Headers): Shown {
  if (authorization === undefined) return { kind: 'nothing' };
  if (typeof authorization !== 'string') return { kind: 'strange' };
  const bearer = BEARER.exec(authorization)?.[1];
  if (bearer?.startsWith('muster_')) return { kind: 'token', text: bearer };
  if (bearer !== undefined) return SIGNED.test(bearer) ? { kind: 'signed', text: bearer } : { kind: 'strange' };
  const basic = BASIC.exec(authorization)?.[1];
  return basic === undefined ? { kind: 'strange' } : { kind: 'password', text: passwordOf(basic) };
}

function passwordOf(basic: string): string {
  const pair = Buffer.from(basic, 'base64').toString('utf8');
  return pair.slice(pair.indexOf(':') + 1);
}
