/** Which texts for people are in a source file, a policy file or a page of the docs? */
import { readFileSync } from 'node:fs';
import ts from 'typescript';

export interface FoundText {
  line: number;
  text: string;
}

/** Texts for people have several words; keys, paths and patterns have not. SQL is for a database. */
const isForPeople = (text: string): boolean => /[a-z]+ [a-z$]+/i.test(text) && !/\bSELECT\b|\bFROM pg_/.test(text);

/** The literals of a TypeScript file, templates with `$` in place of each value. */
function textsInTypeScript(file: string): FoundText[] {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.ES2022, true);
  const found: FoundText[] = [];
  const look = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node) || ts.isLiteralTypeNode(node)) return;
    const text = textOf(node);
    if (text !== undefined && isForPeople(text))
      found.push({ line: source.getLineAndCharacterOfPosition(node.getStart()).line + 1, text });
    ts.forEachChild(node, look);
  };
  look(source);
  return found;
}

function textOf(node: ts.Node): string | undefined {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (!ts.isTemplateExpression(node)) return undefined;
  return node.head.text + node.templateSpans.map(({ literal }) => `$${literal.text}`).join('');
}

/** Lines with code left out: what a program prints is judged where it is written. */
function textsInMarkdown(file: string): FoundText[] {
  let isCode = false;
  return readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((raw, n) => {
      if (/^\s*(```|~~~)/.test(raw)) isCode = !isCode;
      const text = raw.replace(/`[^`]*`/g, '$').replace(/^[\s>#|*-]+/, '');
      return isCode || text === '' ? [] : [{ line: n + 1, text }];
    });
}

/** Lines of YAML without comments: texts there are values. */
const textsInYaml = (file: string): FoundText[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .map((raw, n) => ({ line: n + 1, text: raw.replace(/(^|\s)#.*$/, '').trim() }))
    .filter(({ text }) => isForPeople(text));

export function textsIn(file: string): FoundText[] {
  if (/\.tsx?$/.test(file)) return textsInTypeScript(file);
  return file.endsWith('.md') ? textsInMarkdown(file) : textsInYaml(file);
}
