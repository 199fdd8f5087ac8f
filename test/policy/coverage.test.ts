import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse } from 'yaml';
import { citedLines, type LineRange } from '../../policy/sources';
import { GUIDE, SHIPPED } from './files';

const guide = readFileSync(GUIDE, 'utf8').replace(/\n$/, '').split('\n');
const line = (n: number): string => guide[n - 1] ?? '';
const prose = parse(readFileSync(resolve(__dirname, '../../policy/release-manager.prose.yaml'), 'utf8')) as {
  lines: string;
  why: string;
}[];

interface Citation {
  path: string;
  ranges: LineRange[];
}

function citations(value: unknown, path = ''): Citation[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, member]: [string, unknown]) =>
    key === 'source' && typeof member === 'string'
      ? [{ path, ranges: citedLines(member) }]
      : citations(member, `${path}/${key}`),
  );
}

const numbers = ({ from, to }: LineRange): number[] => Array.from({ length: to - from + 1 }, (_, n) => from + n);
const linesOf = (cited: Citation[]): Set<number> => new Set(cited.flatMap(({ ranges }) => ranges.flatMap(numbers)));

const all = citations(parse(readFileSync(SHIPPED, 'utf8')));
const cited = linesOf(all);
// Naming a role or recognising a severity does nothing yet about what a line asks for.
const carriedOut = linesOf(all.filter(({ path }) => !/^\/(roles|classification)\//.test(path)));
const excused = new Set(prose.flatMap(({ lines }) => citedLines(lines).flatMap(numbers)));

const NUMBERED = /^\s*\d+\. /;
const BULLETED = /^\s*[-*] /;
const TABLED = /^\s*\|/;
const TIMED = /\b\d+(?:\s*-\s*\d+)?[\s-]*(?:s|sec|seconds?|m|min|minutes?|h|hours?|days?)\b|\bnext (?:day|sprint)\b/i;
const isRule = (text: string): boolean => [NUMBERED, BULLETED, TABLED, TIMED].some((pattern) => pattern.test(text));

const show = (lines: number[]): string[] => lines.map((n) => `L${n}: ${line(n)}`);
const everyLine = guide.map((_, n) => n + 1);

describe('the shipped policy holds the whole guide', () => {
  test('the guide has what this test looks for', () => {
    expect(everyLine.filter((n) => isRule(line(n))).length).toBeGreaterThan(150);
  });

  test('every numbered, bulleted, tabled or timed line is a rule, or prose for a reason', () => {
    expect(show(everyLine.filter((n) => isRule(line(n)) && !carriedOut.has(n) && !excused.has(n)))).toEqual([]);
  });

  test('no line of prose is cited, and each has its reason', () => {
    expect(show([...excused].filter((n) => cited.has(n)))).toEqual([]);
    expect(prose.filter(({ why }) => why.trim() === '')).toEqual([]);
  });

  test('no citation and no prose is outside the guide, or of nothing but blank lines', () => {
    const ranges = [...all.flatMap((citation) => citation.ranges), ...prose.flatMap(({ lines }) => citedLines(lines))];
    const wrong = ranges.filter(
      (range) =>
        range.from < 1 ||
        range.to < range.from ||
        range.to > guide.length ||
        numbers(range).every((n) => line(n).trim() === ''),
    );
    expect(wrong).toEqual([]);
  });

  test('every line of a shell block is cited by a command', () => {
    const byCommands = linesOf(all.filter(({ path }) => path.includes('/commands/')));
    let inside = false;
    const missing = everyLine.filter((n) => {
      if (line(n).startsWith('```')) {
        inside = line(n) === '```bash';
        return false;
      }
      return inside && line(n).trim() !== '' && !byCommands.has(n);
    });
    expect(show(missing)).toEqual([]);
  });

  test.each([
    ['/communication/templates/bridge', 143, 161],
    ['/communication/templates/initial', 169, 200],
    ['/communication/templates/resolved', 206, 237],
    ['/postMortem/template', 383, 449],
  ])('%s is the guide from line %i to %i', (path, from, to) => {
    const lines = linesOf(all.filter((citation) => citation.path === path));
    expect(numbers({ from, to }).filter((n) => !lines.has(n))).toEqual([]);
  });

  test('texts of characteristics, examples, actions and items are the guide’s words on the line they cite', () => {
    const texts = quoted(parse(readFileSync(SHIPPED, 'utf8')));
    const wrong = texts.filter(({ text, source }) => {
      const words = citedLines(source).flatMap(numbers).map(line).join(' ');
      return !words.includes(text);
    });
    expect(wrong.map(({ text }) => text).sort()).toEqual([
      // Said in the policy's own words: the rest of these lines is in `within`, or in another action.
      'Execute rollback or fix, with a 30-minute decision deadline',
      'Monitor for stability (30 minutes post-fix)',
      'Post to #incidents Slack channel',
    ]);
  });
});

function quoted(value: unknown): { text: string; source: string }[] {
  if (typeof value !== 'object' || value === null) return [];
  const { text, source } = value as { text?: unknown; source?: unknown };
  const own = typeof text === 'string' && typeof source === 'string' ? [{ text, source }] : [];
  return [...own, ...Object.values(value).flatMap(quoted)];
}
