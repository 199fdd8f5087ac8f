/** Which Jira account has an email address? "Find users assignable to issues" needs the right to browse users. */
import { z } from 'zod';
import { ProviderRejected } from '../../errors';
import type { JiraApi } from './api';

const Users = z.array(
  z.object({
    accountId: z.string().min(1),
    active: z.boolean().default(true),
    /** Absent where the person keeps it to themselves; the search knows it all the same. */
    emailAddress: z.string().optional(),
  }),
);

/** The account with this address, or why there is none. Never somebody who only resembles it. */
export async function accountOf(
  { api, project }: { api: JiraApi; project: string },
  address: string,
  signal?: AbortSignal,
): Promise<{ accountId: string } | { missing: string }> {
  const query = { project, query: address, maxResults: '10' };
  try {
    const users = await api.ask(Users, { method: 'GET', path: '/user/assignable/search', query }, signal);
    const active = users.filter((user) => user.active);
    const exact = active.find(({ emailAddress }) => emailAddress?.toLowerCase() === address.toLowerCase());
    const hidden = active.filter(({ emailAddress }) => emailAddress === undefined || emailAddress === '');
    // One hit that hides its address can only have been found by it; several may have been found by their names.
    const account = exact ?? (active.length === 1 ? hidden[0] : undefined);
    if (account !== undefined) return { accountId: account.accountId };
    return { missing: 'no assignable user with this email address in the project' };
  } catch (error) {
    signal?.throwIfAborted();
    // A ticket without an assignee is worth more than none.
    if (error instanceof ProviderRejected) return { missing: "the account can't search for users" };
    throw error;
  }
}
