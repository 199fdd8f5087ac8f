import { resolve } from 'node:path';
import { loadPolicy } from '../../policy/load';
import { SHIPPED, files, placeOf, problemsOf } from './files';

const OVER = `extends: ${SHIPPED}\nname: other\nversion: 2.0.0\n`;

describe('extends', () => {
  test('mappings are merged, lists and single values replaced, the guide found beside its file', () => {
    const { p } = files({
      p: `${OVER}severities:\n  P1:\n    contact: { repeatEvery: 3m }\n    team: { roles: [cto] }\n  P2: { updates: null }\n`,
    });
    const { policy } = loadPolicy(p);
    const base = loadPolicy(SHIPPED).policy;
    expect(policy.name).toBe('other');
    expect(policy.guide).toBe(base.guide);
    expect(policy.severities['P1']?.contact).toEqual({ ...base.severities['P1']?.contact, repeatEvery: 180_000 });
    expect(policy.severities['P1']?.team.roles).toEqual(['cto']);
    expect(policy.severities['P2']?.updates).toBeNull();
    expect(policy.severities['P3']).toEqual(base.severities['P3']);
    expect(policy).not.toHaveProperty('extends');
  });

  test('a problem is reported in the file that its value comes from', () => {
    const text = `${OVER}severities:\n  P1:\n    updates: { nudgeAfter: 7m }\n`;
    const { p } = files({ p: text });
    expect(problemsOf(p)).toMatchObject([
      { file: p, ...placeOf(text, '7m'), path: 'severities.P1.updates.nudgeAfter' },
    ]);
    const inherited = files({ p: `${OVER}severities:\n  P1:\n    updates: { postAfter: 3m }\n` });
    expect(problemsOf(inherited.p)).toMatchObject([{ file: SHIPPED, path: 'severities.P1.updates.nudgeAfter' }]);
  });

  test.each([
    ['a file that is not there', 'extends: gone.yaml\n', /can't read .*gone\.yaml: there is no such file/],
    ['itself', 'extends: p\n', /extends itself/],
    ['something that is no path', 'extends: [a]\n', /expected the path of another policy file/],
  ])('%s is refused where it is named', (_name, text, message) => {
    const { p } = files({ p: text });
    const problems = problemsOf(p);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({ file: p, line: 1, column: 10, path: 'extends' });
    expect(problems[0]?.message).toMatch(message);
  });

  test('a circle of files is refused', () => {
    const { a } = files({ a: 'extends: b\n', b: 'extends: c\n', c: 'extends: a\n' });
    expect(problemsOf(a)[0]?.message).toMatch(/extends itself: .*a -> .*b -> .*c -> .*a$/);
  });

  test('the example changes its addresses and nothing else of the rules', () => {
    const example = loadPolicy(resolve(__dirname, '../../examples/release-manager/policy.yaml')).policy;
    const base = loadPolicy(SHIPPED).policy;
    expect(example.investigation.parameters).toMatchObject({
      healthUrl: { value: 'http://127.0.0.1:9911/health' },
      prometheusUrl: { value: 'http://127.0.0.1:9911' },
    });
    expect({ ...example, name: base.name, investigation: base.investigation }).toEqual(base);
  });
});
