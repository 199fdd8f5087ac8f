/** By which other way does a post reach a person whom chat does not reach? */
import type { Chat, Directory, Pager } from '../../ports';
import { mayRing } from '../../../domain/paging/urgency';
import { defined } from '../../../domain/state/fields';
import { receiptOfSeveral } from '../shared/receipt-of-several';

export interface PeoplePostsOptions {
  chat: Chat;
  /** A person's ways, in order, as their pages go. */
  ways: Pager;
  directory: Pick<Directory, 'person'>;
}

/**
 * Chat, with a second chance for people: a nudge, an invitation or a question that chat can't bring goes on by their other ways,
 * and never rings. Channels are chat's alone.
 */
export function createPeoplePosts({ chat, ways, directory }: PeoplePostsOptions): Chat {
  const toOne = async (
    named: string,
    message: Omit<Parameters<Chat['post']>[0], 'to'>,
    signal: AbortSignal | undefined,
  ): ReturnType<Chat['post']> => {
    try {
      return await chat.post({ ...message, to: [named] }, signal);
    } catch (error) {
      signal?.throwIfAborted();
      const person = isChannel(named) ? undefined : await directory.person(named);
      if (person === undefined) throw error;
      const { incidentId, key, subject = '', text, room, links } = message;
      const kind = mayRing(message.kind) ? 'notice' : message.kind;
      try {
        return await ways.page(
          { incidentId, key, kind, subject, text, ...defined({ room, links }), to: person, roles: [] },
          signal,
        );
      } catch {
        // What chat said decides whether it is tried again.
        throw error;
      }
    }
  };

  return {
    async post({ to, ...message }, signal) {
      if (to.every(isChannel)) return chat.post({ to, ...message }, signal);
      const outcomes = await Promise.allSettled(to.map((named) => toOne(named, message, signal)));
      signal?.throwIfAborted();
      return receiptOfSeveral(outcomes, to, 'chat');
    },
  };
}

const isChannel = (named: string): boolean => named.startsWith('#');
