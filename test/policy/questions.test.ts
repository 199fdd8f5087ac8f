import { loadPolicy } from '../../policy/load';
import { usedRoles } from '../../policy/roles';
import { files, SHIPPED } from './files';

const over = (more: string): string => {
  const { p } = files({ p: `extends: ${SHIPPED}\nname: other\nversion: 2.0.0\n${more}` });
  return p;
};
const asked = (more: string): string[] => loadPolicy(over(more)).questions.map(({ path }) => path);

const OWN = 'services: [{ name: checkout, title: Checkout }]\n';
const CORRELATION = (groupBy: string): string => `correlation:\n  groupBy: [${groupBy}]\n  assumption: Ours.\n`;

test('services of its own with the things of another service are questioned, until each is set', () => {
  const names = asked(OWN);
  expect(names).toContain('investigation.parameters.deployment');
  expect(names).toContain('investigation.parameters.database');
  const parameters = names.map((path) => path.split('.').at(-1) ?? '');
  const all = parameters.map((name) => `    ${name}: { value: ours, assumption: Ours. }\n`).join('');
  expect(asked(`${OWN}investigation:\n  parameters:\n${all}`)).toEqual([]);
});

test('a policy for the services that it inherits is not questioned', () => {
  expect(loadPolicy(SHIPPED).questions).toEqual([]);
  expect(asked('')).toEqual([]);
});

test('a label that no alert can have, and one that looks misspelt, are questioned', () => {
  expect(loadPolicy(over(CORRELATION('servce'))).questions).toMatchObject([
    { path: 'correlation.groupBy[0]', message: expect.stringContaining("did you mean 'service'?") as string },
  ]);
  expect(asked(CORRELATION('service, "the team"'))).toEqual(['correlation.groupBy[1]']);
  expect(asked(CORRELATION('service, team'))).toEqual([]);
});

test('a role counts where a rule names it, not where it is only defined', () => {
  const { policy } = loadPolicy(over('roles:\n  night-watch: { title: Night Watch, source: L9 }\n'));
  expect(Object.keys(policy.roles)).toContain('night-watch');
  expect(usedRoles(policy)).toContain('cto');
  expect(usedRoles(policy)).not.toContain('night-watch');
});
