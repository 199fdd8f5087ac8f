/** Which roles does a policy count on? */
import { Policy } from './schema';
import { mapLeaves } from './schema-walk';
import { RoleName } from './schema-words';

/** Asked at each look-up, and a policy doesn't change. */
const rolesByPolicy = new WeakMap<Policy, string[]>();

/** The roles that any rule names. One that is only defined, such as one that was inherited, needs nobody. */
export function usedRoles(policy: Policy): string[] {
  const known = rolesByPolicy.get(policy);
  if (known !== undefined) return known;
  const used = new Set<string>();
  mapLeaves(Policy, policy, (schema, value) => {
    if (schema === RoleName && typeof value === 'string') used.add(value);
    return value;
  });
  const roles = [...used];
  rolesByPolicy.set(policy, roles);
  return roles;
}
