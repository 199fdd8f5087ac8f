/** Is every text for people plain English, or does it use a phrase that makes a native reader stop? */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { complaintsOf } from './phrases';
import { textsIn } from './texts-in';

const ROOT = join(__dirname, '..', '..');

/** Folders and files whose texts are judged. */
const JUDGED = [
  'client',
  'launcher',
  'directory',
  'activities',
  'worker',
  'demo',
  'domain',
  'workflows',
  'policy',
  'docs',
  'README.md',
  'CONTRIBUTING.md',
];

/** Decisions of the past and the list of words themselves stay as they were written. */
const LEFT_OUT = [/^docs\/adr\//, /^docs\/glossary\.md$/];

const filesAt = (place: string): string[] =>
  statSync(join(ROOT, place)).isFile()
    ? [place]
    : readdirSync(join(ROOT, place), { recursive: true, encoding: 'utf8' })
        .map((name) => join(place, name))
        .filter((file) => /\.(tsx?|md|yaml)$/.test(file) && !LEFT_OUT.some((pattern) => pattern.test(file)));

test.each(JUDGED)('%s has no phrase that makes a reader stop', (place) => {
  const complaints = filesAt(place).flatMap((file) =>
    textsIn(join(ROOT, file)).flatMap(({ line, text }) =>
      complaintsOf(text).map((complaint) => `${file}:${line} ${complaint}`),
    ),
  );
  expect(complaints).toEqual([]);
});

test.each([
  ['"x" is no time zone.', '"X is not a Y"'],
  ['There is no incident x.', undefined],
  ['It is no longer open.', undefined],
  ['nobody is told of it', '"told about"'],
  ['a guest, whom no page can reach', '"who"'],
  ['Token x counts no more.', 'no longer'],
  ['What is not done by then is missed.', 'begin with the subject'],
  ['What is wrong? Say it in a few words.', undefined],
])('%s', (text, complaint) => {
  const found = complaintsOf(text).join('; ');
  if (complaint === undefined) expect(found).toBe('');
  else expect(found).toContain(complaint);
});
