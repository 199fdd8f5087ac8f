/**
 * Does eslint find anything? Its rules know types, so a file can go bad by a change in another one: a file is looked at
 * again when it, or anything that it imports by however many steps, has changed.
 */
import { ESLint } from 'eslint';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { hashOf } from './cache.mjs';
import { contentOf, projectFiles } from './files.mjs';
import { lookAtTheRest } from './known-good.mjs';

const files = projectFiles();
const eslint = new ESLint();

/** What decides about every file: the rules, and the packages with their types. */
const rules = hashOf(ESLint.version, ...['eslint.config.mjs', 'tsconfig.json', 'package-lock.json'].map(contentOf));

const known = new Set(files);
const content = new Map(
  files.filter((file) => /\.([mc]?[jt]s|tsx|json)$/.test(file)).map((file) => [file, contentOf(file)]),
);
const ownPrint = new Map([...content].map(([file, text]) => [file, hashOf(file, text)]));

const resolved = (from, name) => {
  const path = join(dirname(from), name);
  return [path, `${path}.ts`, `${path}.tsx`, path.replace(/\.js$/, '.ts'), `${path}/index.ts`, `${path}.d.ts`].find(
    (file) => known.has(file),
  );
};

const importsOf = (file) =>
  file.endsWith('.json')
    ? []
    : ts
        .preProcessFile(content.get(file) ?? '', true, true)
        .importedFiles.filter(({ fileName }) => fileName.startsWith('.'))
        .flatMap(({ fileName }) => resolved(file, fileName) ?? []);

const imports = new Map([...content.keys()].map((file) => [file, importsOf(file)]));

/** The file, and all that it knows through its imports. */
function reachOf(file) {
  const reach = new Set([file]);
  for (const one of reach) for (const imported of imports.get(one) ?? []) reach.add(imported);
  return [...reach].sort();
}

async function faulty(rest) {
  const results = await eslint.lintFiles(rest);
  const formatter = await eslint.loadFormatter('stylish');
  process.stdout.write(await formatter.format(results));
  return rest.filter((file) => results.some((one) => one.filePath.endsWith(`/${file}`) && one.messages.length > 0));
}

const lintable = [];
for (const file of content.keys())
  if (/\.([mc]?js|tsx?)$/.test(file) && !(await eslint.isPathIgnored(file))) lintable.push(file);

const prints = new Map(lintable.map((file) => [file, hashOf(rules, ...reachOf(file).map((one) => ownPrint.get(one)))]));

process.exitCode = await lookAtTheRest('lint', prints, faulty);
