/** Which parts of a text are secrets, and must not get into a history, a log or a message? */

/** What stands where a secret was. */
export const REDACTED = '[redacted]';

/**
 * Shapes that nothing but a secret has: keys of well-known providers, JSON Web Tokens, private keys, credentials in an
 * address, an Authorization header. None of these may look far for what is not there: a text of a megabyte without a blank
 * must not hold up a page.
 */
const SHAPES: readonly RegExp[] = [
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
  /\bxox[abeoprs]-[A-Za-z0-9-]{8,}/g,
  /\bxapp-[A-Za-z0-9-]{8,}/g,
  /\bmuster_[a-z0-9]+_[A-Za-z0-9_-]{16,}/g,
  /\bgh[pousr]_[A-Za-z0-9]{20,}/g,
  /\bgithub_pat_[A-Za-z0-9_]{20,}/g,
  /\bglpat-[A-Za-z0-9_-]{16,}/g,
  /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g,
  /\bAIza[A-Za-z0-9_-]{35}/g,
  /\b[sr]k_(?:live|test)_[A-Za-z0-9]{10,}/g,
  // Of any length where it stands alone, of the usual one behind a hyphen: there, each could be where it begins.
  /(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*/g,
  /\beyJ[A-Za-z0-9_-]{8,200}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*/g,
  /\bhooks\.slack\.com\/services\/[A-Za-z0-9/_-]+/g,
  /\bdiscord(?:app)?\.com\/api\/webhooks\/[A-Za-z0-9/_-]+/g,
  /\bnpm_[A-Za-z0-9]{20,}/g,
  /\bsk-[A-Za-z0-9_-]{20,}/g,
  /\bSG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}/g,
];

/** Names that say that what follows is a secret: `password=...`, `"api_key": "..."`. */
const SECRET_NAME =
  '(?:pass(?:word|wd|phrase)?|pwd|secret|token|api[-_ ]?key|access[-_ ]?key|private[-_ ]?key|client[-_ ]?secret|credentials?|auth[-_ ]?token)';

/** As far as it reaches; what was taken out before is a part of it, so that doing it twice changes nothing. */
const VALUE = `(?:"[^"\\n]*"|'[^'\\n]*'|\\[redacted\\]|[^\\s"',;&|)\\]}])+`;

const ASSIGNED = new RegExp(`(${SECRET_NAME}["']?\\s*(?:=|:(?!//))\\s*)${VALUE}`, 'gi');

const AUTHORIZATION = /\b((?:authorization["']?\s*[:=]\s*["']?)?(?:bearer|basic)\s+)[A-Za-z0-9+/_=.~-]{8,}/gi;

/** A header that holds a session, or a credential of another scheme. */
const HEADER = /\b((?:set-)?cookie:[ \t]*|authorization:[ \t]*(?:token|apikey|digest)[ \t]+)[^\s][^\r\n]*/gi;

const USER_INFO = /\b([a-z][a-z0-9+.-]{0,30}:\/\/)[^\s/@:]*:[^\s/@]+@/gi;

const NAME_OF_A_SECRET = new RegExp(`^[a-z0-9_.-]*${SECRET_NAME}$`, 'i');

/**
 * Takes secrets out of a text that came from outside. Done before it reaches a history, a log or a message: what is in
 * there once can't be taken back. It errs on the side of taking out too much.
 */
export function redact(text: string): string {
  const shaped = SHAPES.reduce((left, shape) => left.replace(shape, REDACTED), text);
  return shaped
    .replace(USER_INFO, `$1${REDACTED}@`)
    .replace(AUTHORIZATION, `$1${REDACTED}`)
    .replace(HEADER, `$1${REDACTED}`)
    .replace(ASSIGNED, (_whole, name: string) => `${name}${REDACTED}`);
}

/** The same for named texts, such as an alert's labels: what is called `password` is one, whatever it looks like. */
export const redactNamed = (texts: Record<string, string>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(texts).map(([name, text]) => [redact(name), NAME_OF_A_SECRET.test(name) ? REDACTED : redact(text)]),
  );

/** The same for every text in a value, however deep. */
export function redactDeep<T>(value: T): T {
  if (typeof value === 'string') return redact(value) as T;
  if (Array.isArray(value)) return value.map((item: unknown) => redactDeep(item)) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, redactDeep(member as unknown)])) as T;
}
