/**
 * Which person in the directory does a name stand for, and which roles do they hold? This room reads the directory and
 * PagerDuty and changes neither; an import only returns the new text, which the command then writes.
 */
import leven from 'leven';
import { holdsRole, onCall } from '../../directory/on-call';
import { ALL_ON_CALL, type DirectoryData, type Person } from '../../directory/schema';
import type { PersonRef } from '../../domain/state/vocabulary';

/**
 * Someone in the directory, by id, handle (with or without `@`), full name or mail address; also a person who is known
 * only because PagerDuty says that they are on call.
 */
export function findPerson({ people, outside = [] }: DirectoryData, named: string): Person | undefined {
  const wanted = plain(named);
  return [...people, ...outside].find((person) => namesOf(person).some((name) => name === wanted));
}

/** As many letters of a name may be wrong: one in three. */
const LETTERS_PER_MISTAKE = 3;

/**
 * Who may have been meant by a name that nobody has: someone whose name differs in a few letters, or has it as a part.
 */
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

/** The roles that a person holds at an instant: their own, and those that come with being on call. */
export function rolesAt({ rotations }: DirectoryData, person: Person, at: number): string[] {
  const onDuty = rotations.flatMap((rotation) => {
    return onCall(rotation, at)
      .filter((shift) => shift.person === person.id)
      .flatMap((shift) => (holdsRole(rotation, shift) ? [rotation.role, ALL_ON_CALL] : [ALL_ON_CALL]));
  });
  return [...new Set([...person.roles, ...onDuty])];
}

/** A person as an act names them. Someone who is not in the directory has the name that they gave and no roles. */
export function personRef(directory: DirectoryData, named: string, at: number): PersonRef {
  const person = findPerson(directory, named);
  if (person === undefined) return { id: named.trim(), name: named.trim(), roles: [] };
  return { id: person.id, name: person.name, roles: rolesAt(directory, person, at) };
}
