/** Which phrases do we not write in texts for people, and why? */

export interface Phrase {
  pattern: RegExp;
  /** What to write instead. */
  instead: string;
}

/** Patterns that make a native reader stop. Add one here when a reviewer stumbles over another. */
export const PHRASES: readonly Phrase[] = [
  {
    pattern: /(?<!\bthere )\b(?:is|are|was|were) no (?!longer\b|more than\b|less than\b|later than\b|worse\b)[a-z]+/i,
    instead: '"X is not a Y", or "There is no Y"',
  },
  { pattern: /\btold of\b/i, instead: '"told about"' },
  { pattern: /\bwhom\b/i, instead: '"who"' },
  { pattern: /\banew\b/i, instead: '"again"' },
  { pattern: /\bcounts? no more\b/i, instead: '"is revoked", "no longer counts"' },
  { pattern: /\b(?:comes?|came) to nothing\b/i, instead: '"superseded", "has no effect"' },
  { pattern: /\bno more\b(?! than\b)(?=[.,;:)]|$)/i, instead: '"no longer"' },
  { pattern: /\bnothing here\b/i, instead: '"Not found."' },
  { pattern: /\b(?:go|goes|went) on\b(?! (?:record|the|its|a|to|your)\b)/i, instead: '"continues"' },
  { pattern: /\bin vain\b/i, instead: '"without success"' },
  { pattern: /\bcan ?not be had\b|\bcan't be had\b/i, instead: '"can\'t get X"' },
  { pattern: /\b(?:can|could) not be (?:used|looked at|told)\b/i, instead: '"can\'t use X"' },
  { pattern: /\bas good as done\b/i, instead: 'say what happened' },
  { pattern: /\bsound (?:one|value|version|policy|"|\$)/i, instead: '"valid"' },
  {
    pattern: /\bhave to decide the same\b|\bhas to decide the same\b/i,
    instead: '"a second approver must confirm it"',
  },
  { pattern: /\bplanned work\b/i, instead: '"maintenance window"' },
  { pattern: /\b(?:nobody|somebody|everybody) (?:there|here) is called\b/i, instead: '"X is not in the directory"' },
  { pattern: /(?:^|[.;:]\s+)whoever\b/i, instead: 'name who it is' },
];

/** A sentence that begins with a clause, as in "What is not done is missed." A question may begin so. */
const CLAUSE_FIRST = /^(?:What|Who|Whatever)\b[^?]*\b(?:is|are|does|do|has|goes|stays|counts)\b[^?]*$/;

/** A text in sentences; a question keeps its mark. */
const sentencesOf = (text: string): string[] =>
  text
    .split(/(?<=[.!?])\s+|\n+/)
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence !== '');

/** Every complaint about a text, as `"whom": write "who"`. */
export function complaintsOf(text: string): string[] {
  const found = PHRASES.flatMap(({ pattern, instead }) => {
    const [phrase] = pattern.exec(text) ?? [];
    return phrase === undefined ? [] : [`"${phrase}": write ${instead}`];
  });
  // Two verbs: "What is not done is missed". One verb is a heading: "What Muster stores".
  const clauses = sentencesOf(text).filter((sentence) => sentence.endsWith('.') && CLAUSE_FIRST.test(sentence));
  return [...found, ...clauses.map((sentence) => `"${sentence.slice(0, 60)}": begin with the subject`)];
}
