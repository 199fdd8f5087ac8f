import { join } from 'node:path';
import { loadDirectory } from '../../directory/load';
import { findProblems } from '../../directory/findings';
import { at, directory } from './fixtures';

const FROM = at('2026-01-06T00:00');
const TO = at('2026-01-20T00:00');

describe('findings', () => {
  test('a sound directory has none', () => {
    expect(findProblems(directory(), ['cto', 'on-call-engineer', 'all-on-call'], FROM, TO)).toEqual([]);
  });

  test('roles that nobody holds', () => {
    const lonely = directory((data) => (data.rotations = []));
    expect(findProblems(lonely, ['ceo', 'cto', 'ceo', 'all-on-call'], FROM, TO)).toEqual([
      { severity: 'error', message: 'The policy needs the role ceo, but nobody has it.', where: 'role ceo' },
      {
        severity: 'error',
        message: 'The policy pages everyone on call, but the directory has no rotations.',
        where: 'role all-on-call',
      },
    ]);
  });

  test('a role whose name looks misspelt in the directory', () => {
    const misspelt = directory((data) => {
      for (const person of data.people) person.roles = person.roles?.map((role) => (role === 'cto' ? 'ctoo' : role));
    });
    expect(findProblems(misspelt, ['cto'], FROM, TO)[0]?.message).toBe(
      'The policy needs the role cto, but nobody has it. The directory has ctoo: is that a spelling mistake?',
    );
  });

  test('nobody can be paged where nothing is connected, or nothing that serves their contact points', () => {
    const roles = ['cto', 'on-call-engineer'];
    const found = (served?: string[]) => findProblems(directory(), roles, FROM, TO, served);
    expect(found(['slack'])).toEqual([]);
    expect(found([])).toMatchObject([
      { severity: 'error', message: expect.stringContaining('nobody is called') as string },
    ]);
    expect(
      found(['phone', 'sms'])
        .filter(({ severity }) => severity === 'error')
        .map(({ message }) => message),
    ).toContain("DEE can't be paged: no configured integration serves slack.");
  });

  test('a contact point that no integration serves reaches nobody; where nothing is known of the worker, nothing is said', () => {
    const alone = directory((data) => {
      for (const person of data.people) person.contactPoints = [{ channel: 'push', address: 'x' }];
    });
    expect(findProblems(alone, ['cto'], FROM, TO, ['phone'])[0]).toMatchObject({
      severity: 'error',
      where: 'person dee',
    });
    expect(findProblems(alone, ['cto'], FROM, TO).filter(({ message }) => message.includes('serves'))).toEqual([]);
  });

  test('times at which nobody is on call', () => {
    const late = directory((data) => {
      data.rotations[0]?.layers.forEach((layer) => (layer.startsOn = '2026-01-12'));
      if (data.rotations[0]) {
        data.rotations[0].overrides = [{ from: '2026-01-05T00:00', to: '2026-01-07T00:00', person: 'dee' }];
      }
    });
    const found = findProblems(late, ['on-call-engineer'], FROM, TO);
    expect(found).toEqual([
      {
        severity: 'error',
        message:
          'Nobody is on call from 2026-01-06T23:00:00.000Z until 2026-01-12T08:00:00.000Z: the layer starts on 2026-01-12.',
        where: 'rotation main, layer primary',
      },
      {
        severity: 'warning',
        message:
          'Nobody is on call from 2026-01-06T00:00:00.000Z until 2026-01-12T08:00:00.000Z: the layer starts on 2026-01-12.',
        where: 'rotation main, layer secondary',
      },
    ]);
    expect(findProblems(late, ['cto'], FROM, TO).map(({ severity }) => severity)).toEqual(['warning', 'warning']);
    expect(findProblems(late, ['on-call-engineer'], at('2026-01-12T08:00'), TO)).toEqual([]);
  });

  test('people who cannot be reached: an error for those whom the policy needs', () => {
    const mute = directory((data) => data.people.forEach((person) => (person.contactPoints = [])));
    const found = findProblems(mute, ['on-call-engineer'], FROM, TO);
    expect(found.map(({ severity, where }) => `${severity} ${where ?? ''}`)).toEqual([
      'error person ada',
      'error person bo',
      'error person cy',
      'warning person dee',
    ]);
    expect(found[3]?.message).toBe("DEE has no contact points and can't be reached.");
  });

  test('unknown people in data that was not loaded', () => {
    const data = directory();
    data.rotations[0]?.overrides.push({ from: '2026-01-07T00:00', to: '2026-01-08T00:00', person: 'zoe' });
    expect(findProblems(data, [], FROM, TO)).toEqual([
      { severity: 'error', message: 'unknown person zoe: not in people', where: 'rotations[0].overrides[0].person' },
    ]);
  });
});

test('the example directory has everybody whom the guide names', () => {
  const example = loadDirectory(join(__dirname, '../../examples/release-manager/directory.yaml'));
  const roles = ['vp-engineering', 'engineering-manager', 'devops-lead', 'cto', 'ceo', 'development-team'];
  const needed = [...roles, 'on-call-engineer', 'all-on-call'];
  expect(findProblems(example, needed, at('2026-01-06T00:00'), at('2028-01-01T00:00'))).toEqual([]);
});
