import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { createDirectory } from '../../directory/directory';
import type { DirectoryInvalid } from '../../directory/load';
import { at, input, weekly } from './fixtures';

const NOW = at('2026-01-07T00:00');

async function who(role: string, instant: number, data = input()) {
  const { people, problem } = await createDirectory({ data }).whoIs(role, instant);
  return { people: people.map(({ id }) => id), problem };
}

test('says who somebody is on GitHub, by their mail address', async () => {
  const data = input();
  const [first] = data.people;
  if (first === undefined) throw new Error('nobody');
  Object.assign(first, { github: 'ada-l', contactPoints: [{ channel: 'email', address: 'Ada@example.com' }] });
  const directory = createDirectory({ data });
  expect(await directory.githubLoginOf('ada@example.com')).toBe('ada-l');
  expect(await directory.githubLoginOf('bo@example.com')).toBeUndefined();
  Object.assign(first, { github: '@ada' });
  expect(() => createDirectory({ data })).toThrow(/GitHub login/);
});

describe('whoIs', () => {
  test('finds those who hold a role', async () => {
    const directory = createDirectory({ data: input() });
    await expect(directory.whoIs('cto', NOW)).resolves.toEqual({
      people: [{ id: 'dee', name: 'DEE', contactPoints: [{ channel: 'slack', address: 'dee' }] }],
    });
  });

  test('everyone on call are those of the rotations whose roles the policy uses', async () => {
    const of = (role: string, person: string) => ({ id: role, role, layers: [weekly('primary', [person])] });
    const data = { ...input(), rotations: [of('on-call-engineer', 'ada'), of('customer-liaison', 'bo')] };
    const everyone = async (policyRoles: string[]) => {
      const directory = createDirectory({ data, policyRoles: () => policyRoles });
      return (await directory.whoIs('all-on-call', NOW)).people.map(({ id }) => id);
    };
    expect(await everyone(['cto', 'on-call-engineer', 'all-on-call'])).toEqual(['ada']);
    expect(await everyone(['customer-liaison', 'on-call-engineer'])).toEqual(['ada', 'bo']);
    expect(await everyone(['cto', 'all-on-call'])).toEqual(['ada', 'bo']);
  });

  test('finds the primary for the role of a rotation', async () => {
    expect(await who('on-call-engineer', NOW)).toEqual({ people: ['ada'] });
    expect(await who('on-call-engineer', NOW + 7 * 86_400_000)).toEqual({ people: ['bo'] });
  });

  test('says when the shift changes next, and nothing of it for a role that does not rotate', async () => {
    const directory = createDirectory({ data: input() });
    const next = at('2026-01-12T09:00', 'Europe/Berlin');
    expect((await directory.whoIs('on-call-engineer', NOW)).changesAt).toBe(next);
    expect((await directory.whoIs('all-on-call', next - 1)).changesAt).toBe(next);
    expect((await directory.whoIs('all-on-call', next)).changesAt).toBe(next + 7 * 86_400_000);
    expect(await directory.whoIs('cto', NOW)).not.toHaveProperty('changesAt');
  });

  test('finds everybody on call once, those of the first layers first', async () => {
    const data = input();
    data.rotations.push({
      id: 'data',
      role: 'on-call-data',
      layers: [weekly('primary', ['dee']), weekly('backup', ['ada'])],
    });
    expect(await who('all-on-call', NOW, data)).toEqual({ people: ['ada', 'dee', 'bo'] });
  });

  test('says when nobody holds a role', async () => {
    expect(await who('ceo', NOW)).toEqual({ people: [], problem: 'Nobody in the directory has the role ceo.' });
    expect(await who('all-on-call', NOW, { ...input(), rotations: [] })).toEqual({
      people: [],
      problem: 'The directory has no on-call rotations.',
    });
  });

  test('says when nobody is on call', async () => {
    const before = at('2026-01-01T00:00');
    expect(await who('on-call-engineer', before)).toEqual({
      people: [],
      problem: 'Nobody is on call in layer primary of rotation main.',
    });
    const data = input();
    if (data.rotations[0]?.layers[1]) data.rotations[0].layers[1].startsOn = '2026-02-02';
    expect(await who('on-call-engineer', NOW, data)).toEqual({ people: ['ada'] });
    expect(await who('all-on-call', NOW, data)).toEqual({
      people: ['ada'],
      problem: 'Nobody is on call in layer secondary of rotation main.',
    });
  });

  test('leaves out whoever has no contact point, and names them', async () => {
    const data = input();
    data.people.forEach((person) => {
      person.roles = ['development-team'];
      if (person.id !== 'cy') person.contactPoints = [];
    });
    expect(await who('development-team', NOW, data)).toEqual({
      people: ['cy'],
      problem: "ADA, BO, and DEE can't be reached: no contact points in the directory.",
    });
  });

  test('finds a person by id', async () => {
    const directory = createDirectory({ data: input() });
    expect(await directory.person('bo')).toMatchObject({ id: 'bo', name: 'BO' });
    expect(await directory.person('nobody')).toBeUndefined();
  });
});

describe('a directory file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'directory-'));
  const file = join(folder, 'directory.yaml');
  const write = (name: string) =>
    writeFileSync(
      file,
      stringify({ people: [{ id: 'ada', name, contactPoints: [{ channel: 'slack', address: 'x' }] }] }),
    );
  afterAll(() => rmSync(folder, { recursive: true }));

  test('is read again when it changes, and the last sound one stays while it is broken', async () => {
    const problems: DirectoryInvalid[] = [];
    write('Ada');
    const directory = createDirectory({ file, onProblem: (problem) => problems.push(problem) });
    const name = async () => (await directory.person('ada'))?.name;
    expect(await name()).toBe('Ada');
    write('Ada B.');
    expect(await name()).toBe('Ada B.');
    writeFileSync(file, 'people: []');
    expect([await name(), await name()]).toEqual(['Ada B.', 'Ada B.']);
    expect(problems.map(({ message }) => message)).toEqual([`${file}:1:1 people: must name at least one person`]);
    renameSync(file, `${file}.old`);
    expect([await name(), await name()]).toEqual(['Ada B.', 'Ada B.']);
    expect(problems).toHaveLength(2);
    write('Ada C.');
    expect(await name()).toBe('Ada C.');
    expect(directory.current().people).toHaveLength(1);
  });

  test('that is broken from the start is refused', () => {
    writeFileSync(file, 'people: []');
    expect(() => createDirectory({ file })).toThrow('must name at least one person');
  });
});
