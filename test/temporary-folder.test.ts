import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { temporaryFolder } from './temporary-folder';

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
  const leaving = readdirSync(__dirname, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.startsWith('temporary-folder'))
    .filter((file) => {
      const source = readFileSync(join(__dirname, file), 'utf8');
      return source.includes('mkdtempSync(') && !source.includes('rmSync(');
    });
  expect(leaving).toEqual([]);
});
