/**
 * Whether a ticket is there already. Jira has no idempotency keys, and its search is eventually consistent: "from a few
 * seconds to minutes" late (https://developer.atlassian.com/cloud/jira/platform/search-and-reconcile/). Its cure,
 * `reconcileIssues`, wants the ids of the issues, which nobody knows after an answer was lost. But issues of a project are
 * numbered one after the other, and reading an issue by its key is not late: so beside the search by label, the issues
 * with the numbers after the newest one that the search knows are read themselves.
 */
import { z } from 'zod';
import type { JiraApi } from './api';

/** Numbers after the newest known issue that are looked at. More would have to be made in the search's delay. */
const NUMBERS_AHEAD = 100;

const Key = z.string().regex(/^[A-Z][A-Z0-9_]*-\d+$/);
const Found = z.object({ issues: z.array(z.object({ key: Key })) });
const Fetched = z.object({
  issues: z.array(z.object({ key: Key, fields: z.object({ labels: z.array(z.string()).default([]) }) })),
});

export interface JiraLookup {
  /** The key of the oldest issue with this label, if there is one. */
  find(label: string, signal?: AbortSignal): Promise<string | undefined>;
}

export function createJiraLookup({ api, project }: { api: JiraApi; project: string }): JiraLookup {
  const search = async (jql: string, signal?: AbortSignal): Promise<string | undefined> => {
    const body = { jql, fields: ['key'], maxResults: 1 };
    const { issues } = await api.ask(Found, { method: 'POST', path: '/search/jql', body }, signal);
    return issues[0]?.key;
  };

  const among = async (keys: string[], label: string, signal?: AbortSignal): Promise<string | undefined> => {
    const body = { issueIdsOrKeys: keys, fields: ['labels'] };
    const { issues } = await api.ask(Fetched, { method: 'POST', path: '/issue/bulkfetch', body }, signal);
    return issues.find(({ fields }) => fields.labels.includes(label))?.key;
  };

  return {
    async find(label, signal) {
      // In all projects: people may have moved it.
      const known = await search(`labels = "${label}" ORDER BY created ASC`, signal);
      if (known !== undefined) return known;
      const newest = await search(`project = "${project}" ORDER BY key DESC`, signal);
      const from = newest === undefined ? 0 : Number(newest.slice(newest.lastIndexOf('-') + 1));
      const ahead = Array.from({ length: NUMBERS_AHEAD }, (_, n) => `${project}-${from + n + 1}`);
      return among(ahead, label, signal);
    },
  };
}
