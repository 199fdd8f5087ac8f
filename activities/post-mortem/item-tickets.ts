/** How does an action item get its ticket, and has the ticket been closed? */
import type { TicketsSeen } from '../../domain/post-mortem/item-tickets';
import type { PersonId } from '../../domain/state/vocabulary';
import { ProviderRejected, ProviderUnavailable } from '../errors';
import { classed } from '../failures';
import { beating } from '../heartbeat';
import type { TicketRequest } from '../messages/ticket';
import type { Ports, Receipt } from '../ports';
import type { Tickets } from '../ports/messages';
import { Context } from '@temporalio/activity';
import { defined } from '../../domain/state/fields';

export interface ItemTicketRequest extends TicketRequest {
  owner: PersonId;
  dueAt: number;
}

export interface TicketWatch {
  tickets: { item: string; reference: string }[];
  everyMs: number;
}

/** A question before a reminder must not hold it up. */
const ASKED_WITHIN_MS = 4_000;

/** Whether the ticket is closed; one that can't be read now counts as open, so that nobody misses a reminder. */
export async function isClosed(tickets: Tickets, reference: string, signal: AbortSignal): Promise<boolean> {
  const within = AbortSignal.any([signal, AbortSignal.timeout(ASKED_WITHIN_MS)]);
  const reading = tickets.read?.(reference, within) ?? Promise.resolve(undefined);
  return reading.then(
    (seen) => seen?.state === 'done',
    () => false,
  );
}

export const createItemTicketActivities = ({ tickets, directory }: Pick<Ports, 'tickets' | 'directory'>) => ({
  /** Creates the ticket of an action item, assigned to its owner if the tracker knows the owner's address. */
  createItemTicket: ({ owner, ...request }: ItemTicketRequest): Promise<Receipt & { readable: boolean }> =>
    classed(async () => {
      const person = await directory.person(owner);
      const mail = person?.contactPoints.find(({ channel }) => channel === 'email')?.address;
      const receipt = await tickets.create(
        { ...request, kind: 'notice', ...defined({ assignee: mail }) },
        Context.current().cancellationSignal,
      );
      return { ...receipt, readable: tickets.read !== undefined };
    }),
});

export const createTicketReader = ({ tickets }: Pick<Ports, 'tickets'>) => ({
  /** Reads the tickets again and again until one is closed or is not there any more, and answers which. */
  watchTickets: ({ tickets: watched, everyMs }: TicketWatch): Promise<TicketsSeen> =>
    classed(() =>
      beating(async (pause) => {
        for (;;) {
          const seen = await readAll(tickets, watched, Context.current().cancellationSignal);
          if (seen.closed.length > 0 || seen.lost.length > 0) return seen;
          await pause(everyMs);
        }
      }),
    ),
});

/** One after the other: trackers count requests. One that does not answer is read again the next time. */
async function readAll(tickets: Tickets, watched: TicketWatch['tickets'], signal: AbortSignal): Promise<TicketsSeen> {
  if (tickets.read === undefined) throw new ProviderUnavailable('tickets', 'no issue tracker is connected');
  const seen: TicketsSeen = { closed: [], lost: [] };
  for (const { item, reference } of watched) {
    try {
      if ((await tickets.read(reference, signal)).state === 'done') seen.closed.push(item);
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof ProviderRejected) seen.lost.push({ item, reason: error.message });
      else if (!(error instanceof ProviderUnavailable)) throw error;
    }
  }
  return seen;
}
