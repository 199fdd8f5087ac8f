/** How much access does a person have, given the directory and how they signed in? */
import type { DirectoryData } from '../../directory/schema';
import { type Access, DEFAULT_ACCESS, reaches } from '../../domain/state/access';
import { findPerson } from '../people/lookup';

/** The smaller of two levels. */
export const lesser = (one: Access, other: Access): Access => (reaches(one, other) ? other : one);

/** The access of this person's act: at most what the directory gives, and at most what they came in with. */
export function accessOf(directory: DirectoryData, named: string, cameInWith?: Access): Access {
  const given = findPerson(directory, named)?.access ?? DEFAULT_ACCESS;
  return cameInWith === undefined ? given : lesser(cameInWith, given);
}
