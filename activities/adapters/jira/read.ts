/** How tickets stand. What is asked for within a moment is read with one request: "Bulk fetch issues", 100 at a time. */
import { ProviderRejected } from '../../errors';
import type { TicketReading } from '../../ports';
import { untilAborted } from '../shared/abort';
import { type JiraApi, siteOf } from './api';
import { JIRA } from './provider';
import { z } from 'zod';

/** How long the first who asks waits for others to ask. */
const GATHERING_MS = 20;

const MOST_AT_ONCE = 100;

const KEY = /^[A-Z][A-Z0-9_]*-\d+$/;

const Fetched = z.object({
  issues: z.array(
    z.object({
      id: z.string(),
      key: z.string(),
      fields: z.object({
        status: z.object({ statusCategory: z.object({ key: z.string() }) }),
        assignee: z.object({ displayName: z.string() }).nullish(),
      }),
    }),
  ),
});

type Issue = z.infer<typeof Fetched>['issues'][number];

/** The reference as the key of an issue. Throws `ProviderRejected` for what is none. */
export function keyNamed(reference: string): string {
  if (KEY.test(reference)) return reference;
  throw new ProviderRejected(JIRA, `${reference.slice(0, 80)} is not an issue key; expected one such as OPS-42`);
}

export type ReadTicket = (reference: string, signal?: AbortSignal) => Promise<TicketReading>;

export function createJiraReading({ api, url }: { api: JiraApi; url: string }): ReadTicket {
  let gathering: { keys: Set<string>; answer: Promise<Issue[]> } | undefined;

  const fetchAll = async (keys: string[], signal?: AbortSignal): Promise<Issue[]> => {
    const body = { issueIdsOrKeys: keys, fields: ['status', 'assignee'] };
    return (await api.ask(Fetched, { method: 'POST', path: '/issue/bulkfetch', body }, signal)).issues;
  };

  /** One that was moved has another key now: asked for alone, it is the only one in the answer. */
  const moved = async (reference: string, signal?: AbortSignal): Promise<Issue | undefined> =>
    (await fetchAll([reference], signal))[0];

  const begin = (): { keys: Set<string>; answer: Promise<Issue[]> } => {
    const keys = new Set<string>();
    const answer = new Promise<void>((resolve) => setTimeout(resolve, GATHERING_MS)).then(() => {
      if (gathering?.keys === keys) gathering = undefined;
      return fetchAll([...keys]);
    });
    return { keys, answer };
  };

  return async (reference, signal) => {
    signal?.throwIfAborted();
    keyNamed(reference);
    if (gathering === undefined || gathering.keys.size >= MOST_AT_ONCE) gathering = begin();
    gathering.keys.add(reference);
    const issues = await untilAborted(gathering.answer, signal);
    const issue = issues.find(({ key }) => key === reference) ?? (await moved(reference, signal));
    if (issue === undefined) {
      throw new ProviderRejected(JIRA, `${reference} no longer exists, or Muster can't access it`);
    }
    const { status, assignee } = issue.fields;
    return {
      state: status.statusCategory.key === 'done' ? 'done' : 'open',
      ...(assignee != null && { assignee: assignee.displayName }),
      url: browseUrl({ url }, issue.key),
    };
  };
}

/** Where people see an issue. */
export const browseUrl = (site: { url: string }, key: string): string => `${siteOf(site)}/browse/${key}`;
