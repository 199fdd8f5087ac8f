/** How is a directory read, and what exactly is wrong with one that is invalid? */
import { readFileSync } from 'node:fs';
import { type Document, LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { keysAt, type SchemaPath } from '../policy/schema-walk';
import { didYouMean } from '../policy/suggest';
import { check, checkParts, type Complaint } from './check';
import { type Position, positionOf, positionOfKey, writePath } from './positions';
import { type DirectoryData, DirectoryFile } from './schema';
import { messageOf } from '../domain/text/message-of';

/** One thing that is wrong with a directory, and where. Line and column count from 1; `path` is '' for the whole. */
export interface DirectoryProblem extends Position {
  file: string;
  path: string;
  message: string;
}

/** A directory that can't be used. The message has one line per problem, as `directory.yaml:12:5 people[2].id: ...`. */
export class DirectoryInvalid extends Error {
  override readonly name = 'DirectoryInvalid';

  constructor(readonly problems: DirectoryProblem[]) {
    super(problems.map(writeProblem).join('\n'));
  }
}

const writeProblem = ({ file, line, column, path, message }: DirectoryProblem): string =>
  `${file}:${line}:${column}${path === '' ? '' : ` ${path}`}: ${message}`;

/** Reads and checks a directory file. Throws `DirectoryInvalid` with everything that is wrong, not just the first. */
export function loadDirectory(file: string): DirectoryData {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    const reason = messageOf(cause);
    throw new DirectoryInvalid([{ file, line: 1, column: 1, path: '', message: `can't read the file: ${reason}` }]);
  }
  return readDirectory(text, file);
}

/** As `loadDirectory`, for text that is at hand; `file` is what problems call it. */
export function readDirectory(text: string, file: string): DirectoryData {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0) {
    throw new DirectoryInvalid(
      document.errors.map(({ pos, message }) => {
        const { line, col } = lines.linePos(pos[0]);
        return { file, line, column: col, path: '', message };
      }),
    );
  }
  return parseDirectory(valueOf(document, file), file, ({ path, key }) =>
    key === undefined ? positionOf(document, lines, path) : positionOfKey(document, lines, path, key),
  );
}

interface Finding extends Complaint {
  /** The key that is too many in the map at `path`. */
  key?: string;
}

/** As `loadDirectory`, for data from elsewhere than a file. */
export function parseDirectory(
  data: unknown,
  file = 'directory',
  locate: (finding: Finding) => Position = () => ({ line: 1, column: 1 }),
): DirectoryData {
  const parsed = DirectoryFile.safeParse(data, { error: inWords });
  const findings = parsed.success
    ? check(parsed.data)
    : [...parsed.error.issues.flatMap((issue) => findingsOf(issue, data)), ...checkParts(data)];
  if (parsed.success && findings.length === 0) return parsed.data;
  const problems = findings.map((finding) => {
    const { path, message } = finding;
    return { file, ...locate(finding), path: writePath(path), message };
  });
  throw new DirectoryInvalid(problems.sort((a, b) => a.line - b.line || a.column - b.column));
}

/** Anchors and aliases are resolved here, which can fail on its own. */
function valueOf(document: Document, file: string): unknown {
  try {
    return document.toJS();
  } catch (cause) {
    const message = messageOf(cause);
    throw new DirectoryInvalid([{ file, line: 1, column: 1, path: '', message }]);
  }
}

function findingsOf(issue: z.core.$ZodIssue, data: unknown): Finding[] {
  if (issue.code !== 'unrecognized_keys') return [{ path: issue.path, message: issue.message }];
  return issue.keys.map((key) => ({
    path: issue.path,
    key,
    message: `unknown field ${key}${didYouMean(key, keysAt(DirectoryFile, data, issue.path as SchemaPath))}`,
  }));
}

/** The words of zod, where it can be said better. */
function inWords(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.input === undefined) return 'is missing';
  if (issue.code === 'too_small' && issue.input === '') return 'is empty';
  if (issue.code === 'invalid_value')
    return `must be one of ${list(issue.values)}${typeof issue.input === 'string' ? didYouMean(issue.input, issue.values.map(String)) : ''}`;
  if (issue.code === 'invalid_union' && Array.isArray(issue.options)) return `must be one of ${list(issue.options)}`;
  if (issue.code !== 'invalid_type') return undefined;
  if (issue.input === null) return `is empty; it must be ${nameOf(issue.expected)}`;
  const quotes = issue.expected === 'string' && typeof issue.input === 'number' ? ': put it in quotes' : '';
  return `must be ${nameOf(issue.expected)}, not ${nameOf(Array.isArray(issue.input) ? 'array' : typeof issue.input)}${quotes}`;
}

const list = (values: unknown[]): string => values.map(String).join(', ');

const NAMES: Record<string, string> = {
  string: 'text',
  array: 'a list',
  object: 'a group of fields',
  number: 'a number',
  boolean: 'true or false',
};
const nameOf = (type: string): string => NAMES[type] ?? type;
