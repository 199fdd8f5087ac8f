/** On which line and column of the file is a value? */
import { type Document, isAlias, isCollection, isMap, isPair, isScalar, isSeq, type LineCounter } from 'yaml';

/** A way from the top of a file to a value: `['people', 2, 'name']`. */
export type DirectoryPath = readonly PropertyKey[];

export interface Position {
  line: number;
  column: number;
}

/** `people[2].name`. */
export const writePath = (path: DirectoryPath): string =>
  path.map((step, n) => (typeof step === 'number' ? `[${step}]` : `${n === 0 ? '' : '.'}${String(step)}`)).join('');

/** Where a value stands in its file. A value that is missing stands where its nearest ancestor does. */
export function positionOf(document: Document, lines: LineCounter, path: DirectoryPath): Position {
  let node: unknown = document.contents;
  let offset = offsetOf(node) ?? 0;
  for (const step of path) {
    if (isAlias(node)) node = node.resolve(document);
    const child = childOf(node, step);
    if (child === undefined) break;
    offset = child.offset ?? offset;
    node = child.node;
  }
  const { line, col } = lines.linePos(offset);
  return { line, column: col };
}

function childOf(node: unknown, step: PropertyKey): { node: unknown; offset: number | undefined } | undefined {
  if (isSeq(node)) {
    const item = typeof step === 'number' ? node.items[step] : undefined;
    return item === undefined ? undefined : { node: item, offset: offsetOf(item) };
  }
  if (!isMap(node)) return undefined;
  const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step));
  if (!isPair(pair)) return undefined;
  // A block begins on the line below its key; people look for the key.
  const at = isCollection(pair.value) ? pair.key : pair.value;
  return { node: pair.value, offset: offsetOf(at) ?? offsetOf(pair.key) };
}

/** Where a key of the map at `path` stands, for keys that should not be there. */
export const positionOfKey = (document: Document, lines: LineCounter, path: DirectoryPath, key: string): Position => {
  const map = document.getIn(path as unknown[], true);
  const pair = isMap(map) ? map.items.find((item) => isScalar(item.key) && item.key.value === key) : undefined;
  const offset = offsetOf(pair?.key);
  if (offset === undefined) return positionOf(document, lines, path);
  const { line, col } = lines.linePos(offset);
  return { line, column: col };
};

function offsetOf(node: unknown): number | undefined {
  return isScalar(node) || isCollection(node) || isAlias(node) ? node.range?.[0] : undefined;
}
