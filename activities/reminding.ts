import { Context } from '@temporalio/activity';
import type { Instant, PersonId, Role } from '../domain/incident';
import { ProviderRejected } from './errors';
import { classed } from './failures';
import { isClosed } from './item-tickets';
import type { Mailer, Outgoing, Ports, Receipt } from './ports';

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
    return to.length === 0 ? undefined : mailer.send({ ...reminder, key: `${reminder.key}:mail`, to }, signal);
  };

  return {
    /**
     * Reminds people and the holders of roles, each once, by chat, and by mail who has an address; nobody where the ticket
     * that it is about is closed. Chat decides whether it got through: what the mail server refuses for good is said in
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
        if (posted.status === 'rejected') throw posted.reason as Error;
        return { ...posted.value, ...notReachedBy(posted.value, mailed) };
      }),
  };
};

/** Whom neither way reached as far as it says; a mail server that is only down is tried again, with the whole reminder. */
function notReachedBy(
  { notReached: byChat = [] }: Receipt,
  mailed: PromiseSettledResult<Receipt | undefined>,
): Pick<Receipt, 'notReached'> {
  const failure: unknown = mailed.status === 'rejected' ? mailed.reason : undefined;
  if (failure !== undefined && !(failure instanceof ProviderRejected)) throw failure as Error;
  const byMail = mailed.status === 'fulfilled' ? (mailed.value?.notReached ?? []) : [];
  const notReached = [...byChat, ...byMail, ...(failure === undefined ? [] : [failure.message])];
  return notReached.length === 0 ? {} : { notReached };
}
