/** Which action items have a ticket, and which are done because their ticket was closed? */
import type { Policy } from '../../policy/schema';
import { settle } from '../ledger/ledger';
import { noted } from '../ledger/timeline';
import { effectKey, watchKey } from '../state/keys';
import { obligationId } from '../state/obligation-ids';
import type { Instant } from '../state/vocabulary';
import { inert, inertLine } from '../text/inert';
import type { ActionItem, PostMortem } from './state';

/** What the tickets of action items say now. */
export interface TicketsSeen {
  /** Items whose ticket is closed. */
  closed: string[];
  /** Items whose ticket can no longer be read, and why. */
  lost: { item: string; reason: string }[];
}

/** Tickets that are read until one of them is closed; another set is another watch. */
export interface ItemTicketWatch {
  key: string;
  tickets: { item: string; reference: string }[];
  everyMs: number;
}

/** Which tickets are read now: those of open items in trackers that can be read. Absent: none. */
export function watchItemTickets(policy: Policy, { actionItems }: PostMortem): ItemTicketWatch | undefined {
  const rules = policy.postMortem.actionItems.ticket;
  const tickets = actionItems.flatMap(({ id, doneAt, ticket }) =>
    doneAt === undefined && ticket?.readable === true && ticket.lost === undefined
      ? [{ item: id, reference: ticket.reference }]
      : [],
  );
  if (rules === null || tickets.length === 0) return undefined;
  return {
    key: watchKey('tickets', { items: tickets.map(({ item }) => item).join(',') }),
    tickets,
    everyMs: rules.readEvery,
  };
}

/** The ticket exists. */
export function itemTicketCreated(
  postMortem: PostMortem,
  item: string,
  ticket: NonNullable<ActionItem['ticket']>,
  at: Instant,
): PostMortem {
  return noted(withTicket(postMortem, item, ticket), at, {
    kind: 'ticket',
    text: `Ticket for action item ${item}${ticket.url === undefined ? ' created' : `: ${ticket.url}`}`,
    key: effectKey('item-ticket', { item }),
  });
}

/** A closed ticket closes its item. If a ticket is gone, a person has to close the item. */
export function ticketsSeen(postMortem: PostMortem, { closed, lost }: TicketsSeen, at: Instant): PostMortem {
  const done = closed.reduce((next, item) => closedByTicket(next, item, at), postMortem);
  return lost.reduce((next, { item, reason }) => {
    const ticket = next.actionItems.find(({ id }) => id === item)?.ticket;
    if (ticket === undefined) return next;
    return noted(withTicket(next, item, { ...ticket, lost: inertLine(reason) }), at, {
      kind: 'warning',
      text: `The ticket for action item ${item} can no longer be read: ${inert(reason, 300)}`,
    });
  }, done);
}

function closedByTicket(postMortem: PostMortem, id: string, at: Instant): PostMortem {
  const open = postMortem.actionItems.find((item) => item.id === id && item.doneAt === undefined);
  if (open === undefined) return postMortem;
  const actionItems = postMortem.actionItems.map((item) =>
    item.id === id ? { ...item, doneAt: at, doneBy: 'ticket' } : item,
  );
  return noted(settle({ ...postMortem, actionItems }, obligationId('action-item', { item: id }), at, 'ticket'), at, {
    kind: 'action-item-done',
    text: `Action item ${id} is done: its ticket was closed`,
    by: 'ticket',
  });
}

const withTicket = (postMortem: PostMortem, id: string, ticket: NonNullable<ActionItem['ticket']>): PostMortem => ({
  ...postMortem,
  actionItems: postMortem.actionItems.map((item) => (item.id === id ? { ...item, ticket } : item)),
});

/** The ticket's title and text: what, who, by when, and where it comes from. */
export function composeItemTicket(
  { incidentId, title }: PostMortem,
  item: ActionItem,
): { title: string; text: string } {
  return {
    title: inertLine(item.text),
    text: inert(
      [
        item.text,
        '',
        `Owner: ${item.ownerName}`,
        `Due: ${new Date(item.dueAt).toISOString().slice(0, 10)}`,
        `Action item ${item.id} from the post-mortem of ${incidentId} (${title}).`,
        'Muster sends reminders until this ticket is closed or the item is marked done:',
        `muster post-mortem ${incidentId} item done ${item.id}`,
      ].join('\n'),
    ),
  };
}
