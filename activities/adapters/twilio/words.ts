/** What a page says in a text message and in a call. */
import type { ChannelPage } from '../delivery/channel';
import { createHash } from 'node:crypto';

/** Three text messages at most: 153 characters each in GSM-7, 67 in UCS-2. */
const LONGEST = { gsm: 459, unicode: 201 };

const LONGEST_SPOKEN = 600;

/** What makes one effect's message recognizable among those to a number. */
export const textMarker = ({ incidentId, key }: Pick<ChannelPage, 'incidentId' | 'key'>): string =>
  `(${createHash('sha256')
    .update(JSON.stringify([incidentId, key]))
    .digest('hex')
    .slice(0, 10)})`;

/** The headline, how to answer, the rest as far as there is room, and the marker, which is never cut. */
export function smsOf(page: ChannelPage): string {
  const marker = textMarker(page);
  const lines = page.text.split('\n').map((line) => line.trim());
  const isAnswer = (line: string): boolean => line.startsWith('Acknowledge:');
  const ordered = [page.subject ?? '', ...lines.filter(isAnswer), ...lines.filter((line) => !isAnswer(line))];
  const text = withoutLinks(ordered.filter((line, at) => line !== '' && ordered.indexOf(line) === at).join('\n'));
  const room = (isPlain(text) ? LONGEST.gsm : LONGEST.unicode) - marker.length - 1;
  return `${cut(text, room)}\n${marker}`;
}

/** What a voice says, twice. All of it is text: nothing in it is read as TwiML. */
export function twimlOf(page: ChannelPage): string {
  const said = escapeXml(
    cut(withoutLinks(`Muster. ${page.subject ?? ''}. ${page.text.replace(/\n/g, '. ')}`), LONGEST_SPOKEN),
  );
  return `<Response><Say>${said}</Say><Pause length="1"/><Say>${said}</Say></Response>`;
}

const INVISIBLE = /(?![\n])[\p{Cc}\p{Cf}]/gu;

const withoutLinks = (text: string): string =>
  text
    .replace(INVISIBLE, '')
    .replace(/:\/\//g, ': //')
    .replace(/\bwww\./gi, 'www ');

/** Cautious: what is in ASCII without the characters that GSM-7 counts twice. */
const isPlain = (text: string): boolean => /^[\n\x20-\x7e]*$/.test(text) && !/[[\]{}\\^|~`]/.test(text);

function cut(text: string, longest: number): string {
  if (text.length <= longest) return text;
  let kept = '';
  for (const character of text) {
    if (kept.length + character.length > longest - 3) break;
    kept += character;
  }
  return `${kept}...`;
}

const escapeXml = (text: string): string => text.replace(/[<>&"']/g, (character) => `&#${character.charCodeAt(0)};`);
