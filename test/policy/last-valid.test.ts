import { copyFileSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createDirectory } from '../../directory/directory';
import { copyOfPolicies, livePolicies } from '../../policy/live';
import { temporaryFolder } from '../support/temporary-folder';

const folder = temporaryFolder('last-valid');
const shipped = join(__dirname, '..', '..', 'policy', 'release-manager.yaml');
const file = join(folder, 'policy.yaml');
const guide = join(folder, 'guide.md');
const base = { extends: shipped, name: 'own', version: '1.0.0' };
const write = (content: object, to = file): void => writeFileSync(to, JSON.stringify(content));

/** A home of its own, and what a process that starts there says. */
function aHome(name: string) {
  const home = join(folder, name);
  const problems: (number | undefined)[] = [];
  const troubles: string[] = [];
  const policies = (onTrouble?: (text: string) => void) =>
    livePolicies({ files: [file], home, onProblem: (_problem, since) => problems.push(since), onTrouble });
  return { home, problems, troubles, policies, keep: (text: string) => void troubles.push(text) };
}

test('a start with a broken policy uses the last valid one, with its hash, and says since when it was valid', () => {
  const { policies, problems, troubles, keep } = aHome('start');
  write(base);
  const [before] = policies(keep)();
  writeFileSync(file, 'name: [');
  const again = policies(keep);
  expect(again()).toEqual([{ ...before, locate: expect.any(Function) as unknown }]);
  expect(problems).toEqual([expect.any(Number)]);
  write({ ...base, version: '2.0.0' });
  expect(again()[0]?.policy.version).toBe('2.0.0');
  expect(troubles).toEqual([]);
});

test('each valid change is kept, and a guide that is gone costs nothing', () => {
  const { policies, keep } = aHome('changes');
  copyFileSync(join(__dirname, '../../policy/release-manager.guide.md'), guide);
  write({ ...base, guide: './guide.md' });
  const running = policies(keep);
  running();
  write({ ...base, guide: './guide.md', version: '1.1.0' });
  expect(running()[0]?.policy.version).toBe('1.1.0');
  rmSync(guide);
  expect(policies(keep)()[0]?.policy).toMatchObject({ version: '1.1.0', guide });
});

test('a file that was broken when it was added is seen when it is mended', () => {
  const { policies, keep } = aHome('added');
  const middle = join(folder, 'middle.yaml');
  write(base);
  const running = policies(keep);
  writeFileSync(middle, 'name: [');
  write({ extends: './middle.yaml', name: 'own' });
  expect(running()[0]?.policy.version).toBe('1.0.0');
  write({ ...base, version: '3.0.0' }, middle);
  expect(running()[0]?.policy.version).toBe('3.0.0');
});

test('only the owner can read a copy; who only reads stores none', () => {
  const { home, policies, keep } = aHome('private');
  write(base);
  policies()();
  expect(() => statSync(copyOfPolicies(home))).toThrow('ENOENT');
  policies(keep)();
  expect(statSync(copyOfPolicies(home)).mode & 0o077).toBe(0);
});

test('a copy that was changed or cut is not used, and is said to be useless', () => {
  const { home, policies, troubles, keep } = aHome('torn');
  write(base);
  policies(keep)();
  const copy = readFileSync(copyOfPolicies(home), 'utf8');
  writeFileSync(file, 'name: [');
  for (const damaged of [copy.slice(0, -20), copy.replace('1.0.0', '1.0.1')]) {
    writeFileSync(copyOfPolicies(home), damaged);
    expect(() => policies(keep)).toThrow(/not valid YAML/);
  }
  expect(troubles).toEqual([
    `${copyOfPolicies(home)} can't be used and is ignored: it is not valid JSON`,
    `${copyOfPolicies(home)} can't be used and is ignored: its content does not match its hash`,
  ]);
});

test('a directory is kept as well, and people are found in it', async () => {
  const home = join(folder, 'people');
  const directory = join(folder, 'directory.yaml');
  const open = () => createDirectory({ file: directory, home, onTrouble: () => undefined });
  write(
    { people: [{ id: 'ada', name: 'Ada', roles: ['cto'], contactPoints: [{ channel: 'push', address: 'x' }] }] },
    directory,
  );
  open();
  writeFileSync(directory, 'people: []');
  expect((await open().whoIs('cto', 0)).people).toMatchObject([{ id: 'ada' }]);
});
