/** The repository's open milestones: a release is one only if it exists ("List milestones"). */
import { z } from 'zod';
import { ProviderRejected } from '../../errors';
import type { GithubApi } from '../github/api';

const Milestones = z.array(z.object({ number: z.number().int().positive(), title: z.string() }));

/** The number of the milestone with this title, among the first 100 open ones, or why there is none. */
export async function milestoneOf(
  { api, repository }: { api: GithubApi; repository: string },
  title: string,
  signal?: AbortSignal,
): Promise<{ number: number } | { missing: string }> {
  const query = { state: 'open', per_page: '100' };
  try {
    const path = `/repos/${repository}/milestones`;
    const milestones = await api.ask(Milestones, { method: 'GET', path, query }, signal);
    const milestone = milestones.find((each) => each.title.toLowerCase() === title.toLowerCase());
    return milestone ?? { missing: 'no open milestone with this name in the repository' };
  } catch (error) {
    signal?.throwIfAborted();
    // A ticket without a milestone is worth more than none.
    if (error instanceof ProviderRejected) return { missing: "the token can't read milestones" };
    throw error;
  }
}
