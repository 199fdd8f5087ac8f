import { holdsRole, onCall } from '../directory/on-call';
import { ALL_ON_CALL, type DirectoryData, type Person } from '../directory/schema';
import type { PersonRef } from '../domain/acts';

/** Somebody of the directory, by id, handle (with or without `@`), full name or mail address. */
export function findPerson({ people }: DirectoryData, named: string): Person | undefined {
  const wanted = named.trim().replace(/^@/, '').toLowerCase();
  const mailOf = ({ contactPoints }: Person) => contactPoints.filter(({ channel }) => channel === 'email');
  return people.find((person) =>
    [person.id, person.handle, person.name, ...mailOf(person).map(({ address }) => address)].some(
      (candidate) => candidate?.toLowerCase() === wanted,
    ),
  );
}

/** The roles that somebody holds at an instant: their own, and those of being on call. */
export function rolesAt({ rotations }: DirectoryData, person: Person, at: number): string[] {
  const onDuty = rotations.flatMap((rotation) => {
    return onCall(rotation, at)
      .filter((shift) => shift.person === person.id)
      .flatMap((shift) => (holdsRole(rotation, shift) ? [rotation.role, ALL_ON_CALL] : [ALL_ON_CALL]));
  });
  return [...new Set([...person.roles, ...onDuty])];
}

/** A person as an act names them. Somebody whom the directory doesn't know has the name that they gave and no roles. */
export function personRef(directory: DirectoryData, named: string, at: number): PersonRef {
  const person = findPerson(directory, named);
  if (person === undefined) return { id: named.trim(), name: named.trim(), roles: [] };
  return { id: person.id, name: person.name, roles: rolesAt(directory, person, at) };
}
