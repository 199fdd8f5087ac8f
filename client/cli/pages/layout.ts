/** How does text fit on a page in a terminal: width, colour, wrapping, columns and times? */
import { stripVTControlCharacters } from 'node:util';
import { clean } from '../../../domain/text/inert';
import { spokenDuration } from '../../../domain/text/format';

/** What a page is drawn on. */
export interface Sheet {
  now: number;
  /** Characters per line. */
  width: number;
  colour: boolean;
}

const STYLES = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33 } as const;

/** Writes in a style where there is colour. Give it only text that is already made plain. */
export const paint = ({ colour }: Sheet, style: keyof typeof STYLES, text: string): string =>
  colour && text !== '' ? `\u001b[${STYLES[style]}m${text}\u001b[0m` : text;

const GRAPHEMES = new Intl.Segmenter('en');

/** What people see as characters, so that none is cut in two. */
export const charactersOf = (text: string): string[] => Array.from(GRAPHEMES.segment(text), ({ segment }) => segment);

/** Text cut to a number of characters, and marked where something is missing. */
export function shortened(text: string, longest: number): string {
  const characters = charactersOf(plain(text));
  return characters.length <= longest ? characters.join('') : `${characters.slice(0, longest - 1).join('')}…`;
}

/** Text of an incident on one line, without anything that a terminal would act on. */
export const plain = (text: string): string => clean(stripVTControlCharacters(text)).replace(/\s+/g, ' ').trim();

/** Like `plain`, keeping the lines. */
export const plainLines = (text: string): string[] =>
  clean(stripVTControlCharacters(text), Infinity)
    .split('\n')
    .map((line) => line.replace(/\t/g, '  ').trimEnd());

/** Text in lines of the sheet's width: the first after `label`, the others indented below it. */
export function wrapped({ width }: Sheet, label: string, text: string): string[] {
  const indent = ' '.repeat(label.length);
  const room = Math.max(20, width - label.length);
  return foldInto(room, plain(text)).map((line, n) => `${n === 0 ? label : indent}${line}`.trimEnd());
}

function foldInto(room: number, text: string): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').flatMap((long) => pieces(room, long))) {
    if (line === '') line = word;
    else if (lengthOf(line) + 1 + lengthOf(word) <= room) line = `${line} ${word}`;
    else {
      lines.push(line);
      line = word;
    }
  }
  return [...lines, line];
}

/** A word that is longer than a line (an address, a hash) is cut into lines. */
function pieces(room: number, word: string): string[] {
  const characters = charactersOf(word);
  if (characters.length <= room) return [word];
  return Array.from({ length: Math.ceil(characters.length / room) }, (_, n) =>
    characters.slice(n * room, (n + 1) * room).join(''),
  );
}

const lengthOf = (text: string): number => charactersOf(text).length;

/** Text cut to a number of characters, padded to it. */
export function column(text: string, width: number): string {
  const cut = shortened(text, width);
  return `${cut}${' '.repeat(width - lengthOf(cut))}`;
}

/** `14:30` of an ISO instant, in UTC. */
export const clock = (iso: string): string => iso.slice(11, 16);

/** `in 5 min 20 s`, or `5 min 20 s late`. */
export function countdown(now: number, iso: string): string {
  const left = Date.parse(iso) - now;
  return left >= 0 ? `in ${spokenDuration(left)}` : `${spokenDuration(-left)} late`;
}

/** How long ago, or how long. */
export const age = (now: number, iso: string): string => spokenDuration(Math.max(0, now - Date.parse(iso)));

/** The same in one word, for a narrow column: `41 min`, `5 h`, `3 d`. */
export function roughAge(now: number, iso: string): string {
  const minutes = Math.floor(Math.max(0, now - Date.parse(iso)) / 60_000);
  if (minutes < 60) return `${minutes} min`;
  return minutes < 24 * 60 ? `${Math.floor(minutes / 60)} h` : `${Math.floor(minutes / (24 * 60))} d`;
}

/** A part of a page under a heading; nothing if it has no lines. */
export const section = (sheet: Sheet, heading: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : ['', paint(sheet, 'bold', heading), ...lines];
