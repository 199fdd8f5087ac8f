import leven from 'leven';
import { holdsRole, onCall } from '../../directory/on-call';
import { ALL_ON_CALL, type DirectoryData, type Person } from '../../directory/schema';
import type { PersonRef } from '../../domain/state/vocabulary';

/**
 * Somebody of the directory, by id, handle (with or without `@`), full name or mail address; also who is on call by
 * PagerDuty's word alone.
 */
export function findPerson({ people, outside = [] }: DirectoryData, named: string): Person | undefined {
  const wanted = plain(named);
  return [...people, ...outside].find((person) => namesOf(person).some((name) => name === wanted));
}

/** As many letters of a name may be wrong: one in three. */
const LETTERS_PER_MISTAKE = 3;

/** Who may have been meant by a name that is nobody's: one that is a few letters off, or a part of a name. */
export function almostNamed({ people, outside = [] }: DirectoryData, named: string): Person | undefined {
  const wanted = plain(named);
  const mistakes = Math.floor(wanted.length / LETTERS_PER_MISTAKE);
  const isMeant = (name: string): boolean => leven(name, wanted) <= mistakes;
  return [...people, ...outside].find((person) =>
    [...namesOf(person), ...person.name.toLowerCase().split(/\s+/)].some(isMeant),
  );
}

const plain = (named: string): string => named.trim().replace(/^@/, '').toLowerCase();

const namesOf = ({ id, handle, name, contactPoints }: Person): string[] => {
  const mail = contactPoints.flatMap(({ channel, address }) => (channel === 'email' ? [address] : []));
  return [id, handle, name, ...mail].flatMap((known) => known?.toLowerCase() ?? []);
};

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
