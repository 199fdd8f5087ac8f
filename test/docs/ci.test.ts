/** Whether the workflow file runs what `.ci/run` runs, on a Node that package.json allows. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';

const ROOT = join(__dirname, '..', '..');
const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');

const Step = z.object({ uses: z.string().optional(), run: z.string().optional(), with: z.looseObject({}).optional() });
const Workflow = z.object({
  on: z.looseObject({ push: z.unknown(), pull_request: z.unknown() }),
  jobs: z.record(z.string(), z.object({ 'timeout-minutes': z.number(), steps: z.array(Step) })),
});
const jobs = Object.values(Workflow.parse(parse(read('.github/workflows/ci.yml'))).jobs);
const steps = jobs.flatMap((job) => job.steps);
const settingsOf = (action: string): Record<string, unknown> =>
  steps.find(({ uses }) => uses?.startsWith(`${action}@`))?.with ?? {};

test('it runs .ci/run, which is there, last and once', () => {
  expect(steps.filter(({ run }) => run?.includes('.ci/run')).map(({ run }) => run)).toEqual(['.ci/run']);
  expect(steps.at(-1)?.run).toBe('.ci/run');
  expect(existsSync(join(ROOT, '.ci/run'))).toBe(true);
});

test('its Node is one that package.json allows', () => {
  const { engines } = z.object({ engines: z.object({ node: z.string() }) }).parse(JSON.parse(read('package.json')));
  const oldest = /^>=(\d+)\.(\d+)$/.exec(engines.node)?.slice(1).map(Number) ?? [];
  const taken =
    /^(\d+)\.(\d+)/
      .exec(String(settingsOf('actions/setup-node')['node-version']))
      ?.slice(1)
      .map(Number) ?? [];
  expect([oldest.length, taken.length]).toEqual([2, 2]);
  expect(taken[0] ?? 0).toBe(oldest[0]);
  expect(taken[1] ?? 0).toBeGreaterThanOrEqual(oldest[1] ?? Infinity);
});

test('it keeps what takes long to get, and ends in any case', () => {
  expect(settingsOf('actions/cache')['path']).toBe('~/.cache/muster');
  expect(settingsOf('actions/setup-java')['java-version']).toBe('17');
  expect(jobs.map((job) => job['timeout-minutes'])).toEqual([60]);
});

test('every action that it uses is pinned to a major version', () => {
  const used = steps.flatMap(({ uses }) => (uses === undefined ? [] : [uses]));
  expect(used.length).toBeGreaterThan(3);
  expect(used.filter((uses) => !/^actions\/[a-z-]+@v\d+$/.test(uses))).toEqual([]);
});
