/** Who is on call for each role of a policy, until when, and which rotation says so? */
import { answeredBy } from '../../directory/provider-problems';
import { whoHolds } from '../../directory/directory';
import { holdsRole, onCall } from '../../directory/on-call';
import { rotationsOf } from '../../directory/rotations-of';
import { ALL_ON_CALL, type DirectoryData } from '../../directory/schema';
import { readInstant } from '../actions/post-mortem-action';
import type { PinnedPolicy } from '../../workflows/contract';
import type { Policy } from '../../policy/schema';
import { defined } from '../../domain/state/fields';

/** Who holds a role at an instant, and until when where that ends by itself. */
export interface Held {
  role: string;
  title: string;
  people: { id: string; name: string; until?: string }[];
  /** Where the answer comes from, rotation by rotation; absent where the directory itself says who holds the role. */
  sources?: string[];
  problem?: string;
}

/** Everyone that the policy may contact, at an instant. The lead is not among them: each incident decides that. */
export function whoIsOnCall(policy: Policy, directory: DirectoryData, at: number, now = at): Held[] {
  return Object.entries(policy.roles)
    .filter(([role]) => role !== 'lead')
    .map(([role, { title }]) => {
      const { people, problem } = whoHolds(directory, role, at, now);
      const sources = rotationsOf(directory, role).map((rotation) => answeredBy(rotation, at, now));
      return {
        role,
        title,
        people: people.map(({ id, name }) => {
          const until = endOfShift(directory, role, id, at);
          return { id, name, ...(until !== undefined && { until: new Date(until).toISOString() }) };
        }),
        ...(sources.length > 0 && { sources }),
        ...defined({ problem }),
      };
    });
}

/** The same over all policies, each role once. `moment` is a time in words; without an offset, each policy's zone counts. */
export function heldRoles(
  policies: readonly PinnedPolicy[],
  directory: DirectoryData,
  now: number,
  moment: string | undefined,
): Held[] {
  const held = policies.flatMap(({ policy }) => {
    const at = moment === undefined ? now : readInstant('at', moment, policy.calendar.zone);
    return whoIsOnCall(policy, directory, at, now);
  });
  return [...new Map(held.map((one) => [one.role, one])).values()];
}

function endOfShift(directory: DirectoryData, role: string, person: string, at: number): number | undefined {
  const shifts = rotationsOf(directory, role).flatMap((rotation) =>
    onCall(rotation, at).filter((shift) => role === ALL_ON_CALL || holdsRole(rotation, shift)),
  );
  // Of several, such as in two layers, the one that lasts longest.
  const until = Math.max(...shifts.filter((shift) => shift.person === person).map((shift) => shift.until));
  return Number.isFinite(until) ? until : undefined;
}
