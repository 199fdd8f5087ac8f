/** Which rotations say who holds a role? */
import { ALL_ON_CALL, type DirectoryData, type Rotation } from './schema';

/**
 * The rotations of a role. Everyone on call are those of the rotations whose roles the policy uses: an alert of one team does not
 * wake all others that share the directory. Of a policy that uses none of them, all.
 */
export function rotationsOf({ rotations, policyRoles = [] }: DirectoryData, role: string): Rotation[] {
  if (role !== ALL_ON_CALL) return rotations.filter((rotation) => rotation.role === role);
  const used = rotations.filter((rotation) => policyRoles.includes(rotation.role));
  return used.length > 0 ? used : rotations;
}

/** Whether a policy with these roles calls whoever this rotation names. */
export const isCalled = (directory: DirectoryData, rotation: Rotation, roles: readonly string[]): boolean =>
  roles.some((role) => rotationsOf({ ...directory, policyRoles: [...roles] }, role).includes(rotation));
