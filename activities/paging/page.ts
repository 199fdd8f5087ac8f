/**
 * Who has to be paged, and did each page go out? This room finds the people and hands their pages to the pager;
 * whether and when to page again is the plan's, and one person's failed page never delays another's.
 */
import type { PersonId, Role } from '../../domain/state/vocabulary';
import type { AskedAnswer } from '../../domain/messages/compose';
import { NobodyReached, ProviderRejected } from '../errors';
import type {
  AnswerLinks,
  ChannelTry,
  MessageKind,
  PageToSend,
  Ports,
  Receipt,
  Recipient,
  RecipientContact,
} from '../ports';
import { Context, log } from '@temporalio/activity';
import { messageOf } from '../../domain/text/message-of';

/** How long one person's page may take before it counts as not delivered for now. */
const PAGE_WITHIN_MS = 8_000;

export interface PageRequest {
  key: string;
  kind: MessageKind;
  to: PersonId;
  roles: Role[];
  subject: string;
  text: string;
  short?: string;
  /** The command in the text by which it is answered; a link takes its place where people can be given one. */
  answer?: AskedAnswer;
  /** What the link is for, where that is not the incident. */
  linkTo?: string;
  /** Only this contact point is tried, to test it. */
  only?: RecipientContact;
  /** Channels by which this same page was sent and not delivered; absent the first time. */
  after?: string[];
  /** Where it is not the first of this person. */
  round?: number;
  ownChannel?: true;
}

export interface PageResult {
  key: string;
  /** What the provider called it, or why it was not delivered. */
  outcome:
    | { delivered: true; reference: string; url?: string; tries?: ChannelTry[] }
    | { delivered: false; reason: string; tries?: ChannelTry[] };
}

export interface FoundPeople {
  people: { id: PersonId; name: string; roles: Role[]; asked: Role[] }[];
  missing: Role[];
  problems: string[];
}

export const createPagingActivities = ({
  pager,
  directory,
  answers,
}: Pick<Ports, 'pager' | 'directory' | 'answers'>) => ({
  /**
   * Looks up who holds `roles` at `at`. `label` roles are looked up too, only to say which of them these people hold.
   * Roles for which nobody can be reached come back as `missing`, with the reason among `problems`.
   */
  async findPeople(request: { roles: Role[]; label: Role[]; at: number }): Promise<FoundPeople> {
    const found = new Map<PersonId, FoundPeople['people'][number]>();
    const missing: Role[] = [];
    const problems: string[] = [];
    const roles = [...new Set([...request.roles, ...request.label])];
    // All at once: what another system is waited for is waited for once, and not for each role.
    const answers = await Promise.all(
      roles.map(async (role) => ({ role, ...(await directory.whoIs(role, request.at)) })),
    );
    for (const { role, people, problem } of answers) {
      const isAsked = request.roles.includes(role);
      if (isAsked && people.length === 0) missing.push(role);
      if (isAsked && problem !== undefined) problems.push(problem);
      for (const { id, name } of people) {
        const person = found.get(id) ?? { id, name, roles: [], asked: [] };
        person.roles.push(role);
        if (isAsked) person.asked.push(role);
        found.set(id, person);
      }
    }
    return { people: [...found.values()], missing, problems };
  },

  /**
   * Pages several people at the same time. One who can't be reached delays nobody: each has a result of their own, and
   * each page its own key, so the whole call may be repeated.
   */
  async page({ incidentId, pages }: { incidentId: string; pages: PageRequest[] }): Promise<PageResult[]> {
    const { info, cancellationSignal } = Context.current();
    // An attempt that nobody heard of again may have paged before its worker died.
    const tried = info.attempt > 1 ? { triedSince: info.scheduledTimestampMs } : {};
    const one = async ({ to, text, answer, linkTo = incidentId, only, ...page }: PageRequest): Promise<PageResult> => {
      const { key } = page;
      const worded = withLink(text, answer, answer && linkFor(answers, linkTo, to));
      try {
        const recipient = await directory.person(to);
        if (recipient === undefined) throw new ProviderRejected('directory', `${to} is not in the directory`);
        const signal = AbortSignal.any([cancellationSignal, AbortSignal.timeout(PAGE_WITHIN_MS)]);
        const receipt = await pager.page(
          { incidentId, ...page, ...worded, to: narrowed(recipient, only), ...tried },
          signal,
        );
        return { key, outcome: { delivered: true, ...receipt, ...triesOf(receipt, worded) } };
      } catch (error) {
        const reason = withoutLink(messageOf(error), worded);
        log.warn('Page not delivered', { incidentId, key, reason });
        const tries = error instanceof NobodyReached ? { tries: error.tries.map((way) => hidden(way, worded)) } : {};
        return { key, outcome: { delivered: false, reason, ...tries } };
      }
    };
    return Promise.all(pages.map(one));
  },
});

const narrowed = (recipient: Recipient, only: RecipientContact | undefined): Recipient =>
  only === undefined ? recipient : { ...recipient, contactPoints: [only] };

type Worded = Pick<PageToSend, 'text' | 'openText' | 'answer'>;

/** A page whose link can't be made goes out with the command. */
function linkFor(answers: AnswerLinks | undefined, subject: string, person: PersonId): string | undefined {
  try {
    return answers?.linkFor(subject, person);
  } catch (error) {
    log.warn("Can't make the link of a page", { subject, reason: messageOf(error) });
    return undefined;
  }
}

/** The link is made where the page is sent, so that it is in no history. */
function withLink(text: string, answer: AskedAnswer | undefined, url: string | undefined): Worded {
  if (answer === undefined) return { text };
  if (url === undefined) return { text, answer };
  return { text: text.replaceAll(answer.command, () => url), openText: text, answer: { ...answer, url } };
}

/** What a vendor says of a page may repeat it; the history must not. */
const withoutLink = (said: string, { answer }: Worded): string =>
  answer?.url === undefined ? said : said.replaceAll(answer.url, '[link]');

const hidden = (way: ChannelTry, worded: Worded): ChannelTry =>
  way.reason === undefined ? way : { ...way, reason: withoutLink(way.reason, worded) };

const triesOf = ({ tries }: Receipt, worded: Worded): { tries?: ChannelTry[] } =>
  tries === undefined ? {} : { tries: tries.map((way) => hidden(way, worded)) };
