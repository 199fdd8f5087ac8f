/** Who holds the roles that are asked for, at this instant? */
import type { PersonId, Role } from '../../domain/state/vocabulary';
import type { Directory } from '../ports';

export interface LookUp {
  roles: Role[];
  /** Looked up too, only to say which of them these people hold. */
  label: Role[];
  at: number;
}

export interface FoundPeople {
  people: { id: PersonId; name: string; roles: Role[]; asked: Role[] }[];
  /** Roles for which nobody can be reached, with the reason among `problems`. */
  missing: Role[];
  problems: string[];
  /** When the shift of a role that was asked for changes next, where that is known. */
  changesAt?: number;
}

/** Asks the directory for all roles at once: what another system is waited for is waited for once. */
export async function findPeople(directory: Pick<Directory, 'whoIs'>, request: LookUp): Promise<FoundPeople> {
  const found = new Map<PersonId, FoundPeople['people'][number]>();
  const missing: Role[] = [];
  const problems: string[] = [];
  const roles = [...new Set([...request.roles, ...request.label])];
  const answers = await Promise.all(
    roles.map(async (role) => ({ role, ...(await directory.whoIs(role, request.at)) })),
  );
  for (const { role, people, problem } of answers) {
    const isAsked = request.roles.includes(role);
    if (isAsked && people.length === 0) missing.push(role);
    if (isAsked && problem !== undefined) problems.push(problem);
    for (const { id, name } of people) {
      const person = found.get(id) ?? { id, name, roles: [], asked: [] };
      person.roles.push(role);
      if (isAsked) person.asked.push(role);
      found.set(id, person);
    }
  }
  const changes = answers.flatMap(({ role, changesAt }) => (request.roles.includes(role) ? (changesAt ?? []) : []));
  return {
    people: [...found.values()],
    missing,
    problems,
    ...(changes.length > 0 && { changesAt: Math.min(...changes) }),
  };
}
