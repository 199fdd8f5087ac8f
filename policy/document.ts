/** What does the file say, and on which line? */
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { LineCounter, isAlias, isMap, isScalar, isSeq, parseDocument, type Document, type Node } from 'yaml';
import { type Located, merge, type FilePlace, problemIn, type SourceText } from './location';
import { PolicyInvalid, type PolicyProblem } from './problems';
import type { SchemaPath } from './schema-walk';

// The shipped policy has about 2,000 values, eight levels deep. More is not a policy but a file that expands itself.
const MOST_VALUES = 50_000;
const DEEPEST = 50;

/** Reads a YAML file and all that it `extends`, as one value whose parts know the file and line that they come from. */
export function readDocument(file: string): Located {
  const problems: PolicyProblem[] = [];
  const located = readRoot(resolve(file), problems);
  if (located === undefined || problems.length > 0) throw new PolicyInvalid(problems);
  return located;
}

function readRoot(file: string, problems: PolicyProblem[]): Located | undefined {
  try {
    return readChain(file, [], problems);
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    problems.push({ file, line: 1, column: 1, path: '', message: error.message });
    return undefined;
  }
}

function readChain(file: string, above: readonly string[], problems: PolicyProblem[]): Located | undefined {
  const located = readFile(file, problems);
  if (located === undefined) return undefined;
  if (located.kind !== 'mapping') {
    problems.push(problemIn(located.place, [], 'expected a policy: a mapping with name, version, services, ...'));
    return undefined;
  }
  const base = located.entries.get('extends');
  if (base === undefined) return located;
  const refuse = (message: string) => void problems.push(problemIn(base.place, ['extends'], message));
  if (base.kind !== 'scalar' || typeof base.value !== 'string') {
    refuse('expected the path of another policy file');
    return undefined;
  }
  const target = resolve(dirname(file), base.value);
  if (target === file || above.includes(target)) {
    refuse(`extends itself: ${[...above, file, target].join(' -> ')}`);
    return undefined;
  }
  let inherited: Located | undefined;
  try {
    inherited = readChain(target, [...above, file], problems);
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    refuse(error.message);
  }
  if (inherited === undefined) return undefined;
  const own = new Map(located.entries);
  own.delete('extends');
  return merge(inherited, { ...located, entries: own });
}

/** A file that can't be read; reported at the place that names it. */
class Unreadable extends Error {}

function readFile(file: string, problems: PolicyProblem[]): Located | undefined {
  const lines = new LineCounter();
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    // By its code, not by its class: a test's or a sandbox's `Error` is not Node's own.
    const missing = typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT';
    const reason = missing ? 'there is no such file' : String(error);
    throw new Unreadable(`can't read ${file}: ${reason}`);
  }
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const source: SourceText = { file, text, lines };
  for (const { message, pos } of [...document.errors, ...document.warnings])
    problems.push(problemIn({ source, from: pos[0], to: pos[1] }, [], `not valid YAML: ${message}`));
  if (document.errors.length > 0) return undefined;
  return new Reader(document, source, problems).read();
}

/** Turns the nodes of one file into located values. Anchors are followed, to a limit. */
class Reader {
  private values = 0;
  private readonly whole: FilePlace;

  constructor(
    private readonly document: Document.Parsed,
    private readonly source: SourceText,
    private readonly problems: PolicyProblem[],
  ) {
    this.whole = { source, from: 0, to: source.text.length };
  }

  read(): Located | undefined {
    return this.locate(this.document.contents, [], this.whole);
  }

  private locate(node: Node | null, path: SchemaPath, around: FilePlace): Located | undefined {
    const place = this.placeOf(node, around);
    if (++this.values > MOST_VALUES || path.length > DEEPEST) {
      const tooMuch = 'too large: an anchor (&) that contains itself, or aliases (*) that multiply';
      if (this.values !== Infinity) this.problems.push(problemIn(place, path.slice(0, 5), tooMuch));
      this.values = Infinity;
      return undefined;
    }
    if (isAlias(node)) {
      const target = node.resolve(this.document);
      if (target !== undefined) return this.locate(target, path, place);
      this.problems.push(problemIn(place, path, `there is no anchor &${node.source} above`));
      return undefined;
    }
    if (isMap(node)) return this.mapping(node.items, path, place);
    if (isSeq(node)) {
      const items = node.items.map((item, n) => this.locate(item as Node | null, [...path, n], place));
      return { kind: 'list', place, items: items.filter((item) => item !== undefined) };
    }
    return { kind: 'scalar', place, value: isScalar(node) ? node.value : null };
  }

  private mapping(items: readonly { key: unknown; value: unknown }[], path: SchemaPath, place: FilePlace): Located {
    const entries = new Map<string, Located>();
    for (const pair of items) {
      const keyNode = pair.key as Node | null;
      const name = isScalar(keyNode) ? String(keyNode.value) : '';
      const key = this.placeOf(keyNode, place);
      const member = this.locate(pair.value as Node | null, [...path, name], key);
      if (member !== undefined) entries.set(name, { ...member, key });
    }
    return { kind: 'mapping', place, entries };
  }

  private placeOf(node: Node | null, around: FilePlace): FilePlace {
    const range = node?.range;
    return range === null || range === undefined ? around : { source: this.source, from: range[0], to: range[1] };
  }
}
