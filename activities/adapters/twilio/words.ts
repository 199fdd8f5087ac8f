/** What a page says in a text message and in a call. */
import { CONFIRM } from '../../../domain/doctor/test-message';
import { askForKey, PAGE_KEYS, sayVerb, TEST_KEYS, twimlDocument } from '../../../domain/text/twiml';
import type { ChannelPage } from '../delivery/channel';
import { createHash } from 'node:crypto';
import type { MayLead } from '../shared/at-links';
import { withoutLinks } from '../shared/without-links';

/** What is read on a lock screen, link and all. */
const LONGEST_SMS = 320;

/** About twelve seconds; how to answer takes six more. */
const LONGEST_SPOKEN = 190;

/** Less than this of a sentence says nothing. */
const SHORTEST_LINE = 20;

/** What makes one effect's message recognizable among those to a number. */
export const textMarker = ({ incidentId, key }: Pick<ChannelPage, 'incidentId' | 'key'>): string =>
  `(${createHash('sha256')
    .update(JSON.stringify([incidentId, key]))
    .digest('hex')
    .slice(0, 10)})`;

/** The headline, why, how to answer, and the marker; the last two are never cut. `hears`: a reply reaches us. */
export function smsOf(page: ChannelPage, { hears }: { hears: boolean }): string {
  const end = [...answerLines(page, hears), textMarker(page)].join('\n');
  const lines = page.short === undefined ? page.text.split('\n') : [page.short];
  const said = [page.subject ?? '', ...lines].map((line) => defused(line, page).trim());
  let room = LONGEST_SMS - end.length;
  const shown: string[] = [];
  for (const line of new Set(said.filter((one) => one !== ''))) {
    if (room <= SHORTEST_LINE) break;
    const fitting = cut(line, room - 1);
    shown.push(fitting);
    room -= fitting.length + 1;
  }
  return [...shown, end].join('\n');
}

function answerLines(page: ChannelPage, hears: boolean): string[] {
  const { answer, together } = page;
  if (answer === undefined) return [];
  const { says, command, url } = answer;
  if (url === undefined) return [`${says}: ${defused(command, page)}`];
  return [
    hears && together === undefined && asksForAnswer(says) ? `Reply 1: on it. 2: can't. Or: ${url}` : `${says}: ${url}`,
  ];
}

const asksForAnswer = (says: string): boolean => says.startsWith('Acknowledge');

/** What a voice says, once. All of it is text: nothing in it is read as TwiML. `hears`: a key reaches us. */
export function twimlOf(page: ChannelPage, { hears }: { hears: boolean }): string {
  const title = cut(defused(`Muster. ${sentence(page.subject ?? '')} ${page.short ?? ''}`).trim(), LONGEST_SPOKEN);
  const keys = hears ? callbackOf(page) : undefined;
  return keys === undefined
    ? twimlDocument(
        sayVerb(title),
        sayVerb(`To answer, open the chat or the ${page.room === undefined ? 'command line' : 'incident room'}.`),
      )
    : twimlDocument(askForKey(title, page.answer?.says === CONFIRM ? TEST_KEYS : PAGE_KEYS, keys));
}

/** Where Twilio tells which key was pressed: by the same token that the person's link has. */
function callbackOf({ answer, together }: ChannelPage): string | undefined {
  // A key answers one incident; nobody should believe that it answered several.
  if (answer?.url === undefined || together !== undefined) return undefined;
  const { origin, pathname } = new URL(answer.url);
  return `${origin}/twilio/voice/${pathname.slice(pathname.lastIndexOf('/') + 1)}`;
}

const sentence = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`);

const INVISIBLE = /(?![\n])[\p{Cc}\p{Cf}]/gu;

/** Without links of others: what an alert says must not lead anybody anywhere. */
const defused = (text: string, mayLead: MayLead = {}): string => withoutLinks(text.replace(INVISIBLE, ''), mayLead);

function cut(text: string, longest: number): string {
  if (text.length <= longest) return text;
  let kept = '';
  for (const character of text) {
    if (kept.length + character.length > longest - 3) break;
    kept += character;
  }
  return `${kept}...`;
}
