/**
 * The workspace's public channels by their names. A large workspace has many pages of them, and Slack takes few questions for
 * them a minute: so all who look share one walk through the pages, it stops where everybody has found theirs, and one that
 * failed goes on at the page where it failed.
 */
import { ProviderRejected } from '../../errors';
import { untilAborted } from '../shared/abort';
import type { SlackClient } from './api';
import { defined } from '../../../domain/state/fields';

export interface ChannelList {
  /**
   * The id of a channel whose name is meant, as of the pages seen lately; else reads on until it is found or there are no more.
   * `fresh`: every page is read again before the answer is that there is none.
   */
  find(
    isMeant: (name: string) => boolean,
    options?: { fresh?: boolean; signal?: AbortSignal | undefined },
  ): Promise<string | undefined>;
  /** For a channel that was made just now. */
  add(name: string, id: string): void;
}

/** A walk that stopped longer ago begins again: the pages that it has read are old. */
const GOES_ON_WITHIN_MS = 600_000;

export function createChannelList({ api, now }: { api: SlackClient; now: () => number }): ChannelList {
  const channels = new Map<string, string>();
  let next: { cursor: string; since: number } | undefined;
  let walksDone = 0;
  let underWay: Promise<void> | undefined;

  const readPage = async (): Promise<void> => {
    const cursor = next !== undefined && now() - next.since <= GOES_ON_WITHIN_MS ? next.cursor : undefined;
    const from = {
      types: 'public_channel',
      exclude_archived: true,
      limit: 200,
      ...defined({ cursor }),
    };
    // Without anybody's signal: a caller that gives up must not take the page from the others.
    const page = await api
      .ask((slack) => slack.conversations.list(from))
      .catch((error: unknown) => {
        // A cursor that Slack does not take any more: from the beginning then.
        if (error instanceof ProviderRejected) next = undefined;
        throw error;
      });
    for (const { id, name } of page.channels ?? []) if (id !== undefined && name !== undefined) channels.set(name, id);
    const after = page.response_metadata?.next_cursor || undefined;
    next = after === undefined ? undefined : { cursor: after, since: now() };
    if (next === undefined) walksDone += 1;
  };

  const readOn = (): Promise<void> => (underWay ??= readPage().finally(() => (underWay = undefined)));

  return {
    async find(isMeant, { fresh = false, signal } = {}) {
      const known = (): string | undefined => [...channels].find(([name]) => isMeant(name))?.[1];
      // A walk under way read its first pages earlier: a caller that needs all pages fresh waits for the next one.
      const isUnderWay = next !== undefined || underWay !== undefined;
      const enough = walksDone + (fresh && isUnderWay ? 2 : 1);
      for (;;) {
        const id = known();
        if (id !== undefined || walksDone >= enough) return id;
        signal?.throwIfAborted();
        await untilAborted(readOn(), signal);
      }
    },
    add: (name, id) => void channels.set(name, id),
  };
}
