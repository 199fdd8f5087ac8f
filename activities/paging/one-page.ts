/** How is one page worded, handed to the pager, and what became of it? One that does not go out is a result, not an error. */
import type { AskedAnswer } from '../../domain/messages/page';
import type { PersonId, Role } from '../../domain/state/vocabulary';
import { messageOf } from '../../domain/text/message-of';
import { NobodyReached, ProviderRejected } from '../errors';
import type { ChannelTry, MessageKind, Ports, Recipient, RecipientContact, SeverityMark } from '../ports';
import { hiddenIn, linkFor, triesOf, withLink, withoutLink } from './answer-link';
import { Context, log } from '@temporalio/activity';

/** How long one person's page may take before it counts as not delivered for now. */
const PAGE_WITHIN_MS = 8_000;

/** What a page says, and how long it may wait for those of other incidents to the same person. */
export interface PageContent {
  subject: string;
  text: string;
  short?: string;
  /** The command in the text by which it is answered; a link takes its place where people can be given one. */
  answer?: AskedAnswer;
  severity?: SeverityMark;
  ownChannel?: true;
  togetherWithin?: number;
  isLate?: true;
}

export interface PageRequest extends PageContent {
  key: string;
  kind: MessageKind;
  to: PersonId;
  roles: Role[];
  /** Channels by which this same page was sent and not delivered; absent the first time. */
  after?: string[];
  /** What the link is for, where that is not the incident. */
  linkTo?: string;
  /** Only this contact point is tried, to test it. */
  only?: RecipientContact;
  /** Where it is not the first of this person. */
  round?: number;
}

export interface PageResult {
  key: string;
  /** When it was begun, by the clock of the process that tried it. */
  at: number;
  /** What the provider called it, or why it was not delivered. */
  outcome:
    | { delivered: true; reference: string; url?: string; tries?: ChannelTry[] }
    | { delivered: false; reason: string; tries?: ChannelTry[] };
}

/** Sends one page; `recipient` where only some of their contact points are to be tried. */
export type SendOne = (
  incidentId: string,
  request: PageRequest,
  recipient?: Recipient,
) => Promise<PageResult['outcome']>;

export const createSendOne = ({
  pager,
  directory,
  answers,
}: Pick<Ports, 'pager' | 'directory' | 'answers'>): SendOne => {
  /** An attempt that nobody heard of again may have paged before its worker died. */
  const triedBefore = (): { triedSince?: number } => {
    const { info } = Context.current();
    return info.attempt > 1 ? { triedSince: info.scheduledTimestampMs } : {};
  };
  const recipientOf = async (to: PersonId): Promise<Recipient> => {
    const recipient = await directory.person(to);
    if (recipient === undefined) throw new ProviderRejected('directory', `${to} is not in the directory`);
    return recipient;
  };
  return async (incidentId, request, recipient) => {
    const { to, text, answer, linkTo = incidentId, only, ...page } = request;
    const { key, togetherWithin = 0 } = page;
    const worded = withLink(text, answer, answer && linkFor(answers, linkTo, to));
    try {
      const whole = recipient ?? (await recipientOf(to));
      const within = AbortSignal.timeout(2 * togetherWithin + PAGE_WITHIN_MS);
      const signal = AbortSignal.any([Context.current().cancellationSignal, within]);
      const told = { incidentId, ...page, ...worded, to: narrowed(whole, only), ...triedBefore() };
      const receipt = await pager.page(told, signal);
      return { delivered: true, ...receipt, ...triesOf(receipt, worded) };
    } catch (error) {
      const reason = withoutLink(messageOf(error), worded);
      if (request.isLate !== true) log.warn('Page not delivered', { incidentId, key, reason });
      return {
        delivered: false,
        reason,
        ...(error instanceof NobodyReached && { tries: hiddenIn(error.tries, worded) }),
      };
    }
  };
};

const narrowed = (recipient: Recipient, only: RecipientContact | undefined): Recipient =>
  only === undefined ? recipient : { ...recipient, contactPoints: [only] };
