/** A message of Muster as blocks, within Slack's limits. */
import type { HeaderBlock, KnownBlock, SectionBlock } from '@slack/types';
import type { Outgoing } from '../../ports';
import { buttonBlock, type ButtonName } from './buttons';
import { atLinks, type MayLead } from '../shared/at-links';
import { escapeMrkdwn, mrkdwnLine, pieces, plainElement } from './text';

export interface Rendered {
  /** What notifications and screen readers say. */
  text: string;
  blocks: KnownBlock[];
}

const HEADER = 150;
const SECTION = 3_000;
const NOTIFICATION = 1_000;
/** Under Slack's 50, with room for header, latest post and buttons. */
const MOST_SECTIONS = 40;
/**
 * Slack refuses a message whose blocks have more characters in all than about 12,000 (`msg_blocks_too_long`, which its docs don't
 * put a number to). This is with room for header, latest post and buttons.
 */
const MOST_CHARACTERS = 10_100;

/** The whole message: headline, text, buttons. */
export function render(
  message: Pick<Outgoing, 'subject' | 'text' | 'incidentId' | 'room' | 'links'>,
  buttons: readonly ButtonName[],
): Rendered {
  return {
    text: notification(message),
    blocks: [...body(message), ...buttonBlock(buttons, message.incidentId)],
  };
}

/** What a notification of it says: the headline, and how the text begins. */
export function notification({ subject, text }: Pick<Outgoing, 'subject' | 'text'>): string {
  const parts = [subject ?? '', withoutTitle(text, subject)].map((part) => part.trim());
  return mrkdwnLine(parts.filter((part) => part !== '').join(': '), NOTIFICATION);
}

/** Headline and text, without buttons. */
export function body({
  subject,
  text,
  ...mayLead
}: Pick<Outgoing, 'subject' | 'text' | 'room' | 'links'>): KnownBlock[] {
  const { room } = mayLead;
  const sections = chapters(withoutTitle(text, subject)).flatMap(({ heading, lines }) => [
    ...(heading === undefined ? [] : [emphasized(heading)]),
    ...linkedSections(lines, mayLead),
  ]);
  const shown = fitting(sections);
  const left = lengthOf(sections) - lengthOf(shown);
  const cut = left > 0 ? ` (${left} characters)` : '';
  return [
    ...(subject === undefined ? [] : [headline(subject)]),
    ...shown,
    ...(shown.length < sections.length || left > 0
      ? [
          noteBlock(
            `Text cut off here${cut}. See all of it ${room === undefined ? 'with `muster show`' : linkMarkup(room, 'in the room')}.`,
          ),
        ]
      : []),
  ];
}

/** Plain text has no links, so a line with an address that may be one is a section in Slack's markup. */
function linkedSections(lines: string, mayLead: MayLead): SectionBlock[] {
  const plain = (text: string): SectionBlock[] =>
    pieces(text, SECTION).map((piece) => ({ type: 'section', text: plainElement(piece) }));
  const sections: SectionBlock[] = [];
  let before = '';
  for (const line of lines.split('\n')) {
    const parts = atLinks(line, mayLead);
    if (parts.length === 1 || parts.length > MOST_PARTS) before += `${line}\n`;
    else {
      const text = parts.map((part, n) => (n % 2 === 1 ? linked(part, mayLead) : mrkdwnLine(part, LONGEST_PART)));
      const markup = text.filter((part) => part !== '').join(' ');
      sections.push(...plain(before), { type: 'section', text: { type: 'mrkdwn', text: markup, verbatim: true } });
      before = '';
    }
  }
  return [...sections, ...plain(before)];
}

/** Of a line with links, and how long each part may be: together they fit into a section. */
const MOST_PARTS = 7;
const LONGEST_PART = 350;

const linked = (address: string, { links = [] }: MayLead): string =>
  links.includes(address) ? `<${escapeMrkdwn(address)}>` : linkMarkup(address, 'Open the room');

/** A link in Slack's markup; the address is one of ours. */
export const linkMarkup = (address: string, words: string): string => `<${escapeMrkdwn(address)}|${words}>`;

const lengthOf = (sections: readonly SectionBlock[]): number =>
  sections.reduce((sum, { text }) => sum + (text?.text.length ?? 0), 0);

/** From the beginning, where a message says what matters most, as much as Slack takes; the last section is cut to fit. */
function fitting(sections: readonly SectionBlock[]): SectionBlock[] {
  const shown: SectionBlock[] = [];
  let room = MOST_CHARACTERS;
  for (const section of sections.slice(0, MOST_SECTIONS)) {
    const { text } = section;
    const length = text?.text.length ?? 0;
    if (length <= room) shown.push(section);
    else {
      const lines = text?.text.slice(0, room).replace(/\n[^\n]*$/, '') ?? '';
      // Never within an entity such as `&amp;`, nor within a character.
      const whole = lines.replace(/&[a-z]{0,4}$|[\ud800-\udbff]$/u, '');
      if (text !== undefined && whole.trim() !== '') shown.push({ ...section, text: { ...text, text: whole } });
      break;
    }
    room -= length;
  }
  return shown;
}

export const headline = (subject: string): HeaderBlock => ({
  type: 'header',
  text: plainElement(mrkdwnLine(subject, HEADER)),
});

/** A small line under a message, in Slack's markup: only for words of our own. */
export const noteBlock = (markup: string): KnownBlock => ({
  type: 'context',
  elements: [{ type: 'mrkdwn', text: markup, verbatim: true }],
});

/** A heading in bold, if it is made of words alone; what could act as markup stays plain. */
function emphasized(heading: string): SectionBlock {
  const isWords = /^[\p{L}\p{N} ,.'’-]{1,200}$/u.test(heading);
  return {
    type: 'section',
    text: isWords
      ? { type: 'mrkdwn', text: `*${escapeMrkdwn(heading.trim())}*`, verbatim: true }
      : plainElement(mrkdwnLine(heading, SECTION)),
  };
}

interface Chapter {
  heading?: string;
  lines: string;
}

/** The templates are Markdown; Slack is not: headings become blocks of their own, labels lose their asterisks. */
function chapters(text: string): Chapter[] {
  const found: Chapter[] = [{ lines: '' }];
  for (const line of text.split('\n')) {
    const heading = /^#{1,3} (.+)$/.exec(line)?.[1];
    const last = found.at(-1);
    if (heading !== undefined) found.push({ heading, lines: '' });
    else if (last !== undefined) last.lines += `${line.replace(/^(- )?\*\*([^*]+)\*\*/, '$1$2')}\n`;
  }
  return found;
}

/** A text that begins with its own headline needs it once. */
function withoutTitle(text: string, subject: string | undefined): string {
  const first = /^# (.*)\n?/.exec(text);
  return first !== null && first[1]?.trim() === subject?.trim() ? text.slice(first[0].length).trimStart() : text;
}
