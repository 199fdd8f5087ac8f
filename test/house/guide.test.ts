/** Does the product's code know anything that only the shipped guide says? It must run any guide. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { loadPolicy } from '../../policy/load';

const ROOT = join(__dirname, '../..');

/** The play of `npm run demo` and the examples show the shipped guide; they may name its things. */
const PRODUCT = ['policy', 'directory', 'domain', 'workflows', 'activities', 'worker', 'client', 'launcher'];

/** Roles that are Muster's own: whoever leads, and everybody of every rotation. */
const OWN_ROLES = ['lead', 'all-on-call'];

/** Effects that Muster calls as the guide calls a task. */
const OWN_EFFECTS = ['open-bridge', 'permanent-fix'];

const { policy } = loadPolicy(join(ROOT, 'policy/release-manager.yaml'));

/** Words of the format, which the guide's own ids may happen to be. */
const formatWords = new Set<string>(
  readFileSync(join(ROOT, 'policy/release-manager.schema.json'), 'utf8').match(/(?<=")[A-Za-z][\w-]*(?=")/g) ?? [],
);

/** Names that are one ordinary word say nothing: only those that are put together of several do. */
const isPutTogether = (name: string): boolean => /-|[a-z][A-Z]/.test(name);

const { checklists, classification, investigation, probes, roles, settings, severities, statusPage } = policy;

const names = [
  ...Object.keys(severities),
  ...Object.keys(roles).filter((role) => !OWN_ROLES.includes(role)),
  ...[
    ...Object.keys(settings),
    ...Object.keys(classification.facts),
    ...Object.keys(probes),
    ...Object.values(severities).flatMap(({ actions }) => actions.map(({ id }) => id)),
    ...investigation.steps.flatMap(({ id, commands }) => [id, ...commands.map((command) => command.id)]),
    ...Object.values(checklists).flatMap(({ items }) => items.map(({ id }) => id)),
  ].filter(isPutTogether),
].filter((name) => !formatWords.has(name) && !OWN_EFFECTS.includes(name));

/** What the guide calls its roles, and how the names of facts look as options of a command. */
const spelledOtherwise = [
  ...Object.entries(roles).flatMap(([role, { title }]) => (OWN_ROLES.includes(role) ? [] : [title])),
  ...Object.keys(classification.facts).map(
    (fact) => `--${fact.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
  ),
];

const codeIn = (folder: string): string[] =>
  readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return codeIn(path);
    return /\.tsx?$/.test(name) ? [path] : [];
  });

const quoted = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);

const forbidden = new RegExp(
  [...names, ...spelledOtherwise].map((name) => `(?<![\\w-])${quoted(name)}(?![\\w-])`).join('|'),
);

test('the guide has names to look for', () => {
  expect(names).toEqual(expect.arrayContaining(['P1', 'vp-engineering', 'usersAffectedPercent', 'deployment-history']));
  expect(statusPage).not.toBeNull();
});

test.each(PRODUCT)('nothing in %s/ names a severity, role, fact, step or item of the shipped guide', (folder) => {
  const found = codeIn(join(ROOT, folder)).flatMap((file) =>
    readFileSync(file, 'utf8')
      .split('\n')
      .flatMap((line, n) => {
        const match = forbidden.exec(line);
        return match === null ? [] : [`${file.slice(ROOT.length + 1)}:${n + 1} ${match[0]}`];
      }),
  );
  expect(found).toEqual([]);
});

test('no text says which severities a guide treats in which way', () => {
  const found = PRODUCT.flatMap((folder) => codeIn(join(ROOT, folder))).filter((file) =>
    /the guide asks for one after|after P\d and P\d/.test(readFileSync(file, 'utf8')),
  );
  expect(found).toEqual([]);
});
