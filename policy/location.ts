/** Where in which file was a value written? */
import { type PolicyProblem, spellPath } from './problems';
import type { SchemaPath } from './schema-walk';
import type { LineCounter } from 'yaml';

/** A file as it was read. */
export interface SourceText {
  readonly file: string;
  readonly text: string;
  readonly lines: LineCounter;
}

/** A stretch of a file, by character offsets. */
export interface FilePlace {
  readonly source: SourceText;
  readonly from: number;
  readonly to: number;
}

/** A value of a policy file that knows where it was written. `key` is where its name stands, in a mapping. */
export type Located = { readonly place: FilePlace; readonly key?: FilePlace } & (
  | { readonly kind: 'scalar'; readonly value: unknown }
  | { readonly kind: 'list'; readonly items: readonly Located[] }
  | { readonly kind: 'mapping'; readonly entries: ReadonlyMap<string, Located> }
);

/** The value alone, as zod and JSON know it. */
export function plainValue(located: Located): unknown {
  if (located.kind === 'scalar') return located.value;
  if (located.kind === 'list') return located.items.map(plainValue);
  return Object.fromEntries([...located.entries].map(([key, member]) => [key, plainValue(member)]));
}

/** `over` on top of `base`: mappings are merged, key by key; lists and single values are replaced. */
export function merge(base: Located, over: Located): Located {
  if (base.kind !== 'mapping' || over.kind !== 'mapping') return over;
  const entries = new Map(base.entries);
  for (const [key, member] of over.entries) {
    const inherited = base.entries.get(key);
    entries.set(key, inherited === undefined ? member : merge(inherited, member));
  }
  return { ...over, entries };
}

/** The files that a value was written in. */
export function filesOf(located: Located): string[] {
  const inner =
    located.kind === 'list' ? located.items : located.kind === 'mapping' ? [...located.entries.values()] : [];
  return [...new Set([located.place.source.file, ...inner.flatMap(filesOf)])];
}

const step = (located: Located, key: string | number): Located | undefined =>
  located.kind === 'list'
    ? located.items[Number(key)]
    : located.kind === 'mapping'
      ? located.entries.get(String(key))
      : undefined;

/** What stands at a path, or its nearest parent where nothing does. */
export function nearest(root: Located, path: SchemaPath): Located {
  let here = root;
  for (const key of path) {
    const next = step(here, key);
    if (next === undefined) break;
    here = next;
  }
  return here;
}

/** A problem at a stretch of a file. */
export function problemIn(place: FilePlace, path: SchemaPath, message: string): PolicyProblem {
  const { line, col } = place.source.lines.linePos(place.from);
  return { file: place.source.file, line: Math.max(line, 1), column: Math.max(col, 1), message, path: spellPath(path) };
}

/** What a check has to say of a path. `at: 'key'` points at the name instead of the value, `text` at words within it. */
export interface LocatedFinding {
  readonly path: SchemaPath;
  readonly message: string;
  readonly at?: 'key';
  readonly text?: string;
  /** The key that was probably meant by this unknown one. */
  readonly meant?: SchemaPath;
}

/** Puts a finding where a person has to look: the value, the words in it, or the name of the mapping it's missing from. */
export function problemAt(root: Located, { path, message, at, text }: LocatedFinding): PolicyProblem {
  const node = nearest(root, path);
  const atKey = at === 'key' || node.kind !== 'scalar';
  const place = atKey && node.key !== undefined ? node.key : node.place;
  const within = text === undefined ? -1 : node.place.source.text.slice(node.place.from, node.place.to).indexOf(text);
  const spot = within < 0 ? place : { ...node.place, from: node.place.from + within };
  return problemIn(spot, path, message);
}
