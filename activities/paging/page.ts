/**
 * Who has to be paged, and did each page go out? This room finds the people and hands their pages to the pager;
 * whether and when to page again is the plan's, and one person's failed page never delays another's.
 */
import { type FirstCall, firstPages } from '../../domain/paging/first-call';
import { forPerson } from '../../domain/messages/whoever';
import type { AskedAnswer } from '../../domain/messages/page';
import type { PersonId, Role } from '../../domain/state/vocabulary';
import { messageOf } from '../../domain/text/message-of';
import { NobodyReached, ProviderRejected } from '../errors';
import { beating } from '../heartbeat';
import type { ChannelTry, MessageKind, Ports, Recipient, RecipientContact, SeverityMark } from '../ports';
import { hiddenIn, linkFor, triesOf, withLink, withoutLink } from './answer-link';
import { findPeople, type FoundPeople, type LookUp } from './people';
import { Context, log } from '@temporalio/activity';

/** How long one person's page may take before it counts as not delivered for now. */
const PAGE_WITHIN_MS = 8_000;

/** What a page says, and how long it may wait for those of other incidents to the same person. */
interface PageContent {
  subject: string;
  text: string;
  short?: string;
  /** The command in the text by which it is answered; a link takes its place where people can be given one. */
  answer?: AskedAnswer;
  severity?: SeverityMark;
  ownChannel?: true;
  togetherWithin?: number;
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

export interface CallRequest extends LookUp {
  incidentId: string;
  call: FirstCall;
  /** To whoever is found. */
  content: PageContent;
}

export interface CallResult {
  found: FoundPeople;
  pages: PageResult[];
}

/** What a retry knows of the attempt before it: Temporal keeps it with each heartbeat. */
interface Progress {
  found?: FoundPeople;
  done: PageResult[];
}

export const createPagingActivities = ({
  pager,
  directory,
  answers,
}: Pick<Ports, 'pager' | 'directory' | 'answers'>) => {
  /** All at the same time, but those that an earlier attempt has brought to an end. */
  const send = async (incidentId: string, pages: PageRequest[], progress: Progress): Promise<PageResult[]> => {
    const { info, cancellationSignal } = Context.current();
    // An attempt that nobody heard of again may have paged before its worker died.
    const tried = info.attempt > 1 ? { triedSince: info.scheduledTimestampMs } : {};
    const one = async (request: PageRequest): Promise<PageResult['outcome']> => {
      const { to, text, answer, linkTo = incidentId, only, ...page } = request;
      const { key, togetherWithin = 0 } = page;
      const worded = withLink(text, answer, answer && linkFor(answers, linkTo, to));
      try {
        const recipient = await directory.person(to);
        if (recipient === undefined) throw new ProviderRejected('directory', `${to} is not in the directory`);
        const within = AbortSignal.timeout(2 * togetherWithin + PAGE_WITHIN_MS);
        const signal = AbortSignal.any([cancellationSignal, within]);
        const told = { incidentId, ...page, ...worded, to: narrowed(recipient, only), ...tried };
        const receipt = await pager.page(told, signal);
        return { delivered: true, ...receipt, ...triesOf(receipt, worded) };
      } catch (error) {
        const reason = withoutLink(messageOf(error), worded);
        log.warn('Page not delivered', { incidentId, key, reason });
        return {
          delivered: false,
          reason,
          ...(error instanceof NobodyReached && { tries: hiddenIn(error.tries, worded) }),
        };
      }
    };
    return Promise.all(
      pages.map(async (page) => {
        const before = progress.done.find(({ key }) => key === page.key);
        if (before !== undefined) return before;
        const at = Date.now();
        const result = { key: page.key, at, outcome: await one(page) };
        progress.done.push(result);
        if (progress.done.length < pages.length) Context.current().heartbeat(progress);
        return result;
      }),
    );
  };

  return {
    findPeople: (request: LookUp): Promise<FoundPeople> => findPeople(directory, request),

    /**
     * Finds the people of a call and pages them in the same step. Whoever was found once is who is called, however often this
     * is tried: a retry pages nobody else, and nobody again.
     */
    async call({ incidentId, call, content, ...lookUp }: CallRequest): Promise<CallResult> {
      const progress = progressSoFar();
      return beating(async () => {
        const found = progress.found ?? (await findPeople(directory, lookUp));
        if (progress.found === undefined) {
          progress.found = found;
          Context.current().heartbeat(progress);
        }
        const pages = firstPages(call, found).map(({ key, kind, to, role = 'person' }): PageRequest => {
          return { ...forPerson(content, to), key, kind, to, roles: [role] };
        });
        return { found, pages: await send(incidentId, pages, progress) };
      }, progress);
    },

    /**
     * Pages several people at the same time. One who can't be reached delays nobody: each has a result of their own, and
     * each page its own key, so the whole call may be repeated.
     */
    async page({ incidentId, pages }: { incidentId: string; pages: PageRequest[] }): Promise<PageResult[]> {
      const progress = progressSoFar();
      return beating(() => send(incidentId, pages, progress), progress);
    },
  };
};

/** Only this file writes it, and Temporal keeps it as it was written. */
const progressSoFar = (): Progress => {
  const { found, done = [] } = (Context.current().info.heartbeatDetails ?? {}) as Partial<Progress>;
  return { done: [...done], ...(found !== undefined && { found }) };
};

const narrowed = (recipient: Recipient, only: RecipientContact | undefined): Recipient =>
  only === undefined ? recipient : { ...recipient, contactPoints: [only] };
