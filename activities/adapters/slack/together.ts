/** How does one direct message stand for the pages of several incidents, each with its own button, and one for all? */
import type { KnownBlock, SectionBlock } from '@slack/types';
import type { Outgoing, PageOfSeveral } from '../../ports';
import { headline, linkMarkup, notification, noteBlock, type Rendered } from './blocks';
import { acknowledgeButton, allButton } from './buttons';
import { mrkdwnLine, plainElement } from './text';

/** Slack takes 50 blocks, and about 12,000 characters. */
const MOST_SHOWN = 40;
const LINE = 220;

/** What a button's value may be long. */
const LONGEST_VALUE = 2_000;

/** Names each incident as far as Slack has room, and says how many more there are. */
export function renderTogether(
  message: Pick<Outgoing, 'subject' | 'text' | 'room'>,
  pages: readonly PageOfSeveral[],
): Rendered {
  const shown = pages.slice(0, MOST_SHOWN);
  const left = pages.length - shown.length;
  const ids = idsOf(pages);
  const isAll = ids.length === new Set(pages.map(({ incidentId }) => incidentId)).size;
  const blocks: KnownBlock[] = [
    ...(message.subject === undefined ? [] : [headline(message.subject)]),
    ...shown.map(one),
    ...(left > 0 ? [noteBlock(`${left} more: ${listFrom(message.room)}`)] : []),
    { type: 'actions', block_id: 'muster:all', elements: [allButton(ids, isAll)] },
  ];
  return { text: notification(message), blocks };
}

const listFrom = (room: string | undefined): string =>
  room === undefined ? '`muster list`' : linkMarkup(new URL('/', room).href, 'all that are open');

const one = ({ incidentId, subject, text }: PageOfSeveral, n: number): SectionBlock => ({
  type: 'section',
  block_id: `muster:page:${n}`,
  text: plainElement(mrkdwnLine(`${subject ?? text.split('\n')[0] ?? ''} (${incidentId})`, LINE)),
  accessory: acknowledgeButton(incidentId),
});

/** As many as one button can name. */
function idsOf(pages: readonly PageOfSeveral[]): string[] {
  const ids = new Set<string>();
  let room = LONGEST_VALUE;
  for (const { incidentId } of pages) {
    if (ids.has(incidentId)) continue;
    room -= incidentId.length + 1;
    if (room < 0) break;
    ids.add(incidentId);
  }
  return [...ids];
}
