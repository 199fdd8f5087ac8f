/**
 * A mail's two bodies from one text. The HTML is that text, escaped, in tables with styles of their own: nothing is
 * loaded, only the reader's own link to answer and those that may lead somewhere are links, and it can be read on a phone at
 * night.
 */
import { defined } from '../../../domain/state/fields';
import type { MessageKind, SeverityMark } from '../../ports';
import { atLinks } from '../shared/at-links';

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
// Line breaks and tabs stay.
const INVISIBLE = /(?![\n\t])[\p{Cc}\p{Cf}]/gu;

export const escapeHtml = (text: string): string =>
  text.replace(INVISIBLE, '').replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);

export interface Content {
  incidentId: string;
  kind: MessageKind;
  subject: string;
  text: string;
  severity?: SeverityMark;
  /** The reader's own link, which is in the text. */
  answerUrl?: string | undefined;
  /** See `Outgoing`. */
  room?: string | undefined;
  links?: string[] | undefined;
}

/** Kinds that ask for nothing any more. */
const OVER = new Set<MessageKind>(['resolved', 'withdrawal', 'invitation', 'reminder']);

/** Kinds of the time after an incident, which has a page of its own. */
const AFTERWARDS = new Set<MessageKind>(['invitation', 'reminder']);

/** Kinds that stakeholders get: they owe nothing, and have no command line. */
const TOLD = new Set<MessageKind>(['initial', 'update', 'resolved']);

const NO_REPLIES = 'Sent by Muster. Replies to this email are not processed.';

function footer({ incidentId, kind, answerUrl, room }: Content): string[] {
  if (room !== undefined) return [`Details: ${room}${AFTERWARDS.has(kind) ? '/post-mortem' : ''}`, NO_REPLIES];
  if (TOLD.has(kind)) return [NO_REPLIES];
  const acknowledge = OVER.has(kind) || answerUrl !== undefined ? [] : [`Acknowledge: muster ack ${incidentId}`];
  return [...acknowledge, `Details: muster ${AFTERWARDS.has(kind) ? 'post-mortem' : 'show'} ${incidentId}`, NO_REPLIES];
}

/** The text as the domain rendered it, and below it what to do. */
export const textBody = (content: Content): string =>
  `${content.text.trimEnd()}\n\n-- \n${footer(content).join('\n')}\n`;

/** The worst severities' colours, the worst first. */
const COLOURS = ['#b3261e', '#b35900', '#8a6d00'];

const PLAIN = '#3c5a78';

/** The status as the text says it. */
function statusIn(text: string): string | undefined {
  const status = (/^\*\*Status\*\*: (.{1,40})$/m.exec(text) ??
    /\((investigating|identified|mitigating|monitoring),/.exec(text))?.[1];
  return status?.toUpperCase();
}

/** The HTML body: severity and status at the top, the text, what to do. */
export function htmlBody(content: Content): string {
  const { severity, text } = content;
  const colour = COLOURS[severity?.rank ?? COLOURS.length] ?? PLAIN;
  const badge = [severity?.name, statusIn(text)].filter((part) => part !== undefined).join(' · ');
  const linked = (html: string): string => withAnchors(html, content);
  const rows = [
    ...(badge === ''
      ? []
      : [row(`background:${colour};color:#ffffff;font-weight:bold;padding:12px 16px`, escapeHtml(badge))]),
    row('font-size:20px;font-weight:bold;padding:16px 16px 4px', escapeHtml(content.subject)),
    ...(content.answerUrl === undefined ? [] : [row('padding:12px 16px', buttonHtml(content.answerUrl))]),
    row('padding:4px 16px 16px', content.text.trim().split('\n').map(lineHtml).map(linked).join('\n')),
    row(
      'border-top:1px solid #8a8a8a;font-size:14px;padding:12px 16px',
      footer(content).map(escapeHtml).map(linked).join('<br>'),
    ),
  ];
  return [
    '<!doctype html><html lang="en"><head><meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width,initial-scale=1">',
    '<meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark">',
    `<title>${escapeHtml(content.subject)}</title></head>`,
    '<body style="margin:0;padding:0"><table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0">',
    '<tr><td align="center"><table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" ',
    'style="max-width:600px;font-family:Helvetica,Arial,sans-serif;font-size:16px;line-height:1.5">',
    ...rows,
    '</table></td></tr></table></body></html>',
  ].join('\n');
}

const buttonHtml = (url: string): string =>
  `<a href="${escapeHtml(url)}" style="display:block;padding:16px;background:#0b6b3a;color:#ffffff;font-weight:bold;text-align:center;text-decoration:none;border-radius:6px">Open this page and answer</a>`;

/** The addresses that may be links, as links; both in HTML already. */
const withAnchors = (html: string, { room, links }: Content): string =>
  atLinks(html, defined({ room: room && escapeHtml(room), links: links?.map(escapeHtml) }))
    .map((part, n) => (n % 2 === 1 ? `<a href="${part}">${part}</a>` : part))
    .join('');

const row = (style: string, html: string): string =>
  `<tr><td align="left" style="${style};word-break:break-word">${html}</td></tr>`;

function lineHtml(line: string): string {
  const heading = /^#{1,4} (.*)$/.exec(line)?.[1];
  const html = escapeHtml(heading ?? line).replace(/\*\*([^*]+)\*\*/g, '<strong>$1</strong>');
  if (heading !== undefined) return `<div style="font-weight:bold;padding-top:12px">${html}</div>`;
  return html.trim() === ''
    ? '<div style="line-height:8px">&nbsp;</div>'
    : `<div style="white-space:pre-wrap">${html}</div>`;
}
