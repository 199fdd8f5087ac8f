/** Who takes part in a drill? */
import type { DirectoryData } from '../../directory/schema';
import type { PersonId } from '../../domain/state/vocabulary';
import { Refused } from '../errors';
import { findPerson } from './lookup';

/** Those who are named, each once. Somebody unknown is refused: nobody else stands in for them. */
export function participants(directory: DirectoryData, named: readonly string[]): PersonId[] {
  const ids = named.map((name) => {
    const person = findPerson(directory, name);
    if (person === undefined) throw new Refused(`${name} is not in the directory, so they can't take part.`);
    return person.id;
  });
  return [...new Set(ids)];
}
