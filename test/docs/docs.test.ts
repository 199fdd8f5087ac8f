/** Whether the docs say what is so: links, paths, commands, settings and fields that are there. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { muster } from '../client/cli/command-line';

const ROOT = resolve(__dirname, '../..');
const PRODUCT = ['policy', 'directory', 'domain', 'workflows', 'activities', 'worker', 'client', 'launcher'];

const filesIn = (folder: string, ending: string): string[] =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(ending))
    .map((name) => join(folder, name));
const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');
const all = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].map(([, found = '']) => found);
const unique = (names: string[]): string[] => [...new Set(names)].sort();

const pages = [
  ...readdirSync(ROOT).filter((name) => name.endsWith('.md')),
  ...filesIn('docs', '.md'),
  ...filesIn('examples', '.md'),
];

describe.each(pages)('%s', (page) => {
  const text = read(page);

  test('every link leads to something that is there', () => {
    const links = all(text, /\]\(([^)\s]+)\)/g).filter((link) => !/^(https?:|mailto:)/.test(link));
    const broken = links.filter((link) => {
      const [path = '', anchor] = link.split('#');
      const target = path === '' ? join(ROOT, page) : resolve(ROOT, dirname(page), path);
      return !existsSync(target) || (anchor !== undefined && !anchors(read(relative(ROOT, target))).includes(anchor));
    });
    expect(broken).toEqual([]);
  });

  test('every path of the repository that it names is there', () => {
    const folders = [...PRODUCT, 'docs', 'examples', 'demo', 'test'].join('|');
    const paths = all(text, new RegExp(`[\`\\s]((?:${folders})/[\\w./-]*\\w/?)(?=[\`\\s.,;:)])`, 'g'));
    expect(unique(paths).filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });
});

const linksOf = (page: string): string[] =>
  all(read(page), /\]\(([^)\s#]+)[^)]*\)/g)
    .filter((link) => !/^(https?:|mailto:)/.test(link))
    .map((link) => relative(ROOT, resolve(ROOT, dirname(page), link)));

describe('the index of the docs', () => {
  const index = linksOf('docs/README.md');

  test('leads to every page of docs/', () => {
    const others = filesIn('docs', '.md').filter((page) => page !== 'docs/README.md');
    expect(others.filter((page) => !index.includes(page))).toEqual([]);
  });

  test('is where the README leads, and names no page twice', () => {
    expect(linksOf('README.md')).toContain('docs/README.md');
    expect(index.filter((page, n) => index.indexOf(page) !== n)).toEqual([]);
  });
});

describe('the README', () => {
  const text = read('README.md');

  test('is short, and begins with the commands that people and checks type', () => {
    expect(text.split('\n').length).toBeLessThanOrEqual(121);
    const blocks = all(text, /^```\n([\s\S]*?)\n```$/gm);
    expect(blocks.slice(0, 3)).toEqual(['npm ci && npm start', 'npm ci && npm test', 'npm run demo']);
  });

  test('has a picture of Muster at work, small enough for a slow line', () => {
    const [picture = ''] = all(text, /!\[[^\]]+\]\(([^)]+)\)/g);
    expect(statSync(join(ROOT, picture)).size).toBeLessThan(300_000);
  });
});

const anchors = (text: string): string[] =>
  all(text, /^#+ (.*)$/gm).map((heading) =>
    heading
      .toLowerCase()
      .replace(/[^\w\s-]/g, '')
      .replace(/\s/g, '-'),
  );

describe('the command line', () => {
  const commandsOf = async (...argv: string[]): Promise<string[]> => {
    const { out } = await muster([...argv, '--help']);
    return all(out.slice(out.indexOf('Commands:')), /^ {2}([a-z][a-z-]*)/gm).filter((name) => name !== 'help');
  };
  const prose = pages.map(read).join('\n');
  const said = unique(all(prose, /(?:`|^|npx )muster ([a-z][a-z-]*)/gm));

  test('has every command that the docs name', async () => {
    const known = await commandsOf();
    expect(said.filter((name) => !known.includes(name))).toEqual([]);
    const parts = all(prose, /muster policy ([a-z]+)/g);
    expect(unique(parts)).toEqual((await commandsOf('policy')).sort());
  });

  test('has no command that docs/cli.md leaves out', async () => {
    const shown = all(read('docs/cli.md'), /`muster ([a-z][a-z-]*)/g);
    expect((await commandsOf()).filter((name) => !shown.includes(name))).toEqual([]);
  });
});

test('the settings that are written down are those that the code reads, and .env.example has them all', () => {
  const code = PRODUCT.flatMap((folder) => filesIn(folder, '.ts')).map(read);
  const known = unique(code.flatMap((text) => all(text, /\b(MUSTER_[A-Z_]*[A-Z])\b/g)));
  expect(unique(all(read('docs/settings.md'), /^\| `(MUSTER_[A-Z_]+)`/gm))).toEqual(known);
  expect(unique(all(read('.env.example'), /^(MUSTER_[A-Z_]+)=/gm))).toEqual(known);
});

type Schema = { [key: string]: unknown };

/** What a field may hold, past references and alternatives. */
function within(schema: Schema, definitions: Record<string, Schema>): Schema[] {
  const name = typeof schema['$ref'] === 'string' ? schema['$ref'].replace('#/$defs/', '') : undefined;
  const alternatives = [schema['anyOf'], schema['oneOf']].flatMap((listed) => (listed ?? []) as Schema[]);
  const items = schema['items'] as Schema | undefined;
  const further = [
    ...(name === undefined ? [] : [definitions[name] ?? {}]),
    ...alternatives,
    ...(items ? [items] : []),
  ];
  return [schema, ...further.flatMap((next) => within(next, definitions))];
}

test('every field that docs/policy.md documents is in the schema', () => {
  const whole = JSON.parse(read('policy/release-manager.schema.json')) as {
    else: Schema;
    $defs: Record<string, Schema>;
  };
  const step = (schemas: Schema[], key: string): Schema[] =>
    schemas.flatMap((schema) => {
      const named = (schema['properties'] as Record<string, Schema> | undefined)?.[key];
      const open = key === '<name>' ? (schema['additionalProperties'] as Schema | undefined) : undefined;
      return [named, open].flatMap((next) => (next === undefined ? [] : within(next, whole.$defs)));
    });
  const isField = (path: string): boolean => path.split('.').reduce(step, within(whole.else, whole.$defs)).length > 0;
  const table = /## Fields([\s\S]*?)\n## /.exec(read('docs/policy.md'))?.[1] ?? '';
  const fields = all(table, /^\| (`.*?) \|/gm).flatMap((cell) => all(cell, /`([^`]+)`/g));
  expect(fields.length).toBeGreaterThan(80);
  expect(fields.filter((path) => !isField(path))).toEqual([]);
  const tops = Object.keys(whole.else['properties'] as Schema);
  expect(tops.filter((top) => !fields.some((path) => path.split('.')[0] === top))).toEqual([]);
});
