/** Whether the house keeps its own rules: names said once, nouns for rooms, nothing loose under the roof. */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import ts from 'typescript';

const ROOT = join(__dirname, '..', '..');
const PRODUCT = ['policy', 'directory', 'domain', 'workflows', 'activities', 'worker', 'client', 'launcher', 'demo'];

/** What looks like a gerund or participle and is a noun, most of them of the guide. */
const NOUNS = ['paging', 'meeting', 'finding', 'setting', 'embed', 'feed', 'seed', 'speed'];

const filesIn = (folder: string): string[] =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => join(folder, name));

const product = PRODUCT.flatMap(filesIn);

const isExported = (statement: ts.Statement): boolean =>
  ts.canHaveModifiers(statement) &&
  (ts.getModifiers(statement) ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);

const namesOf = (statement: ts.Statement): string[] => {
  if (ts.isVariableStatement(statement))
    return statement.declarationList.declarations.map(({ name }) => name.getText());
  const { name } = statement as ts.Statement & { name?: ts.Identifier };
  return name === undefined ? [] : [name.text];
};

/** The names that a file exports itself; a type and its schema of one name are one name. */
const exportsOf = (file: string): string[] => {
  const source = ts.createSourceFile(file, readFileSync(join(ROOT, file), 'utf8'), ts.ScriptTarget.ES2022, true);
  return [...new Set(source.statements.filter(isExported).flatMap(namesOf))];
};

test('a name is exported once in the product', () => {
  const homes = new Map<string, string[]>();
  for (const file of product) for (const name of exportsOf(file)) homes.set(name, [...(homes.get(name) ?? []), file]);
  expect([...homes].filter(([, files]) => files.length > 1)).toEqual([]);
});

test('nothing stands loose under the roof of the domain', () => {
  const loose = filesIn('domain').filter((file) => file.split('/').length === 2);
  expect(loose.map((file) => basename(file)).sort()).toEqual(['evolve.ts', 'open.ts', 'plan.ts', 'view.ts']);
});

test.each([...PRODUCT, 'test'])('no file of %s/ is named by a gerund or a participle', (folder) => {
  const words = (file: string): string[] => basename(file).split('.')[0]?.split('-') ?? [];
  const isVerbForm = (word: string): boolean => /(ing|ed)$/.test(word) && !NOUNS.includes(word);
  expect(filesIn(folder).filter((file) => words(file).some(isVerbForm))).toEqual([]);
});

test.each(PRODUCT)('each file of %s/ begins by saying what it answers', (folder) => {
  const opening = (file: string): string =>
    readFileSync(join(ROOT, file), 'utf8')
      .replace(/^#!.*\n/, '')
      .slice(0, 3);
  expect(filesIn(folder).filter((file) => !/^\/[*/]/.test(opening(file)))).toEqual([]);
});
