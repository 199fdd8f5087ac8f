/**
 * Whether a ticket is there already. GitHub has no idempotency keys, and its search is late; the list of a repository's
 * issues is not (https://docs.github.com/en/rest/issues/issues, "List repository issues"). Labels belong to the
 * repository there, so a label for each ticket would fill everybody's list: all tickets have the same one, and each has a
 * marker at the end of its text.
 */
import { z } from 'zod';
import { hasMarker } from './body';
import type { GithubApi } from '../github/api';

export interface GithubIssue {
  number: number;
  url: string;
}

export interface GithubLookup {
  /**
   * The oldest issue with this marker among the newest 100 with the label and the newest 25 of all (GitHub drops labels
   * silently where a token may not set them). Does not see one whose text somebody has rewritten to its end.
   */
  find(marker: string, signal?: AbortSignal): Promise<GithubIssue | undefined>;
}

const PAGE_SIZE = 25;
const MOST_PAGES = 4;

const Page = z.array(
  z.object({
    number: z.number().int().positive(),
    html_url: z.url({ protocol: /^https?$/ }),
    body: z.string().nullish(),
    pull_request: z.unknown().optional(),
  }),
);
type Issues = z.infer<typeof Page>;

export function createGithubLookup({
  api,
  repository,
  label,
}: {
  api: GithubApi;
  repository: string;
  label: string;
}): GithubLookup {
  const page = (query: Record<string, string>, signal?: AbortSignal): Promise<Issues> => {
    const newestFirst = { state: 'all', sort: 'created', direction: 'desc', per_page: PAGE_SIZE.toString() };
    const request = {
      method: 'GET',
      path: `/repos/${repository}/issues`,
      query: { ...newestFirst, ...query },
    } as const;
    return api.ask(Page, request, signal);
  };

  const oldestOf = (issues: Issues, marker: string): GithubIssue | undefined => {
    const ours = issues.filter(({ body, pull_request: pull }) => pull === undefined && hasMarker(body, marker));
    // People copy issues, marker and all.
    const oldest = ours.sort((one, other) => one.number - other.number)[0];
    return oldest && { number: oldest.number, url: oldest.html_url };
  };

  return {
    async find(marker, signal) {
      for (let n = 1; n <= MOST_PAGES; n += 1) {
        const issues = await page({ labels: label, page: n.toString() }, signal);
        const found = oldestOf(issues, marker);
        if (found !== undefined) return found;
        if (issues.length < PAGE_SIZE) break;
      }
      return oldestOf(await page({}, signal), marker);
    },
  };
}
