/**
 * Which person in the directory does a name stand for, and which roles do they hold? This room reads the directory and
 * PagerDuty and changes neither; an import only returns the new text, which the command then writes.
 */
import leven from 'leven';
import { holdsRole, onCall } from '../../directory/on-call';
import { rotationsOf } from '../../directory/rotations-of';
import { ALL_ON_CALL, type DirectoryData, type Person } from '../../directory/schema';
import type { PersonRef } from '../../domain/state/vocabulary';

/**
 * Whom somebody means who types a name: an id, a handle (with or without `@`), a full name or a mail address; also a person who
 * is known only because PagerDuty says that they are on call. An id always means its own person.
 */
export function findPerson(directory: DirectoryData, named: string): Person | undefined {
  const wanted = plain(named);
  return (
    personById(directory, wanted) ??
    everyoneIn(directory).find((person) => namesOf(person).some((name) => name === wanted))
  );
}

/** The person with exactly this id: what Muster itself wrote down, such as whose token it is. */
export const personById = (directory: DirectoryData, id: string): Person | undefined =>
  everyoneIn(directory).find((person) => person.id === id);

/**
 * Whom an identity provider signed in: by mail address, or by id or handle where the claim is no mail address. Never by full
 * name, which people can often change themselves.
 */
export const personSignedIn = (directory: DirectoryData, claimed: string): Person | undefined => {
  const wanted = claimed.trim().toLowerCase();
  return everyoneIn(directory).find((person) =>
    isMail(wanted) ? hasMail(person, wanted) : person.id === wanted || person.handle?.toLowerCase() === wanted,
  );
};

/** A person as PagerDuty names them: only the id there and the mail address can't be chosen freely. */
export interface PagerDutyNames {
  id?: string | undefined;
  mail?: string | undefined;
  name?: string | undefined;
}

/**
 * Who a PagerDuty user is: by the id there, else by mail address, else by name. What can be changed by its bearer counts for
 * nothing where the directory says otherwise.
 */
export function personAtPagerDuty(directory: DirectoryData, { id, mail, name }: PagerDutyNames): Person | undefined {
  const everyone = everyoneIn(directory);
  const may = everyone.filter(({ pagerduty }) => pagerduty === undefined || id === undefined);
  return (
    everyone.find(({ pagerduty }) => pagerduty !== undefined && pagerduty === id) ??
    may.find((person) => mail !== undefined && hasMail(person, mail)) ??
    may.find((person) => name !== undefined && namesOf(person).includes(plain(name)) && !contradicts(person, mail))
  );
}

export const hasMail = (person: Person, mail: string): boolean => mailsOf(person).includes(mail.trim().toLowerCase());

/** Whether the directory has other mail addresses for this person than the one that somebody of the same name has. */
export const contradicts = (person: Person, mail: string | undefined): boolean =>
  mail !== undefined && mailsOf(person).length > 0 && !hasMail(person, mail);

export const isMail = (text: string): boolean => /^[^\s@]+@[^\s@]+$/.test(text.trim());

const everyoneIn = ({ people, outside = [] }: DirectoryData): Person[] => [...people, ...outside];

/** As many letters of a name may be wrong: one in three. */
const LETTERS_PER_MISTAKE = 3;

/**
 * Who may have been meant by a name that nobody has: someone whose name differs in a few letters, or has it as a part.
 */
export function almostNamed(directory: DirectoryData, named: string): Person | undefined {
  const wanted = plain(named);
  const mistakes = Math.floor(wanted.length / LETTERS_PER_MISTAKE);
  const isMeant = (name: string): boolean => leven(name, wanted) <= mistakes;
  return everyoneIn(directory).find((person) =>
    [...namesOf(person), ...person.name.toLowerCase().split(/\s+/)].some(isMeant),
  );
}

const plain = (named: string): string => named.trim().replace(/^@/, '').toLowerCase();

/** All names of a person, in small letters. */
export const namesOf = (person: Person): string[] =>
  [person.id, person.handle, person.name, ...mailsOf(person)].flatMap((known) => known?.toLowerCase() ?? []);

const mailsOf = ({ contactPoints }: Person): string[] =>
  contactPoints.flatMap(({ channel, address }) => (channel === 'email' ? [address.toLowerCase()] : []));

/** The roles that a person holds at an instant: their own, and those that come with being on call. */
export function rolesAt(directory: DirectoryData, person: Person, at: number): string[] {
  const counting = rotationsOf(directory, ALL_ON_CALL);
  const onDuty = directory.rotations.flatMap((rotation) =>
    onCall(rotation, at)
      .filter((shift) => shift.person === person.id)
      .flatMap((shift) => [
        ...(holdsRole(rotation, shift) ? [rotation.role] : []),
        ...(counting.includes(rotation) ? [ALL_ON_CALL] : []),
      ]),
  );
  return [...new Set([...person.roles, ...onDuty])];
}

/** A person as an act names them. Someone who is not in the directory has the name that they gave and no roles. */
export const personRef = (directory: DirectoryData, named: string, at: number): PersonRef =>
  refOf(directory, findPerson(directory, named), named, at);

/** The same where it is known who is meant. */
export function refOf(directory: DirectoryData, person: Person | undefined, named: string, at: number): PersonRef {
  if (person === undefined) return { id: named.trim(), name: named.trim(), roles: [] };
  return { id: person.id, name: person.name, roles: rolesAt(directory, person, at) };
}
