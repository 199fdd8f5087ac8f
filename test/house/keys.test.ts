/** Whether keys of effects and ids of obligations are made and read in their own files only. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

const ROOT = join(__dirname, '..', '..');
const PRODUCT = ['domain', 'workflows', 'activities', 'worker', 'client', 'demo'];
const HOME = ['domain/state/keys.ts', 'domain/state/obligation-ids.ts', 'domain/state/key-pattern.ts'];

const parse = (file: string, text: string): ts.SourceFile =>
  ts.createSourceFile(file, text, ts.ScriptTarget.ES2023, true);

const sourceOf = (file: string): string => readFileSync(join(ROOT, file), 'utf8');

/** The words that keys and ids begin with, as the tables in their own files have them. */
function wordsIn(file: string): string[] {
  const words: string[] = [];
  const visit = (node: ts.Node): void => {
    const word =
      ts.isPropertyAssignment(node) && ts.isStringLiteral(node.initializer) ? node.initializer.text : undefined;
    const first = /^([a-z][a-z-]*)[:[]/.exec(word ?? '')?.[1];
    if (first !== undefined) words.push(first);
    ts.forEachChild(node, visit);
  };
  visit(parse(file, sourceOf(file)));
  return words;
}

const WORDS = [...new Set(HOME.flatMap(wordsIn))];

/** `update:3`, `update:${n}`, but no sentence such as `update: what is new`, and no style such as `item:hover`. */
const GLUED = new RegExp(`^(?:${WORDS.join('|')}):(?! |$)|^(?:${WORDS.join('|')}):$`);
const TAKEN_APART = new RegExp(`\\b(?:${WORDS.join('|')})\\b[^ ]*:`);

const STRING_METHODS = new Set([
  'split',
  'startsWith',
  'endsWith',
  'includes',
  'slice',
  'substring',
  'match',
  'replace',
  'indexOf',
  'at',
]);
const EXPRESSION_METHODS = new Set(['test', 'exec']);

/** Whether an expression is called a key, or a series. */
const isKey = (node: ts.Node | undefined): boolean =>
  node !== undefined &&
  ((ts.isIdentifier(node) && /^(key|series)$/.test(node.text)) ||
    (ts.isPropertyAccessExpression(node) && /^(key|series)$/.test(node.name.text)));

/** Other things that are called a key, in files that have to do with none of ours. */
const OTHER_KEYS = [
  'client/http/api/idempotency.ts',
  'activities/adapters/kubernetes/',
  'activities/adapters/shared/keep-newest.ts',
];

function found(file: string, text: string): string[] {
  const problems: string[] = [];
  const source = parse(file, text);
  const say = (node: ts.Node): void => {
    const { line } = source.getLineAndCharacterOfPosition(node.getStart(source));
    problems.push(`${file}:${line + 1} ${node.getText(source).slice(0, 80)}`);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) {
      if (GLUED.test(node.text)) say(node);
    } else if (ts.isTemplateExpression(node)) {
      const pieces = [node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)];
      const isGluedTo = node.templateSpans.some(
        ({ expression }, n) =>
          isKey(expression) &&
          (/:$/.test(pieces[n] ?? '') || (/^:\S?/.test(pieces[n + 1] ?? '') && !/^: /.test(pieces[n + 1] ?? ''))),
      );
      if (GLUED.test(node.head.text) || isGluedTo) say(node);
    } else if (ts.isRegularExpressionLiteral(node)) {
      if (TAKEN_APART.test(node.text.replace(/[()?|^\\]/g, (sign) => (sign === '|' ? '|' : '')))) say(node);
    } else if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
      const { name, expression } = node.expression;
      const isString = STRING_METHODS.has(name.text) && isKey(expression);
      const isExpression = EXPRESSION_METHODS.has(name.text) && isKey(node.arguments[0]);
      if ((isString || isExpression) && !OTHER_KEYS.some((path) => file.startsWith(path))) say(node);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return problems;
}

test('the tables name the words that keys begin with', () => {
  expect(WORDS).toEqual(expect.arrayContaining(['page', 'update', 'status-page', 'task', 'join', 'checklist']));
});

test.each([
  'const key = `page:${role}:${n}`;',
  "const key = 'update:' + n;",
  "const done = effects['initial:chat'];",
  "const is = id.startsWith('task:');",
  'const is = /^(severity|status):/.test(message.key);',
  'const is = /^(initial|update|resolved)\\b/.test(message.key);',
  "const port = effect.key.split(':')[2];",
  'const n = Number(/:(\\d+)$/.exec(key)?.[1]);',
  'const copy = `${reminder.key}:mail`;',
  "const is = key.endsWith(':ask');",
  'const acts = /^idle(?:-all)?:(\\d+):/.exec(series);',
])('it would be seen: %s', (code) => {
  expect(found('domain/x.ts', code)).not.toEqual([]);
});

test.each([
  "const told = 'update: nothing new';",
  'const text = `${key}: ${reason}`;',
  "const at = 'https://example';",
])('it is none: %s', (code) => {
  expect(found('domain/x.ts', code)).toEqual([]);
});

test.each(PRODUCT)('no file of %s/ puts a key together or takes one apart', (folder) => {
  const files = readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => join(folder, name))
    .filter((file) => !HOME.includes(file));
  expect(files.flatMap((file) => found(file, sourceOf(file)))).toEqual([]);
});
