/** Whether a drill's roles are played by those who take part, and by nobody else. */
import { findPeople } from '../../../activities/paging/people';

const HOLDERS: Record<string, string[]> = { lead: ['ada', 'otto'], cto: ['cleo'], nobody: [] };
const person = (id: string) => ({ id, name: id.toUpperCase(), contactPoints: [] });
const directory = {
  person: (id: string) => Promise.resolve(person(id)),
  whoIs: (role: string) =>
    Promise.resolve({ people: (HOLDERS[role] ?? []).map(person), ...(role === 'nobody' && { problem: 'vacant' }) }),
};
const found = async (roles: string[], drill?: string[]) => {
  const { people, missing, problems } = await findPeople(directory, {
    ...{ roles, label: [], at: 0 },
    ...(drill !== undefined && { drill }),
  });
  return { people: people.map(({ id, asked }) => [id, ...asked]), missing, problems };
};

test('whoever takes part and holds the role plays it, else the one who was named first', async () => {
  expect(await found(['lead', 'cto', 'nobody'], ['dora', 'otto'])).toEqual({
    people: [
      ['otto', 'lead'],
      ['dora', 'cto', 'nobody'],
    ],
    missing: [],
    problems: [],
  });
});

test('an incident that is none finds everybody', async () => {
  expect(await found(['lead', 'nobody'])).toEqual({
    people: [
      ['ada', 'lead'],
      ['otto', 'lead'],
    ],
    missing: ['nobody'],
    problems: ['vacant'],
  });
});
