/** Collects every sentence that stands in the product's sources, one file a folder, so that none escapes a reviewer. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { expectText } from './golden';

const ROOT = join(__dirname, '..', '..');
const FOLDERS = ['policy', 'directory', 'domain', 'workflows', 'activities', 'worker', 'client', 'launcher', 'demo'];

/** A template as it is written: what is filled in stands as its source between braces. */
const templateText = (node: ts.TemplateExpression): string =>
  node.head.text +
  node.templateSpans.map(({ expression, literal }) => `{${expression.getText()}}${literal.text}`).join('');

/** Words of a person: at least two, with a space between; no import, no key, no query. */
const isSentence = (text: string): boolean =>
  /\p{L}{2,}[^\n]* [^\n]*\p{L}{2,}/u.test(text) && !/^(SELECT|WITH)\b/.test(text);

function sentencesIn(file: string): string[] {
  const source = ts.createSourceFile(file, readFileSync(join(ROOT, file), 'utf8'), ts.ScriptTarget.ES2022, true);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) return;
    if (ts.isStringLiteralLike(node) || ts.isJsxText(node)) found.push(node.text);
    if (ts.isTemplateExpression(node)) found.push(templateText(node));
    ts.forEachChild(node, visit);
  };
  visit(source);
  return [...new Set(found.map((text) => text.replace(/\s+/g, ' ').trim()).filter(isSentence))];
}

const filesOf = (folder: string): string[] =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => `${folder}/${name}`)
    .sort();

test.each(FOLDERS)('every sentence of %s/', (folder) => {
  const chapters = filesOf(folder)
    .map((file) => ({ file, sentences: sentencesIn(file) }))
    .filter(({ sentences }) => sentences.length > 0);
  expectText(
    `sentences/${folder}`,
    chapters.map(({ file, sentences }) => [file, ...sentences.map((text) => `  ${text}`)].join('\n')).join('\n\n'),
  );
});
