/** What is wrong with the policy file, in words for people? */
import type { z } from 'zod';
import type { LocatedFinding } from './location';
import { spellPath } from './problems';
import { Policy } from './schema';
import { keysAt, type SchemaPath } from './schema-walk';
import { closest, didYouMean } from './suggest';

type Issue = z.core.$ZodIssue;

/** What zod found wrong with a policy's text, in words for people, each with its path. */
export function explain(issues: readonly Issue[], input: unknown): LocatedFinding[] {
  const found = issues.flatMap((issue) => explainIssue(issue, input, []));
  // A misspelt key is one mistake, not an unknown key and a missing one.
  const misspelt = new Set(found.flatMap(({ meant }) => (meant === undefined ? [] : [spellPath(meant)])));
  return found.filter(({ path }) => valueAt(input, path) !== undefined || !misspelt.has(spellPath(path)));
}

function explainIssue(issue: Issue, input: unknown, above: SchemaPath): LocatedFinding[] {
  const path = [...above, ...issue.path.map((key) => (typeof key === 'symbol' ? String(key) : key))];
  const value = valueAt(input, path);
  if (issue.code === 'unrecognized_keys') {
    const known = keysAt(Policy, input, path);
    const elsewise = known.length > 0 ? `; expected ${oneOf(known)}` : '';
    return issue.keys.map((key) => {
      const meant = closest(key, known);
      const message = `unknown rule${didYouMean(key, known) || elsewise}`;
      return { path: [...path, key], at: 'key', message, ...(meant !== undefined && { meant: [...path, meant] }) };
    });
  }
  if (issue.code === 'invalid_union' && issue.errors.length > 0) return explainUnion(issue.errors, input, path);
  if (issue.code === 'invalid_key') {
    const reason = issue.issues.map((inner) => expectation(inner)).join(', ');
    return [{ path, at: 'key', message: `expected ${reason}` }];
  }
  if (issue.code === 'custom') return [{ path, message: issue.message }];
  if (value === undefined) return [{ path, message: `missing; expected ${expectation(issue)}` }];
  const suggestion =
    issue.code === 'invalid_value' && typeof value === 'string' ? didYouMean(value, issue.values.map(String)) : '';
  return [{ path, message: `expected ${expectation(issue)} but found ${show(value)}${suggestion}` }];
}

/** Of a union's options, the one that comes closest; or all of them, where the value as a whole is none of them. */
function explainUnion(options: readonly (readonly Issue[])[], input: unknown, path: SchemaPath): LocatedFinding[] {
  const whole = options.filter((issues) => issues.length === 1 && issues[0]?.path.length === 0);
  const reasons = whole.flatMap((issues) => issues.map(expectation));
  if (whole.length === options.length) {
    const value = valueAt(input, path);
    const message = `expected ${reasons.join(', or ')}`;
    return [{ path, message: value === undefined ? `missing; ${message}` : `${message} but found ${show(value)}` }];
  }
  const closest = [...options].sort((a, b) => a.length - b.length)[0] ?? [];
  return closest.flatMap((issue) => explainIssue(issue, input, path));
}

const KINDS: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a mapping',
  record: 'a mapping',
};

function expectation(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return KINDS[issue.expected] ?? issue.expected;
    case 'invalid_value':
      return oneOf(issue.values.map(String));
    case 'invalid_format':
      return asExpectation(issue.message);
    case 'invalid_union':
      return issue.message.replace(/^Invalid discriminator value\. Expected /, '');
    case 'too_small':
      return issue.origin === 'array' ? `at least ${issue.minimum} in the list` : `${atLeast(issue)} ${issue.minimum}`;
    case 'too_big':
      return `at most ${issue.maximum}`;
    default:
      return asExpectation(issue.message);
  }
}

/** Schemas say "must be a name"; after "expected" that is "a name". */
const asExpectation = (message: string): string => message.replace(/^must be /, '');

const atLeast = ({ origin, inclusive }: { origin: string; inclusive?: boolean }): string =>
  origin === 'string' ? 'a text with a length of at least' : inclusive === false ? 'more than' : 'at least';

const oneOf = (names: readonly string[]): string =>
  names.length === 1 ? `'${names[0] ?? ''}'` : `one of ${names.map((name) => `'${name}'`).join(', ')}`;

function show(value: unknown): string {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (typeof value === 'object') return 'a mapping';
  if (typeof value !== 'string') return JSON.stringify(value);
  return `'${value.length > 40 ? `${value.slice(0, 40)}...` : value}'`;
}

function valueAt(input: unknown, path: SchemaPath): unknown {
  return path.reduce<unknown>(
    (value, key) => (typeof value === 'object' && value !== null ? (Reflect.get(value, key) as unknown) : undefined),
    input,
  );
}
