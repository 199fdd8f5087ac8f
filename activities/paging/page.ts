/**
 * Who has to be paged, and did each page go out? This room finds the people and hands their pages to the pager;
 * whether and when to page again is the plan's, and one person's failed page never delays another's.
 */
import { type FirstCall, firstPages } from '../../domain/paging/first-call';
import { isAsExpected } from '../../domain/paging/next-rings';
import { forPerson } from '../../domain/messages/whoever';
import { beating } from '../heartbeat';
import type { Ports } from '../ports';
import { createSendOne, type PageContent, type PageRequest, type PageResult } from './one-page';
import { findPeople, type FoundPeople, type LookUp } from './people';
import { Context } from '@temporalio/activity';

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

/** Pages that go out if these people still hold these roles. */
export interface RingRequest extends LookUp {
  incidentId: string;
  expected: Pick<FoundPeople, 'people'>;
  pages: PageRequest[];
}

/** `pages` is absent where somebody took over: nobody has been paged. */
export interface RingResult {
  found: FoundPeople;
  pages?: PageResult[];
}

/** What a retry knows of the attempt before it: Temporal keeps it with each heartbeat. */
interface Progress {
  found?: FoundPeople;
  done: PageResult[];
}

export const createPagingActivities = (ports: Pick<Ports, 'pager' | 'directory' | 'answers'>) => {
  const { directory } = ports;
  const one = createSendOne(ports);
  /** All at the same time, but those that an earlier attempt has brought to an end. */
  const send = async (incidentId: string, pages: PageRequest[], progress: Progress): Promise<PageResult[]> =>
    Promise.all(
      pages.map(async (page) => {
        const before = progress.done.find(({ key }) => key === page.key);
        if (before !== undefined) return before;
        const at = Date.now();
        const result = { key: page.key, at, outcome: await one(incidentId, page) };
        progress.done.push(result);
        if (progress.done.length < pages.length) Context.current().heartbeat(progress);
        return result;
      }),
    );

  /** Whoever was found by an earlier attempt is who holds the roles. */
  const foundOnce = async (lookUp: LookUp, progress: Progress): Promise<FoundPeople> => {
    if (progress.found === undefined) {
      progress.found = await findPeople(directory, lookUp);
      Context.current().heartbeat(progress);
    }
    return progress.found;
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
        const found = await foundOnce(lookUp, progress);
        const pages = firstPages(call, found).map(({ key, kind, to, role = 'person' }): PageRequest => {
          return { ...forPerson(content, to), key, kind, to, roles: [role] };
        });
        return { found, pages: await send(incidentId, pages, progress) };
      }, progress);
    },

    /** Asks who holds the roles now and, if they are the same people as before, rings them in the same step. */
    async ring({ incidentId, expected, pages, ...lookUp }: RingRequest): Promise<RingResult> {
      const progress = progressSoFar();
      return beating(async () => {
        const found = await foundOnce(lookUp, progress);
        if (!isAsExpected(lookUp.roles, expected, found)) return { found };
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
