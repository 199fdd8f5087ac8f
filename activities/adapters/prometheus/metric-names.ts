/** Which metrics does a PromQL expression name? */

/** Strings and comments: what is in them is not part of the expression. */
const TEXT = /"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|`[^`]*`|#[^\n]*/g;

/** What else is not the name of a metric in PromQL: label matchers, ranges, groupings. */
const ASIDE = /\{[^}]*\}|\[[^\]]*\]|\b(?:by|without|on|ignoring|group_left|group_right)\s*\([^)]*\)/gi;

const WORD = /(?<![\w:.])[A-Za-z_:][\w:]*(?!\s*\(|[\w:])/g;

const KEYWORDS = new Set(
  'and or unless by without on ignoring group_left group_right bool offset atan2 inf nan start end'.split(' '),
);

/** The metrics that a PromQL expression names, each once. A guess good enough for an explanation, not a parser. */
export function metricNamesIn(expression: string): string[] {
  // A matcher may hold a brace in a string: strings go first.
  const words = expression.replace(TEXT, '""').replace(ASIDE, ' ').match(WORD) ?? [];
  return [...new Set(words.filter((word) => !KEYWORDS.has(word.toLowerCase())))];
}
