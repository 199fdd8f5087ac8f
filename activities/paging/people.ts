/** Who holds the roles that are asked for, at this instant? */
import type { PersonId, Role } from '../../domain/state/vocabulary';
import type { Directory } from '../ports';

export interface LookUp {
  roles: Role[];
  /** Looked up too, only to say which of them these people hold. */
  label: Role[];
  at: number;
  /** Those who take part in a drill, and play every role between them. */
  drill?: PersonId[];
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
export async function findPeople(
  directory: Pick<Directory, 'whoIs' | 'person'>,
  request: LookUp,
): Promise<FoundPeople> {
  const found = new Map<PersonId, FoundPeople['people'][number]>();
  const missing: Role[] = [];
  const problems: string[] = [];
  const roles = [...new Set([...request.roles, ...request.label])];
  const answers = await Promise.all(
    roles.map(async (role) => ({ role, ...(await played(directory, request.drill, role, request.at)) })),
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

/** In a drill a role is played by those who take part and hold it, else by the one who was named first. */
async function played(
  directory: Pick<Directory, 'whoIs' | 'person'>,
  drill: PersonId[] | undefined,
  role: Role,
  at: number,
): ReturnType<Directory['whoIs']> {
  const holders = await directory.whoIs(role, at);
  if (drill === undefined) return holders;
  const people = holders.people.filter(({ id }) => drill.includes(id));
  const first = people.length > 0 ? undefined : await directory.person(drill[0] ?? '');
  return { people: first === undefined ? people : [first] };
}
