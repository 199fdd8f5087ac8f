/** What may a log line show? */
import { redact, REDACTED, redactNamed } from './redact';
import { defined } from '../state/fields';

/** Anything nested deeper than this is left out: a log line is not a dump. */
const DEEPEST = 6;

/** Characters of one text that a log line keeps. */
const LONGEST = 4_000;

/**
 * A copy of anything for a log: every text in it without its secrets, and whatever is named like a secret blotted out.
 * Errors become their name, message and stack.
 */
export function redactForLog(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return redact(value).slice(0, LONGEST);
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'function' || typeof value === 'symbol') return undefined;
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= DEEPEST) return '[deeper]';
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'no valid date' : value.toISOString();
  if (value instanceof Error) return redactFields(fieldsOf(value), depth);
  if (Array.isArray(value)) return value.map((item) => redactForLog(item, depth + 1));
  return redactFields(value, depth);
}

/** The same for the fields of a log line. */
export const redactFields = (fields: object, depth = 0): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, redactField(name, value, depth)]));

function redactField(name: string, value: unknown, depth: number): unknown {
  const isSecret = redactNamed({ [name]: '' })[name] === REDACTED;
  return isSecret && value !== undefined ? REDACTED : redactForLog(value, depth + 1);
}

/** An error's own fields too: a vendor's code or a cause says what happened. */
function fieldsOf(error: Error): object {
  const { name, message, stack, cause } = error;
  return { ...Object.fromEntries(Object.entries(error)), name, message, stack, ...defined({ cause }) };
}
