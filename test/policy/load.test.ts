import { loadPolicies, loadPolicy } from '../../policy/load';
import { PolicyInvalid } from '../../policy/problems';
import { SHIPPED, files, problemsOf, shippedText } from './files';

describe('loading a policy', () => {
  test('durations are milliseconds, the guide is an absolute path', () => {
    const { policy, file } = loadPolicy(SHIPPED);
    expect(file).toBe(SHIPPED);
    expect(policy.guide).toBe(SHIPPED.replace('.yaml', '.guide.md'));
    expect(policy.severities['P1']?.response.within).toBe(300_000);
  });

  test('the hash is of what the policy says, not of how it is written', () => {
    const text = shippedText();
    const { a, b, c } = files({
      a: text,
      b: `# a remark\n${text.replace('name: release-manager\nversion: 1.0.0', 'version: 1.0.0\nname:   "release-manager"')}`,
      c: text.replace('repeatEvery: 2m', 'repeatEvery: 3m'),
    });
    expect(loadPolicy(a).hash).toMatch(/^[0-9a-f]{64}$/);
    expect(loadPolicy(b).hash).toBe(loadPolicy(a).hash);
    expect(loadPolicy(c).hash).not.toBe(loadPolicy(a).hash);
  });

  test('the message names file, line, column, path, reason', () => {
    const { p } = files({ p: shippedText().replace('response: { within: 5m', 'response: { within: soon') });
    expect(() => loadPolicy(p)).toThrow(
      /p:\d+:\d+ severities\.P1\.response\.within: expected a duration such as 90s, 5m, 1h30m or 2d but found 'soon'$/,
    );
  });

  test('all problems are told at once, in reading order', () => {
    const { p } = files({
      p: shippedText().replace('repeatEvery: 2m', 'repeatEvery: x').replace('zone: UTC', 'zone: 7'),
    });
    expect(problemsOf(p).map(({ path }) => path)).toEqual(['severities.P1.contact.repeatEvery', 'calendar.zone']);
  });

  test.each([
    ['a file that is not there', undefined, /there is no such file/],
    ['an empty file', '', /expected a policy: a mapping/],
    ['a list', '- a\n', /expected a policy: a mapping/],
    ['broken YAML', 'name: [x\nversion: 1\n', /not valid YAML/],
    ['a key twice', 'name: a\nname: b\n', /not valid YAML: Map keys must be unique/],
    ['two documents', 'name: a\n---\nname: b\n', /not valid YAML/],
    ['an unknown tag', 'name: !run x\n', /not valid YAML: Unresolved tag/],
    ['an alias of nothing', 'name: *gone\n', /no anchor &gone above|Unresolved alias/i],
    ['an anchor that holds itself', 'name: &a [*a]\n', /too large/],
    [
      'aliases that multiply',
      `a: &a [${'x,'.repeat(9)}]\nb: &b [${'*a,'.repeat(9)}]\nc: &c [${'*b,'.repeat(9)}]\nd: &d [${'*c,'.repeat(9)}]\n` +
        `e: &e [${'*d,'.repeat(9)}]\nf: &f [${'*e,'.repeat(9)}]\ng: &g [${'*f,'.repeat(9)}]\nname: *g\n`,
      /too large/,
    ],
  ])('%s is refused', (_name, text, message) => {
    const file = text === undefined ? '/nowhere/policy.yaml' : files({ p: text }).p;
    const problems = problemsOf(file);
    expect(problems[0]?.message).toMatch(message);
    expect(problems[0]?.line).toBeGreaterThan(0);
  });

  test('a key that only Object.prototype has is unknown like any other', () => {
    const { p } = files({ p: `${shippedText()}\n__proto__: { name: x }\nconstructor: y\n` });
    expect(problemsOf(p).map(({ path }) => path)).toContain('constructor');
  });
});

describe('several policies', () => {
  const other = shippedText()
    .replace('name: release-manager\n', 'name: billing\n')
    .replace('catchAll: true', 'catchAll: false')
    .replace('- name: release-manager\n', '- name: billing\n')
    .replace(/aliases: \[.*\]/, 'aliases: [Billing]');

  test('one for each service', () => {
    const { a, b } = files({ a: shippedText(), b: other });
    expect(loadPolicies([a, b]).map(({ policy }) => policy.name)).toEqual(['release-manager', 'billing']);
  });

  test('not two for one name, and not two that catch all', () => {
    const { a, b } = files({
      a: shippedText(),
      b: other.replace('aliases: [Billing]', 'aliases: [Release Manager]').replace('catchAll: false', 'catchAll: true'),
    });
    const load = () => loadPolicies([a, b]);
    expect(load).toThrow(PolicyInvalid);
    expect(load).toThrow(/services\[0\]\.aliases\[0\]: .*'Release Manager' is already in .*a$/m);
    expect(load).toThrow(/catchAll: .*a is already the catch-all/);
  });

  test('the problems of all files come together', () => {
    const { a, b } = files({ a: 'name: 1\n', b: other.replace('zone: UTC', 'zone: Moon') });
    expect(() => loadPolicies([a, b])).toThrow(/a:1:7 name: [^]*b:\d+:\d+ calendar.zone/);
  });
});
