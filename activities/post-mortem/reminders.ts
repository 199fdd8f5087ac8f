/** How does a reminder reach its people by chat and by mail, each of them once? */
import { mailCopyKey } from '../../domain/state/keys';
import type { Instant, PersonId, Role } from '../../domain/state/vocabulary';
import { ProviderRejected } from '../errors';
import { classed } from '../failures';
import type { Outgoing, Ports, Receipt } from '../ports';
import type { Mailer } from '../ports/messages';
import { isClosed } from './item-tickets';
import { Context } from '@temporalio/activity';
import { messageOf } from '../../domain/text/message-of';

export interface Reminder {
  incidentId: string;
  key: string;
  to: PersonId[];
  /** Roles whose holders at `at` are reminded as well. */
  roles: Role[];
  at: Instant;
  subject: string;
  text: string;
  /** Where it goes when nobody is found. */
  channel: string;
  ownChannel?: true;
  /** The ticket of the item that this is about: where it is closed, nobody is reminded. */
  ticket?: string;
}

type RemindingPorts = Pick<Ports, 'chat' | 'reminderMail' | 'directory' | 'tickets'>;

/** One reminder is one effect with a key for each way: what fails is repeated, and nobody gets it twice on either. */
export const createRemindingActivities = ({ chat, reminderMail, directory, tickets }: RemindingPorts) => {
  const havingMail = async (people: PersonId[]): Promise<PersonId[]> => {
    const found = await Promise.all(people.map((id) => directory.person(id)));
    return found.flatMap((person) =>
      person?.contactPoints.some(({ channel }) => channel === 'email') === true ? [person.id] : [],
    );
  };

  /** Nothing where nobody has an address. */
  const byMail = async (
    mailer: Mailer,
    people: PersonId[],
    reminder: Outgoing,
    signal: AbortSignal,
  ): Promise<Receipt | undefined> => {
    const to = await havingMail(people);
    return to.length === 0 ? undefined : mailer.send({ ...reminder, key: mailCopyKey(reminder.key), to }, signal);
  };

  return {
    /**
     * Reminds people and the holders of roles, each once, by chat, and by mail who has an address; nobody where the ticket
     * that it is about is closed. It got through where one of the ways took it; what the other refuses for good is said in
     * the receipt.
     */
    remind: ({ to, roles, at, channel, ticket, ...words }: Reminder): Promise<Receipt & { closed?: true }> =>
      classed(async () => {
        const signal = Context.current().cancellationSignal;
        if (ticket !== undefined && (await isClosed(tickets, ticket, signal)))
          return { reference: ticket, closed: true };
        const holders = await Promise.all(roles.map((role) => directory.whoIs(role, at)));
        const people = [...new Set([...to, ...holders.flatMap((found) => found.people.map(({ id }) => id))])];
        const reminder = { ...words, kind: 'reminder' as const };
        // At the same time: neither waits for the other, and neither is left out where the other fails.
        const [posted, mailed] = await Promise.allSettled([
          chat.post({ ...reminder, to: people.length > 0 ? people : [channel] }, signal),
          reminderMail && byMail(reminderMail, people, reminder, signal),
        ]);
        return together(posted, mailed);
      }),
  };
};

type Way = PromiseSettledResult<Receipt | undefined>;

/**
 * The receipt of the channel that accepted it, chat's before mail's, with the people it says it did not reach. A
 * channel that is only down is tried again, with the whole reminder: people who have it get it once. A final refusal
 * undoes nothing.
 */
function together(posted: PromiseSettledResult<Receipt>, mailed: Way): Receipt {
  const failures = [posted, mailed].flatMap((way) => (way.status === 'rejected' ? [way.reason as unknown] : []));
  const passing = failures.find((failure) => !(failure instanceof ProviderRejected));
  if (passing !== undefined) throw passing as Error;
  const receipts = [posted, mailed].flatMap((way) => (way.status === 'fulfilled' ? (way.value ?? []) : []));
  const [first] = receipts;
  if (first === undefined) throw failures[0] as Error;
  const notReached = [...receipts.flatMap((receipt) => receipt.notReached ?? []), ...failures.map(messageOf)];
  return notReached.length === 0 ? first : { ...first, notReached };
}
