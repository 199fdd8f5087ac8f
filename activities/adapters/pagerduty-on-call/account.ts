/** Which people, schedules and escalation policies does the PagerDuty account have, and what may the token read? */
import { type PagerDutyApi } from './api';
import { contactPointsOf } from './contact-points';
import { OnCalls, Policies, Schedules, Users } from './shapes';
import { ProviderRejected } from '../../errors';
import type { ContactPoint } from '../../../directory/schema';
import { messageOf } from '../../../domain/text/message-of';

export interface AccountUser {
  id: string;
  name: string;
  email?: string;
  zone?: string;
  contactPoints: ContactPoint[];
}

/** What the directory takes over from an account. */
export interface Account {
  users: AccountUser[];
  schedules: { id: string; name: string }[];
  policies: { id: string; name: string; levels: number }[];
}

/** Reads users, schedules and escalation policies, however many; `withinMs` for all of them. */
export async function readAccount(api: PagerDutyApi, withinMs = 120_000): Promise<Account> {
  const within = { deadlineAt: Date.now() + withinMs };
  const include = { 'include[]': ['contact_methods', 'notification_rules'] };
  const users = await api.all('/users', include, Users, (page) => page.users, within);
  const schedules = await api.all('/schedules', {}, Schedules, (page) => page.schedules, within);
  const policies = await api.all('/escalation_policies', {}, Policies, (page) => page.escalation_policies, within);
  const nameOf = ({
    id,
    name,
    summary,
  }: {
    id: string;
    name?: string | null | undefined;
    summary?: string | null | undefined;
  }) => name ?? summary ?? id;
  return {
    users: users.map((user) => ({
      id: user.id,
      name: user.name,
      ...(user.email != null && { email: user.email }),
      ...(user.time_zone != null && { zone: user.time_zone }),
      contactPoints: contactPointsOf(user),
    })),
    schedules: schedules.map((one) => ({ id: one.id, name: nameOf(one) })),
    policies: policies.map((one) => ({ id: one.id, name: nameOf(one), levels: one.escalation_rules?.length ?? 1 })),
  };
}

/** One right that the token needs, and whether it has it. */
export interface PagerDutyRight {
  /** What a scoped token calls it. */
  scope: string;
  why: string;
  /** Why it can't be used; absent where it can. */
  refused?: string;
  /** It is missing, rather than that PagerDuty did not answer. */
  isMissing?: boolean;
}

const RIGHTS = [
  { path: '/oncalls', shape: OnCalls, scope: 'oncalls.read', why: 'who is on call' },
  { path: '/users', shape: Users, scope: 'users.read', why: 'contact methods of people who are not in the directory' },
  { path: '/schedules', shape: Schedules, scope: 'schedules.read', why: 'only for the import' },
  { path: '/escalation_policies', shape: Policies, scope: 'escalation_policies.read', why: 'only for the import' },
] as const;

/** Tries each right that the token needs. Never rejects. */
export const tryRights = (api: PagerDutyApi, withinMs = 5_000): Promise<PagerDutyRight[]> =>
  Promise.all(
    RIGHTS.map(async ({ path, shape, scope, why }): Promise<PagerDutyRight> => {
      try {
        await api.get(path, { limit: 1 }, shape, { deadlineAt: Date.now() + withinMs });
        return { scope, why };
      } catch (error) {
        const refused = messageOf(error);
        return { scope, why, refused, isMissing: error instanceof ProviderRejected };
      }
    }),
  );
