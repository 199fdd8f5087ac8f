import type { DirectoryData } from '../../directory/schema';
import { type Access, DEFAULT_ACCESS, reaches } from '../../domain/state/access';
import { findPerson } from '../people/lookup';

/** The smaller of two levels. */
export const lesser = (one: Access, other: Access): Access => (reaches(one, other) ? other : one);

/** What an act of this person counts as: no more than the directory gives, and no more than they came in with. */
export function accessOf(directory: DirectoryData, named: string, cameInWith?: Access): Access {
  const given = findPerson(directory, named)?.access ?? DEFAULT_ACCESS;
  return cameInWith === undefined ? given : lesser(cameInWith, given);
}
