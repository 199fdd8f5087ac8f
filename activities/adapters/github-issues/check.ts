/** Can Muster read and create issues in the repository on GitHub? It creates none to find out. */
import { type Examined, noteFinding, ok, wrong } from '../../../domain/doctor/finding';
import type { IntegrationCheck } from '../../ports/check';
import { examinedApart } from '../shared/check-apart';
import type { GithubIssuesOptions } from './';
import type { GithubApi } from '../github/api';
import { GithubRefused, issuesApi } from './refusal';
import { z } from 'zod';

const Repository = z.object({
  full_name: z.string(),
  has_issues: z.boolean(),
  archived: z.boolean().default(false),
  /** What the token's account may do there; the token itself may be allowed less. */
  permissions: z.object({ push: z.boolean(), triage: z.boolean().optional() }).optional(),
});

/**
 * Reads the repository and its newest issue, then asks for an issue without a title: GitHub looks at the right before it
 * refuses that, and makes none. https://docs.github.com/en/rest/repos/repos, https://docs.github.com/en/rest/issues/issues
 */
export const createGithubIssuesCheck = (options: Omit<GithubIssuesOptions, 'loginOf'>): IntegrationCheck => ({
  what: 'GitHub issues',
  async examine({ signal }) {
    const { repository, token, apiUrl, withinMs = 4_000, now = Date.now } = options;
    const api = issuesApi({ token, apiUrl, withinMs, now });
    const path = `/repos/${repository}`;
    const found = await api.ask(Repository, { method: 'GET', path }, signal);
    const problem = problemOf(found);
    if (problem !== undefined) return [wrong('GitHub issues', `${repository} ${problem}`)];
    const rights = await Promise.all([
      examinedApart('GitHub issues, reading', signal, () => readingFound(api, path, signal)),
      examinedApart('GitHub issues, creating', signal, () => makingFound(api, path, signal)),
    ]);
    return [ok('GitHub issues', `can create issues in ${found.full_name}`), ...rights.flat(), ...roleFound(found)];
  },
});

function problemOf({ archived, has_issues: hasIssues }: z.infer<typeof Repository>): string | undefined {
  if (archived) return "is archived, so Muster can't create issues there";
  return hasIssues ? undefined : 'has issues disabled: enable them in its settings';
}

async function readingFound(api: GithubApi, path: string, signal: AbortSignal): Promise<Examined> {
  const query = { state: 'all', sort: 'created', direction: 'desc', per_page: '1' };
  await api.ask(z.array(z.unknown()), { method: 'GET', path: `${path}/issues`, query }, signal);
  return ok('GitHub issues, reading', 'allowed');
}

async function makingFound(api: GithubApi, path: string, signal: AbortSignal): Promise<Examined> {
  const what = 'GitHub issues, creating';
  try {
    await api.ask(z.unknown(), { method: 'POST', path: `${path}/issues`, body: {} }, signal);
    return wrong(what, 'the server accepted an issue without a title, which GitHub never does: check the address');
  } catch (error) {
    if (!(error instanceof GithubRefused)) throw error;
    if (error.status === 422) return ok(what, 'allowed');
    // How GitHub refuses a classic token that can see the repository.
    if (error.status === 404)
      return wrong(what, 'not allowed: a classic token needs the scope repo, or public_repo for a public repository');
    throw error;
  }
}

/** An account without such a role may create issues, but GitHub drops the rest without saying so. */
const roleFound = ({ permissions }: z.infer<typeof Repository>): Examined[] =>
  permissions === undefined || permissions.push || permissions.triage === true
    ? []
    : [
        noteFinding(
          'GitHub issues, role',
          'the token’s account has neither write nor triage access: GitHub drops labels, owners and milestones, and Muster only finds its tickets among the newest 25 issues',
        ),
      ];
