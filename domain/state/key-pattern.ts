/** How a name such as `update:3:mail` is made of its parts and taken apart again: one pattern says both. */
import type { ChecklistStage, Severity } from '../../policy/schema';
import type { Rollback } from './decision';
import type { Statement } from './public-report';
import type { Instant } from './vocabulary';

/** What stands in for a part, by the part's name. A part that is not here is any text. */
interface TypedParts {
  again: number;
  call: string;
  at: Instant;
  attempt: number;
  cause: 'cancelled' | 'merged' | `severity-${number}` | `shift-${number}`;
  change: number;
  contact: string;
  count: number;
  decision: number;
  file: 'policy' | 'directory';
  idle: 'idle' | 'idle-all';
  lost: number;
  n: number;
  number: number;
  phase: Rollback['phase'];
  port: 'chat' | 'mail';
  report: number;
  role: string;
  round: number;
  seq: number;
  sequence: number;
  severity: Severity;
  stage: ChecklistStage;
  statement: Statement['kind'];
  team: number;
  time: string;
}

const NUMBER = String.raw`\d+`;

const FORMS: Record<keyof TypedParts, string> = {
  again: NUMBER,
  call: String.raw`(?:[^.:]+:decision|escalate:|assign)-?\d+(?:\.\d+)?`,
  at: String.raw`-?\d+(?:\.\d+)?`,
  attempt: NUMBER,
  cause: String.raw`cancelled|merged|severity-\d+|shift-\d+`,
  change: NUMBER,
  contact: String.raw`(?:[^.:]+:(?:\d+[ms]|decision-\d+)|escalate:\d+)(?:\.\d+)?`,
  count: NUMBER,
  decision: NUMBER,
  file: 'policy|directory',
  idle: 'idle|idle-all',
  lost: NUMBER,
  n: NUMBER,
  number: NUMBER,
  phase: '[a-z-]+',
  port: 'chat|mail',
  report: NUMBER,
  role: '[^.:]+',
  round: NUMBER,
  seq: NUMBER,
  sequence: NUMBER,
  severity: '[^.:]+',
  stage: '[A-Za-z]+',
  statement: 'opened|update|resolved|withdrawn',
  team: NUMBER,
  time: String.raw`\d+[ms]`,
};

const NUMBERS = new Set(['at', ...Object.entries(FORMS).flatMap(([name, form]) => (form === NUMBER ? [name] : []))]);

/** Parts between characters that others may use too are as short as they can be. */
const formOf = (name: string): string => (name in FORMS ? FORMS[name as keyof TypedParts] : '.+?');

type TypeOf<Name extends string> = Name extends keyof TypedParts ? TypedParts[Name] : string;

type Needed<Pattern extends string> = Pattern extends `${string}<${infer Name}>${infer Rest}`
  ? { [Part in Name]: TypeOf<Part> } & Needed<Rest>
  : unknown;

type Optional<Pattern extends string> = { [Part in keyof Needed<Pattern>]?: Needed<Pattern>[Part] | undefined };

/** The parts of a pattern, by name: `<n>` is one, what stands in brackets may be left out. */
export type PartsOf<Pattern extends string> = Pattern extends `${infer Head}[${infer Option}]${infer Rest}`
  ? Needed<Head> & Optional<Option> & PartsOf<Rest>
  : Needed<Pattern>;

/** So many names that were read are remembered. */
const LATELY = 10_000;

type Patterns = Readonly<Record<string, string>>;

/** A name taken apart: which pattern it follows, and its parts. */
export type Read<Table extends Patterns> = {
  [Of in keyof Table]: { of: Of } & PartsOf<Table[Of]>;
}[keyof Table];

type Arguments<Pattern extends string> = unknown extends PartsOf<Pattern> ? [] : [parts: PartsOf<Pattern>];

/** Makes names by a table of patterns and reads them again; the first pattern that fits counts. */
export function createNames<const Table extends Patterns>(table: Table) {
  const stretches = Object.fromEntries(Object.entries(table).map(([of, pattern]) => [of, stretchesOf(pattern)]));
  const readers = new Map<string, { of: string; matches: RegExp }[]>();
  for (const [of, pattern] of Object.entries(table)) {
    const word = wordOf(pattern);
    readers.set(word, [...(readers.get(word) ?? []), { of, matches: matcherOf(pattern) }]);
  }
  /** The plan reads the same names again and again. */
  const lately = new Map<string, Read<Table> | { of: 'other' }>();
  const readAnew = (name: string): Read<Table> | { of: 'other' } => {
    for (const { of, matches } of [...(readers.get(wordOf(name)) ?? []), ...(readers.get('') ?? [])]) {
      const match = matches.exec(name);
      if (match !== null) return Object.freeze({ of, ...typed(match.groups ?? {}) }) as Read<Table>;
    }
    return { of: 'other' };
  };
  return {
    make: <Of extends keyof Table & string>(of: Of, ...[parts]: Arguments<Table[Of]>): string =>
      filled(stretches[of] ?? [], parts ?? {}),
    read: (name: string): Read<Table> | { of: 'other' } => {
      const known = lately.get(name);
      if (known !== undefined) return known;
      if (lately.size >= LATELY) lately.clear();
      const read = readAnew(name);
      lately.set(name, read);
      return read;
    },
  };
}

/** The word that a name begins with; none where a pattern begins with a part. */
const wordOf = (text: string): string => /^[^:<[]*/.exec(text)?.[0] ?? '';

const matcherOf = (pattern: string): RegExp => {
  const source = pattern
    .replaceAll('.', String.raw`\.`)
    .replace(/\[([^\]]+)\]/g, '(?:$1)?')
    .replace(/<(\w+)>/g, (_, name: string) => `(?<${name}>${formOf(name)})`);
  return new RegExp(`^${source}$`, 's');
};

/** A stretch of a pattern: texts (the even ones) and names of parts (the odd ones) in turn. */
interface Stretch {
  isOptional: boolean;
  pieces: string[];
}

const stretchesOf = (pattern: string): Stretch[] =>
  pattern.split(/\[([^\]]+)\]/).map((text, n) => ({ isOptional: n % 2 === 1, pieces: text.split(/<(\w+)>/) }));

function filled(stretches: Stretch[], parts: Record<string, string | number | undefined>): string {
  let text = '';
  for (const { isOptional, pieces } of stretches) {
    if (isOptional && pieces.some((piece, n) => n % 2 === 1 && parts[piece] === undefined)) continue;
    text += pieces[0] ?? '';
    for (let n = 1; n < pieces.length; n += 2) text += String(parts[pieces[n] ?? '']) + (pieces[n + 1] ?? '');
  }
  return text;
}

const typed = (groups: Record<string, string | undefined>): Record<string, string | number> =>
  Object.fromEntries(
    Object.entries(groups).flatMap(([name, text]) =>
      text === undefined ? [] : [[name, NUMBERS.has(name) ? Number(text) : text]],
    ),
  );
