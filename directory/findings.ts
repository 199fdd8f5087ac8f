/** Who would be missing or unreachable in the next incidents, according to this directory? */
import { askedGaps } from './provider-gaps';
import { check } from './check';
import type { DirectoryFinding } from './finding';
import { beginningOf, nextInLayer, onCall } from './on-call';
import { writePath } from './positions';
import { isCalled } from './rotations-of';
import { ALL_ON_CALL, type DirectoryData, type Layer, type Person, type Rotation } from './schema';
import { closest } from '../policy/suggest';
import { dateOf, dayAt } from './wall-time';
import { noWay, unserved } from './ways';

/**
 * What would go wrong between `from` and `to` for a policy that names these roles, worst first. `served`: the channels
 * that the worker's integrations serve, where that is known.
 */
export function findProblems(
  directory: DirectoryData,
  roles: string[],
  from: number,
  to: number,
  served?: readonly string[],
): DirectoryFinding[] {
  const findings = [
    ...noWay(served),
    // Only for data that was never loaded: a file that says such things is refused.
    ...check(directory).map(({ path, message }) => error(message, writePath(path))),
    ...[...new Set(roles)].flatMap((role) => unheld(directory, role, roles)),
    ...directory.rotations.flatMap((rotation) => askedGaps(directory, rotation, roles, from, to)),
    ...directory.rotations.flatMap((rotation) =>
      rotation.layers.flatMap((layer) => gaps(rotation, layer, isCalled(directory, rotation, roles), from, to)),
    ),
    ...directory.people.flatMap((person) => unreachable(directory, person, roles, served)),
  ];
  return [
    ...findings.filter(({ severity }) => severity === 'error'),
    ...findings.filter((f) => f.severity === 'warning'),
  ];
}

const error = (message: string, where: string): DirectoryFinding => ({ severity: 'error', message, where });

function unheld({ people, rotations }: DirectoryData, role: string, roles: readonly string[]): DirectoryFinding[] {
  const where = `role ${role}`;
  if (role === ALL_ON_CALL) {
    return rotations.length > 0
      ? []
      : [error('The policy pages everyone on call, but the directory has no rotations.', where)];
  }
  const held = people.some(({ roles }) => roles.includes(role)) || rotations.some((rotation) => rotation.role === role);
  if (held) return [];
  const given = [...people.flatMap((person) => person.roles), ...rotations.map((rotation) => rotation.role)];
  const near = closest(
    role,
    given.filter((other) => !roles.includes(other)),
  );
  const meant = near === undefined ? '' : ` The directory has ${near}: is that a spelling mistake?`;
  return [error(`The policy needs the role ${role}, but nobody has it.${meant}`, where)];
}

/** The first time that a layer has nobody: before it begins, since turns never end. */
function gaps(rotation: Rotation, layer: Layer, isNeeded: boolean, from: number, to: number): DirectoryFinding[] {
  const first = rotation.layers[0]?.id;
  const overrides = rotation.overrides.filter((override) => (override.layer ?? first) === layer.id);
  const only = { ...rotation, layers: [layer], overrides };
  let at = from;
  while (at < to && onCall(only, at).length > 0) at = nextInLayer(only, layer, at).at;
  if (at >= to) return [];
  const begins = dateOf(dayAt(beginningOf(layer), layer.zone));
  const until = new Date(nextInLayer(only, layer, at).at).toISOString();
  // Without a layer after the first, somebody still holds the role; only a second person to page is missing.
  const alone = layer.id === first && rotation.onCall === undefined;
  const severity = alone && isNeeded ? 'error' : 'warning';
  return [
    {
      severity,
      message: `Nobody is on call from ${new Date(at).toISOString()} until ${until}: the layer starts on ${begins}.`,
      where: `rotation ${rotation.id}, layer ${layer.id}`,
    },
  ];
}

function unreachable(
  directory: DirectoryData,
  person: Person,
  roles: string[],
  served: readonly string[] | undefined,
): DirectoryFinding[] {
  const onDuty = directory.rotations.some(
    (rotation) =>
      isCalled(directory, rotation, roles) &&
      [
        ...rotation.layers.flatMap(({ people }) => people),
        ...rotation.overrides.map((override) => override.person),
        ...(rotation.fallback ?? []),
        ...(rotation.asked?.answer?.duties ?? []).map((duty) => duty.person),
      ].includes(person.id),
  );
  const needed = onDuty || person.roles.some((role) => roles.includes(role));
  if (person.contactPoints.length > 0) return unserved(person, needed, served);
  return [
    {
      severity: needed ? 'error' : 'warning',
      message: `${person.name} has no contact points and can't be reached.`,
      where: `person ${person.id}`,
    },
  ];
}
