/** How does an incident get its ticket, and when is it a comment on one that its alert has already? */
import { classed } from '../failures';
import type { KnownTicket, Ports, Receipt, Tickets } from '../ports';
import { ProviderRejected } from '../errors';
import { defined } from '../../domain/state/fields';
import type { TicketRepeat } from '../../domain/alerts/ticket-repeat';
import { Context } from '@temporalio/activity';

export interface TicketRequest {
  incidentId: string;
  key: string;
  title: string;
  text: string;
  priority: string;
  labels: string[];
  release: string | null;
  /** Absent where each incident has a ticket of its own. */
  repeat?: TicketRepeat;
}

export const createTicketActivities = ({ tickets, ticketBook }: Pick<Ports, 'tickets' | 'ticketBook'>) => ({
  /** Creates a ticket with its priority, labels and planned release, or comments on the open one of the same alerts. */
  createTicket: ({ repeat, ...request }: TicketRequest): Promise<Receipt> =>
    classed(async () => {
      const signal = Context.current().cancellationSignal;
      const toCreate = { ...request, kind: 'notice' } as const;
      if (repeat === undefined) return tickets.create(toCreate, signal);
      const { incidentId, key } = request;
      const known = await ticketBook.find(repeat.about);
      // An attempt whose answer was lost has created it.
      const isOwn = known?.incidentId === incidentId && known.key === key;
      if (known !== undefined && !isOwn && (await isStillOpen(tickets, known, repeat, signal))) {
        const { reference, url } = known;
        const comment = { incidentId, key, kind: 'notice', text: repeat.text, reference } as const;
        if (await isTaken(tickets.comment(comment, signal))) return { reference, ...defined({ url }), isRepeat: true };
      }
      const receipt = await tickets.create(toCreate, signal);
      const { reference, url } = receipt;
      const { about } = repeat;
      await ticketBook.add({ incidentId, key, reference, about, at: Date.now(), ...defined({ url }) });
      return receipt;
    }),
});

/** Where a comment is not allowed, a second ticket is better than none. */
async function isTaken(comment: Promise<Receipt>): Promise<boolean> {
  try {
    await comment;
    return true;
  } catch (error) {
    if (error instanceof ProviderRejected) return false;
    throw error;
  }
}

/** As the tracker says; where nobody can be asked, for as long as the policy says. */
async function isStillOpen(
  tickets: Tickets,
  { reference, at }: KnownTicket,
  { sameForMs }: TicketRepeat,
  signal: AbortSignal,
): Promise<boolean> {
  if (tickets.read === undefined) return Date.now() - at < sameForMs;
  try {
    return (await tickets.read(reference, signal)).state === 'open';
  } catch (error) {
    // Deleted, or of a tracker that was used before: the alert needs a new one. An outage is waited for.
    if (error instanceof ProviderRejected) return false;
    throw error;
  }
}
