/** Whether everything of a vendor is found from its folder, with one line each in worker/ and demo/. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DeclaredVendor } from '../../activities/adapters/shared/vendor';
import { KNOWN_VENDORS } from '../../worker/vendors';

const ROOT = join(__dirname, '..', '..');
const ADAPTERS = join(ROOT, 'activities/adapters');

const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');
const filesIn = (folder: string): string[] =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => join(folder, name));
const entries = readdirSync(ADAPTERS, { withFileTypes: true });

/** Folders that are no vendor. */
const NO_VENDOR: Record<string, string> = {
  shared: 'what several vendors need, and the shape of a declaration',
  delivery: 'the ladder over the ways to a person, whoever the vendors are',
  github: 'what the three adapters for GitHub have in common',
};

/** Adapters of Muster's own, of one file each: nothing of them is configured. */
const OWN = ['outbox.ts', 'records.ts', 'snapshots.ts', 'temporal-history.ts', 'ticket-book.ts'];

/** Vendors that the demo does not play, and why. */
const NOT_PLAYED: Record<string, string> = {
  'pagerduty-on-call': 'the demo writes a directory that says who is on call',
  'github-issues': 'tickets go to one tracker, and the demo plays Jira',
  'github-actions': 'suites of tests would run into the hours of the play; people tick them',
  kubernetes: 'needs a cluster: test/e2e has one',
  postgresql: 'needs a server: test/e2e has one',
  ntfy: 'the numbers in the directory of the example stand for no topics; its tests press its buttons',
  prometheus: 'the service of the demo answers as Prometheus itself',
  health: 'the service of the demo answers for its own health',
  'webhook-rollback': 'the service of the demo has the webhook itself',
  'command-rollback': 'one way to roll back is used, and the demo uses the webhook',
};

const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
const vendors = folders.filter((name) => !(name in NO_VENDOR));

const variablesIn = (text: string): string[] => [
  ...new Set([...text.matchAll(/\bMUSTER_[A-Z_]*[A-Z]\b/g)].map(([name]) => name.replace(/_FILE$/, ''))),
];

/** What a folder declares, whatever it calls it. */
async function declaredIn(folder: string): Promise<DeclaredVendor[]> {
  const declared = (await import(join(ADAPTERS, folder, 'vendor'))) as Record<string, DeclaredVendor>;
  return Object.values(declared);
}

test('whatever is in activities/adapters is a vendor, or named here with what it is', () => {
  const loose = entries.filter((entry) => !entry.isDirectory()).map(({ name }) => name);
  expect(loose.sort()).toEqual(OWN);
  expect(Object.keys(NO_VENDOR).filter((name) => !folders.includes(name))).toEqual([]);
});

describe.each(vendors)('the vendor in %s', (folder) => {
  const home = `activities/adapters/${folder}`;

  test('has its factory, its check, its settings and its declaration', () => {
    const lacking = ['index.ts', 'check.ts', 'settings.ts', 'vendor.ts'].filter(
      (file) => !existsSync(join(ADAPTERS, folder, file)),
    );
    expect(lacking).toEqual([]);
    const declaration = read(`${home}/vendor.ts`);
    for (const part of ['./', './check', './settings']) expect(declaration).toContain(`from '${part}'`);
  });

  test('is one line in worker/vendors.ts', async () => {
    const declared = await declaredIn(folder);
    expect(declared).toHaveLength(1);
    expect(declared.filter((vendor) => !KNOWN_VENDORS.includes(vendor))).toEqual([]);
  });

  test('is one line in demo/vendors/list.ts, or named here with the reason', () => {
    const isPlayed = read('demo/vendors/list.ts').includes(`from './${folder}'`);
    expect(isPlayed).toBe(!(folder in NOT_PLAYED));
    if (isPlayed) expect(existsSync(join(ROOT, `demo/vendors/${folder}.ts`))).toBe(true);
  });

  test('has its variables in .env.example and in docs/settings.md', () => {
    const variables = variablesIn(filesIn(home).map(read).join('\n'));
    const [example, settings] = [read('.env.example'), read('docs/settings.md')];
    expect(variables.filter((name) => !new RegExp(`^${name}=`, 'm').test(example))).toEqual([]);
    expect(variables.filter((name) => !settings.includes(`| \`${name}\``))).toEqual([]);
  });

  test('reads variables in settings.ts alone, and says which turns it on', async () => {
    const reads = /\benv\.MUSTER_|\benv\['MUSTER_|Setting\(env/;
    const readers = filesIn(home).filter((file) => reads.test(read(file)));
    expect(readers.filter((file) => file !== `${home}/settings.ts`)).toEqual([]);
    const settings = variablesIn(read(`${home}/settings.ts`));
    const [vendor] = await declaredIn(folder);
    // Where it reads none, the policy turns it on.
    if (vendor?.turnedOnBy === undefined) expect(settings).toEqual([]);
    else expect(settings).toContain(vendor.turnedOnBy);
  });
});

test('nothing is on a list that is no vendor any more', () => {
  expect(Object.keys(NOT_PLAYED).filter((name) => !vendors.includes(name))).toEqual([]);
  expect(KNOWN_VENDORS).toHaveLength(vendors.length);
  expect(new Set(KNOWN_VENDORS.map(({ name }) => name)).size).toBe(vendors.length);
});

/** Words of the folders' names that mean something else in worker/, too: a port, its own health, its own metrics. */
const GENERIC = [
  'health',
  'statuspage',
  'mail',
  'prometheus',
  'on',
  'call',
  'command',
  'webhook',
  'rollback',
  'actions',
  'changes',
  'issues',
];

test('worker/ names a vendor in worker/vendors.ts alone', () => {
  const names = [...new Set(vendors.flatMap((folder) => folder.split('-')))].filter((word) => !GENERIC.includes(word));
  const variables = vendors.flatMap((folder) => variablesIn(read(`activities/adapters/${folder}/settings.ts`)));
  const named = filesIn('worker').flatMap((file) => {
    if (file === 'worker/vendors.ts') return [];
    const text = read(file);
    const imported = vendors.filter((folder) => text.includes(`adapters/${folder}`));
    const words = names.filter((name) => text.toLowerCase().includes(name));
    return [...imported, ...words, ...variables.filter((name) => text.includes(name))].map(
      (what) => `${file}: ${what}`,
    );
  });
  expect(named).toEqual([]);
});
