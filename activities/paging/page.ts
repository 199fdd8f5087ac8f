/**
 * Who has to be paged, and did each page go out? This room finds the people and hands their pages to the pager;
 * whether and when to page again is the plan's, and one person's failed page never delays another's.
 */
import type { PersonId, Role } from '../../domain/state/vocabulary';
import { NobodyReached, ProviderRejected } from '../errors';
import type { ChannelTry, MessageKind, Ports, SeverityMark } from '../ports';
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
  /** Channels by which this same page was sent and not delivered; absent the first time. */
  after?: string[];
  /** Where it is not the first of this person. */
  round?: number;
  severity?: SeverityMark;
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

export const createPagingActivities = ({ pager, directory }: Pick<Ports, 'pager' | 'directory'>) => ({
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
    const one = async ({ to, ...page }: PageRequest): Promise<PageResult> => {
      const { key } = page;
      try {
        const recipient = await directory.person(to);
        if (recipient === undefined) throw new ProviderRejected('directory', `${to} is not in the directory`);
        const signal = AbortSignal.any([cancellationSignal, AbortSignal.timeout(PAGE_WITHIN_MS)]);
        const receipt = await pager.page({ incidentId, ...page, to: recipient, ...tried }, signal);
        return { key, outcome: { delivered: true, ...receipt } };
      } catch (error) {
        const reason = messageOf(error);
        log.warn('Page not delivered', { incidentId, key, reason });
        const tries = error instanceof NobodyReached ? { tries: error.tries } : {};
        return { key, outcome: { delivered: false, reason, ...tries } };
      }
    };
    return Promise.all(pages.map(one));
  },
});
