import { followPolicies } from '../../../client/incidents/policies';
import type { PolicyInvalid } from '../../../policy/problems';
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const shipped = join(__dirname, '..', '..', '..', 'policy', 'release-manager.yaml');

let folder: string;

beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'muster-policies-'))));

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const own = () => join(folder, 'own.yaml');

/** As editors do it: another file in its place. */
const write = (file: string, content: object | string): void => {
  writeFileSync(`${file}.new`, typeof content === 'string' ? content : JSON.stringify(content));
  renameSync(`${file}.new`, file);
};

const base = { extends: shipped, name: 'own', version: '1.0.0' };

test('a change of the file holds from the next question on', () => {
  write(own(), base);
  const current = followPolicies(1, { files: [own()] });
  const [before] = current();
  expect(current()[0]).toBe(before);
  const when = { from: '2026-12-24T20:00:00Z', to: '2026-12-24T22:00:00Z' };
  write(own(), { ...base, maintenance: [{ id: 'xmas', title: 'Upgrade', when, assumption: 'ours' }] });
  expect(current()[0]?.policy.maintenance).toMatchObject([{ id: 'xmas' }]);
  expect(current()[0]?.hash).not.toBe(before?.hash);
});

test('so does a change of a file that it extends', () => {
  const middle = join(folder, 'middle.yaml');
  write(middle, { ...base, version: '1.1.0' });
  write(own(), { extends: './middle.yaml', name: 'top' });
  const current = followPolicies(1, { files: [own()] });
  expect(current()[0]?.policy.version).toBe('1.1.0');
  write(middle, { ...base, version: '1.2.0' });
  expect(current()[0]?.policy.version).toBe('1.2.0');
});

test('while the file is broken the last sound one holds, and each broken change is reported once', () => {
  write(own(), base);
  const problems: PolicyInvalid[] = [];
  const current = followPolicies(1, { files: [own()], onProblem: (problem) => problems.push(problem) });
  const [before] = current();
  write(own(), 'name: [broken');
  expect(current()[0]).toBe(before);
  expect(current()[0]).toBe(before);
  expect(problems).toHaveLength(1);
  expect(problems[0]?.message).toContain('own.yaml');
  rmSync(own());
  expect(current()[0]).toBe(before);
  expect(problems).toHaveLength(2);
  write(own(), { ...base, version: '2.0.0' });
  expect(current()[0]?.policy.version).toBe('2.0.0');
  expect(problems).toHaveLength(2);
});

test('without a sound file to begin with there is nothing to follow', () => {
  write(own(), 'name: [broken');
  expect(() => followPolicies(1, { files: [own()] })).toThrow();
});
