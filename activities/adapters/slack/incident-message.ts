/**
 * How an incident looks in a channel: one message that is kept current, everything else in its thread. What changes the
 * incident for everybody (severity, status, the end) is shown in the channel as well.
 */
import type { Block, KnownBlock } from '@slack/types';
import type { Outgoing } from '../../ports';
import { body, headline, noteBlock, notification, render, type Rendered } from './blocks';
import { buttonBlock, buttonsFor } from './buttons';
import { SlackRefused } from './failures';
import type { Posting } from './post';
import type { Sent } from './own-messages';
import { plainElement, mrkdwnLine } from './text';

export interface ThreadPost {
  sent: Sent;
  /** The message in whose thread it stands, where it is not that message itself. */
  root?: Sent;
  /** Something that was said later stands there already: what the channel shows is that. */
  isOvertaken?: true;
}

/** What everybody in the channel has to see, also those who follow no thread. */
export const changesForAll = (message: Outgoing): boolean =>
  message.kind === 'resolved' || message.changes === 'headline';

/** Tells a message about an incident in a channel. */
export async function tellInChannel(
  posting: Posting,
  channel: string,
  message: Outgoing,
  signal?: AbortSignal,
): Promise<ThreadPost> {
  signal?.throwIfAborted();
  const { incidentId, key, saidAt } = message;
  const root = await posting.rootOf(incidentId, channel, signal);
  if (root === undefined) {
    const content = firstContent(message);
    return { sent: await posting.postOnce({ place: { channel }, incidentId, key, saidAt, ...content }, signal) };
  }
  if (root.key === key) return { sent: root };
  try {
    return await tellInThread(posting, root, message, signal);
  } catch (error) {
    if (!(error instanceof SlackRefused) || !GONE.has(error.code)) throw error;
    // Somebody deleted it: the incident gets another one.
    posting.forget(root);
    return tellInChannel(posting, channel, message, signal);
  }
}

/** Has the incident's message in a channel show where else it is told, in markup of our own, if it does not yet. */
export async function leadTo(
  posting: Posting,
  channel: string,
  message: Outgoing,
  link: string,
  signal?: AbortSignal,
): Promise<void> {
  signal?.throwIfAborted();
  const known = await posting.rootOf(message.incidentId, channel, signal);
  if (known === undefined || known.blocks.some(isNamed(LINK))) return;
  const root = await posting.asShown(known, { always: true, signal });
  const rest = root.blocks.filter(({ block_id: id }) => id !== LINK && id !== BUTTONS);
  const blocks = [
    ...rest,
    { ...noteBlock(link), block_id: LINK },
    ...root.blocks.filter(isNamed(BUTTONS)),
  ] as KnownBlock[];
  await posting.edit(root, { text: notification(message), blocks }, signal);
}

const GONE = new Set(['message_not_found', 'thread_not_found']);

async function tellInThread(
  posting: Posting,
  root: Sent,
  message: Outgoing,
  signal: AbortSignal | undefined,
): Promise<ThreadPost> {
  const { incidentId, key, kind, saidAt } = message;
  const place = { channel: root.channel, threadTs: root.ts };
  const broadcast = changesForAll(message);
  const content = render(message, buttonsFor(kind, message));
  const sent = await posting.postOnce({ place, incidentId, key, saidAt, broadcast, ...content }, signal);
  const newestAt = await posting.newestSaidAt(place, signal);
  if (saidAt !== undefined && newestAt > saidAt) return { sent, root, isOvertaken: true };
  const shown = await posting.asShown(root, { signal });
  return { sent, root: await posting.edit(shown, currentContent(shown.blocks, message), signal) };
}

/** The incident's message has the buttons for acting on it, no matter which message came first. */
function firstContent(message: Outgoing): Rendered {
  const buttons = message.kind === 'resolved' ? [] : buttonsFor('initial', message);
  const { text, blocks } = render(message, []);
  return { text, blocks: [...blocks, ...buttonBlock(buttons, message.incidentId)] };
}

const LATEST = 'muster:latest';
const LINK = 'muster:link';
const BUTTONS = 'muster:buttons';
const isNamed =
  (name: string) =>
  ({ block_id: id }: Block): boolean =>
    id === name;

/** The incident's message as of now: the newest full report, and below it what was said last. */
function currentContent(before: Block[], message: Outgoing): Rendered {
  const isReport = message.changes === 'report';
  const [fixed, report] = [new Set([LATEST, LINK, BUTTONS]), body(message)];
  const kept = before.filter(({ block_id: id }) => id === undefined || !fixed.has(id));
  const shown = isReport ? report : withHeadline(kept, message);
  const latest: KnownBlock[] =
    isReport || message.kind === 'resolved'
      ? []
      : [
          {
            type: 'section',
            block_id: LATEST,
            text: plainElement(mrkdwnLine(`Latest: ${notification(message)}`, 1_000)),
          },
        ];
  const link = before.filter(isNamed(LINK));
  const hasButtons = message.kind !== 'resolved' && before.some(isNamed(BUTTONS));
  // Made again: whether the public may be told changes with the severity.
  const buttons = hasButtons ? buttonBlock(buttonsFor('initial', message), message.incidentId) : [];
  return {
    text: notification(message),
    blocks: [...(shown as KnownBlock[]), ...latest, ...(link as KnownBlock[]), ...buttons],
  };
}

/** A short message changes the headline only if it changes what the incident is. */
function withHeadline(blocks: Block[], message: Outgoing): Block[] {
  if (!changesForAll(message) || message.subject === undefined) return blocks;
  return [headline(message.subject), ...blocks.filter(({ type }) => type !== 'header')];
}
