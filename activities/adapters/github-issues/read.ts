/** How tickets stand: "Get an issue", asked so that what has not changed costs nothing of the limit. */
import { ProviderRejected } from '../../errors';
import type { TicketReading } from '../../ports';
import type { GithubApi } from '../github/api';
import { GITHUB_ISSUES } from './provider';
import { z } from 'zod';

/** As many answers are remembered. */
const MOST_REMEMBERED = 1_000;

const REFERENCE = /^([A-Za-z0-9-]+\/(?!\.{1,2}#)[A-Za-z0-9._-]+)#([1-9]\d*)$/;

const Issue = z.object({
  state: z.enum(['open', 'closed']),
  html_url: z.url({ protocol: /^https?$/ }),
  assignees: z.array(z.object({ login: z.string() })).default([]),
});

/** Which issue a reference names. Throws `ProviderRejected` for what is none. */
export function issueNamed(reference: string): { repository: string; number: string } {
  const [, repository, number] = REFERENCE.exec(reference) ?? [];
  if (repository !== undefined && number !== undefined) return { repository, number };
  throw new ProviderRejected(
    GITHUB_ISSUES,
    `${reference.slice(0, 80)} is not an issue; expected one such as acme/shop#42`,
  );
}

export const referenceOf = (repository: string, number: number): string => `${repository}#${number}`;

export function createGithubReading(
  api: GithubApi,
): (reference: string, signal?: AbortSignal) => Promise<TicketReading> {
  const known = new Map<string, { etag: string; reading: TicketReading }>();

  return async (reference, signal) => {
    signal?.throwIfAborted();
    const { repository, number } = issueNamed(reference);
    const before = known.get(reference);
    const request = { method: 'GET', path: `/repos/${repository}/issues/${number}`, etag: before?.etag } as const;
    const changed = await api.askChanged(Issue, request, signal);
    if (changed === 'unchanged') {
      if (before === undefined)
        throw new ProviderRejected(GITHUB_ISSUES, 'unexpected response: 304 to a request without an ETag');
      return before.reading;
    }
    const { state, assignees, html_url: url } = changed.value;
    const [first] = assignees;
    const reading: TicketReading = {
      state: state === 'closed' ? 'done' : 'open',
      ...(first !== undefined && { assignee: first.login }),
      url,
    };
    known.delete(reference);
    if (changed.etag !== undefined) known.set(reference, { etag: changed.etag, reading });
    for (const oldest of [...known.keys()].slice(0, -MOST_REMEMBERED)) known.delete(oldest);
    return reading;
  };
}
