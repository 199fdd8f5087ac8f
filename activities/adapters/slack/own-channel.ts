/**
 * Incidents with a channel of their own. The channel for all hears first, before anything that only the other one needs can
 * fail or take long; the rest is told in the incident's own channel, to which the message in the channel for all leads.
 */
import { ProviderRejected } from '../../errors';
import type { Outgoing, Receipt } from '../../ports';
import type { Conversations } from './conversations';
import { changesForAll, leadTo, tellInChannel, type ThreadPost } from './incident-message';
import type { Posting } from './post';

export type ToldInOwn = Pick<Receipt, 'note' | 'notReached'> & { told: ThreadPost };

/** What goes on only to make the channel nicer: a refusal of it is told in the receipt and stops nothing. */
type Extra = [what: string, act: () => Promise<unknown>];

export function createOwnChannel({
  posting,
  conversations,
}: {
  posting: Posting;
  conversations: Conversations;
}): (main: string, message: Outgoing, signal?: AbortSignal) => Promise<ToldInOwn> {
  const tell = (channel: string, message: Outgoing, signal?: AbortSignal): Promise<ThreadPost> =>
    posting.inTurn(channel, () => tellInChannel(posting, channel, message, signal));

  /** What the channel for all has to hear: that there is an incident, and what changes it for everybody. */
  const ifForAll = async (main: string, message: Outgoing, signal?: AbortSignal): Promise<ThreadPost | undefined> => {
    const root = await posting.inTurn(main, () => posting.rootOf(message.incidentId, main, signal));
    return root === undefined || changesForAll(message) ? tell(main, message, signal) : undefined;
  };

  /** The incident's own channel shows what it is about without scrolling. */
  const dress = (
    channel: string,
    { sent, root, isOvertaken }: ThreadPost,
    message: Outgoing,
    signal?: AbortSignal,
  ): Extra[] => {
    const { subject } = message;
    if (isOvertaken === true) return [];
    const isFirst = root === undefined;
    return [
      ...(isFirst ? [['not pinned', () => conversations.pin(channel, sent.ts, signal)] satisfies Extra] : []),
      ...(subject !== undefined && (isFirst || changesForAll(message))
        ? [['topic not set', () => conversations.setTopic(channel, subject, signal)] satisfies Extra]
        : []),
    ];
  };

  const inOwn = async (main: string, message: Outgoing, signal?: AbortSignal): Promise<ToldInOwn> => {
    const own = await conversations.ofIncident(message.incidentId, signal);
    const told = await tell(own, message, signal);
    const lead = (): Promise<void> =>
      posting.inTurn(main, () => leadTo(posting, main, message, `Details in <#${own}>`, signal));
    const refused = await refusedOf([...dress(own, told, message, signal), ['not linked from the main channel', lead]]);
    return { told, ...(refused.length > 0 && { note: refused.join('; ') }) };
  };

  return async (main, message, signal) => {
    signal?.throwIfAborted();
    const [inMain] = await Promise.allSettled([ifForAll(main, message, signal)]);
    const [outcome] = await Promise.allSettled([inOwn(main, message, signal)]);
    signal?.throwIfAborted();
    if (inMain.status === 'rejected') throw inMain.reason;
    if (outcome.status === 'fulfilled') return outcome.value;
    const reason: unknown = outcome.reason;
    if (!(reason instanceof ProviderRejected)) throw reason;
    // Archived, or never made: then the channel for all hears everything.
    const told = inMain.value ?? (await tell(main, message, signal));
    return { told, notReached: [`the incident’s own channel: ${reason.message}`] };
  };
}

/** Does one after another, and answers what was refused for good. */
async function refusedOf(extras: Extra[]): Promise<string[]> {
  const refused: string[] = [];
  for (const [what, act] of extras) {
    try {
      await act();
    } catch (error) {
      if (!(error instanceof ProviderRejected)) throw error;
      refused.push(`${what}: ${error.message}`);
    }
  }
  return refused;
}
