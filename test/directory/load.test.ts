import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DirectoryInvalid, loadDirectory, readDirectory } from '../../directory/load';

const SOUND = `people:
  - id: ada
    name: Ada
    handle: ada
    roles: [cto]
    contactPoints:
      - { channel: phone, address: +1-555-0101 }
  - id: bo
    name: Bo
rotations:
  - id: main
    role: on-call-engineer
    layers:
      - id: primary
        people: [ada, bo]
        zone: Europe/Berlin
        handOver: { every: weekly, day: monday, at: 09:00 }
        startsOn: 2026-01-05
    overrides:
      - { from: 2026-02-01T09:00, to: 2026-02-02T09:00, person: bo }
      - { from: 2026-02-02T09:00, to: 2026-02-02T12:00+01:00, person: bo, layer: primary }
`;

/** What is said of the sound file with one text in it replaced. */
function said(old: string, replacement: string): string[] {
  expect(SOUND).toContain(old);
  try {
    readDirectory(SOUND.replace(old, replacement), 'directory.yaml');
  } catch (problem) {
    if (problem instanceof DirectoryInvalid) return problem.message.split('\n');
    throw problem;
  }
  return [];
}

describe('a directory file', () => {
  test('is read with its defaults', () => {
    const { people, rotations } = readDirectory(SOUND, 'directory.yaml');
    expect(people[1]).toEqual({ id: 'bo', name: 'Bo', roles: [], contactPoints: [], access: 'lead' });
    expect(rotations[0]?.layers[0]?.handOver).toEqual({ every: 'weekly', day: 'monday', at: '09:00' });
  });

  test('may have people who are paged by PagerDuty', () => {
    const { people } = readDirectory(SOUND.replace('channel: phone', 'channel: pagerduty'), 'directory.yaml');
    expect(people[0]?.contactPoints[0]).toMatchObject({ channel: 'pagerduty' });
  });

  test.each([
    ['roles: [cto]', 'roles: [CTO]', '5:13 people[0].roles[0]: must be lower-case words joined by hyphens'],
    ['name: Bo', 'nmae: Bo', '8:5 people[1].name: is missing', '9:5 people[1]: unknown field nmae'],
    [
      'id: bo',
      'id: ada',
      '8:9 people[1].id: ada is already used by people[0]',
      '15:23 rotations[0].layers[0].people[1]: unknown person bo: not in people',
      '20:65 rotations[0].overrides[0].person: unknown person bo: not in people',
      '21:71 rotations[0].overrides[1].person: unknown person bo: not in people',
    ],
    ['name: Bo', 'name: Bo\n    handle: ada', '10:13 people[1].handle: ada is already used by people[0]'],
    ['name: Bo', 'name: ADA', '9:11 people[1].name: ADA is already used by people[0]'],
    [
      '{ channel: phone, address: +1-555-0101 }\n  - id: bo\n    name: Bo',
      '{ channel: email, address: us@example.com }\n  - id: bo\n    name: Bo\n    contactPoints: [{ channel: email, address: Us@example.com }]',
      '10:48 people[1].contactPoints[0].address: Us@example.com is already used by people[0]',
    ],
    [
      'contactPoints:',
      'contactPoints: phone\n    other:',
      '6:20 people[0].contactPoints: must be a list, not text',
      '7:5 people[0]: unknown field other',
    ],
    [
      'channel: phone',
      'channel: pigeon',
      '7:20 people[0].contactPoints[0].channel: must be one of phone, sms, slack, pagerduty, email, push',
    ],
    [
      '+1-555-0101',
      '15550101',
      '7:36 people[0].contactPoints[0].address: must be text, not a number: put it in quotes',
    ],
    ['+1-555-0101', 'home', '7:36 people[0].contactPoints[0].address: must look like +1-555-0101 for phone'],
    [
      'roles: [cto]',
      'roles: [on-call-engineer, all-on-call]',
      '5:13 people[0].roles[0]: rotation main already decides who is on-call-engineer',
      "5:31 people[0].roles[1]: all-on-call means everyone on call; it can't be given to one person",
    ],
    ['[ada, bo]', '[ada, cy]', '15:23 rotations[0].layers[0].people[1]: unknown person cy: not in people'],
    ['[ada, bo]', '[]', '15:9 rotations[0].layers[0].people: must name at least one person'],
    [
      'Europe/Berlin',
      'Europe/Bonn',
      '16:15 rotations[0].layers[0].zone: is not a known time zone; write one such as Europe/Berlin',
    ],
    ['at: 09:00', 'at: 25:00', '17:53 rotations[0].layers[0].handOver.at: must be a time of day such as 09:00'],
    ['every: weekly', 'every: monthly', '17:28 rotations[0].layers[0].handOver.every: must be one of daily, weekly'],
    ['2026-01-05', '2026-02-30', '18:19 rotations[0].layers[0].startsOn: is not a real date'],
    ['id: primary', 'id: first', '21:82 rotations[0].overrides[1].layer: unknown layer primary'],
    [
      'to: 2026-02-02T09:00',
      'to: 2026-02-01T09:00',
      '20:39 rotations[0].overrides[0].to: ends before it starts (2026-02-01T09:00)',
    ],
    [
      'to: 2026-02-02T09:00',
      'to: 2026-02-02T09:01',
      '21:9 rotations[0].overrides[1]: overlaps overrides[0] in layer primary',
    ],
    [
      'person: bo, layer',
      'person: cy, layer',
      '21:71 rotations[0].overrides[1].person: unknown person cy: not in people',
    ],
    ['name: Ada', 'id: ada', '3:5: Map keys must be unique'],
    [
      'roles: [cto]',
      'roles: [cto',
      '6:5: Flow sequence in block collection must be sufficiently indented and end with a ]',
    ],
  ])('with %j as %j is refused where it is wrong', (old, replacement, ...problems) => {
    const lines = said(old, replacement);
    for (const problem of problems) expect(lines).toContain(`directory.yaml:${problem}`);
    if (!problems[0]?.includes('Flow')) expect(lines).toHaveLength(problems.length);
  });

  test('without anything is refused', () => {
    expect(() => readDirectory('', 'd.yaml')).toThrow('d.yaml:1:1: is empty; it must be a group of fields');
  });

  test('with two layers or rotations of one name is refused', () => {
    const layer = SOUND.slice(SOUND.indexOf('      - id: primary'), SOUND.indexOf('    overrides'));
    expect(said(layer, layer + layer)).toEqual([
      'directory.yaml:19:13 rotations[0].layers[1].id: layer primary is listed twice',
    ]);
    expect(said(layer, layer.replace('primary', 'secondary') + layer)).toEqual([
      'directory.yaml:19:13 rotations[0].layers[1].id: the primary layer must be listed first',
    ]);
    const rotation = SOUND.slice(SOUND.indexOf('  - id: main'));
    expect(said(rotation, rotation + rotation)).toEqual([
      'directory.yaml:22:9 rotations[1].id: main is already used by rotations[0]',
    ]);
  });

  test('that is not there is refused', () => {
    const folder = mkdtempSync(join(tmpdir(), 'directory-'));
    const file = join(folder, 'directory.yaml');
    expect(() => loadDirectory(file)).toThrow(/directory.yaml:1:1: can't read the file: .*ENOENT/);
    writeFileSync(file, SOUND);
    expect(loadDirectory(file).people).toHaveLength(2);
    rmSync(folder, { recursive: true });
  });
});

test('everything that is wrong is said at once, and nobody is blamed for naming what can’t be read', () => {
  const text = SOUND.replace('name: Ada', 'nam: Ada')
    .replace('channel: phone', 'channel: phne')
    .replace('people: [ada, bo]', 'people: [ada, boo]')
    .replace('person: bo }', 'person: bo, layer: primry }');
  const problems = (() => {
    try {
      readDirectory(text, 'directory.yaml');
      return [];
    } catch (error) {
      return error instanceof DirectoryInvalid ? error.problems.map(({ path, message }) => `${path}: ${message}`) : [];
    }
  })();
  expect(problems).toEqual([
    'people[0].name: is missing',
    "people[0]: unknown field nam; did you mean 'name'?",
    expect.stringMatching(/^people\[0\]\.contactPoints\[0\]\.channel: must be one of .*did you mean 'phone'\?$/),
    "rotations[0].layers[0].people[1]: unknown person boo: not in people; did you mean 'bo'?",
    "rotations[0].overrides[0].layer: unknown layer primry; did you mean 'primary'?",
  ]);
});
