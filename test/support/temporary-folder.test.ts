/** Are temporary folders of tests always removed? */
import { temporaryFolder } from './temporary-folder';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

const TESTS = join(__dirname, '..');

let before: string | undefined;

describe('a temporary folder', () => {
  afterAll(() => expect(existsSync(before ?? '')).toBe(true));

  test('is there for the whole file, under a name that says whose it is', () => {
    before = temporaryFolder('example');
    expect(readdirSync(before)).toEqual([]);
    expect(basename(before)).toMatch(/^muster-example-/);
    expect(temporaryFolder('example')).not.toBe(before);
  });
});

test('whoever makes one alone removes it alone', () => {
  const leaving = readdirSync(TESTS, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.startsWith('support/temporary-folder'))
    .filter((file) => {
      const source = readFileSync(join(TESTS, file), 'utf8');
      return source.includes('mkdtempSync(') && !source.includes('rmSync(');
    });
  expect(leaving).toEqual([]);
});
