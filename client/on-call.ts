import { whoHolds } from '../directory/directory';
import { onCall } from '../directory/on-call';
import { ALL_ON_CALL, type DirectoryData } from '../directory/schema';
import type { Policy } from '../policy/schema';

/** Who holds a role at an instant, and until when where that ends by itself. */
export interface Held {
  role: string;
  title: string;
  people: { id: string; name: string; until?: string }[];
  problem?: string;
}

/** Everybody whom the policy may call, as of an instant. `lead` is decided by each incident. */
export function whoIsOnCall(policy: Policy, directory: DirectoryData, at: number): Held[] {
  return Object.entries(policy.roles)
    .filter(([role]) => role !== 'lead')
    .map(([role, { title }]) => {
      const { people, problem } = whoHolds(directory, role, at);
      return {
        role,
        title,
        people: people.map(({ id, name }) => {
          const until = endOfShift(directory, role, id, at);
          return { id, name, ...(until !== undefined && { until: new Date(until).toISOString() }) };
        }),
        ...(problem !== undefined && { problem }),
      };
    });
}

function endOfShift(directory: DirectoryData, role: string, person: string, at: number): number | undefined {
  const rotations = directory.rotations.filter((rotation) => role === ALL_ON_CALL || rotation.role === role);
  const shifts = rotations.flatMap((rotation) => onCall(rotation, at));
  return shifts.find((shift) => shift.person === person)?.until;
}
