/** Which roles must the directory fill, and what will go wrong with it in the next two weeks? */
import type { DirectoryFinding } from '../../directory/finding';
import { findProblems } from '../../directory/findings';
import type { DirectoryData } from '../../directory/schema';
import { usedRoles } from '../../policy/roles';
import type { Policy } from '../../policy/schema';

const FORTNIGHT = 14 * 86_400_000;

/** The roles that policies use and the directory has to fill. Who leads is decided by each incident. */
export const rolesOf = (policies: readonly Policy[]): string[] => [
  ...new Set(policies.flatMap(usedRoles).filter((role) => role !== 'lead')),
];

/** What would go wrong with the directory for these policies in the next two weeks, worst first. */
export const directoryFindings = (
  directory: DirectoryData,
  policies: readonly Policy[],
  now: number,
  served?: readonly string[],
): DirectoryFinding[] => findProblems(directory, rolesOf(policies), now, now + FORTNIGHT, served);
