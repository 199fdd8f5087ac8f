import { createGithubActions } from '../../activities/adapters/github-actions';
import { FakeGithubActions } from '../fakes/github-actions/fake-github-actions';
import type { FakeVendor } from '../fakes/vendor';
import { HOUR, MINUTE } from '../support/times';
import { guideWith } from '../support/virtual-clock';
import { type SkippingEnvironment, startTimeSkipping } from '../support/servers';
import { bundle } from '../support/workflow-bundle';
import { createTestSystem, doubledKeys, startSkippingWorkers, type TestSystem } from '../support/time-skip-system';
import { SkippingIncident } from '../support/time-skip-incident';

let server: SkippingEnvironment;
let system: TestSystem;
let github: FakeGithubActions;
let vendor: FakeVendor;
let stop: () => Promise<void>;
beforeAll(async () => {
  ({ github, vendor } = await FakeGithubActions.start());
  for (const [file, ends] of [
    ['regression.yml', 'success'],
    ['integration.yml', 'failure'],
  ] as const)
    github.workflows.set(file, { state: 'active', inputs: ['muster_key'], showsKey: true, ends });
  const suites = createGithubActions({
    token: github.token,
    apiUrl: vendor.url,
    repository: 'example/release-manager',
  });
  system = createTestSystem(() => ({ suites }));
  server = await startTimeSkipping();
  stop = await startSkippingWorkers(system, server.env.nativeConnection, await bundle());
}, 90_000);
afterAll(async () => {
  await stop();
  await server.stop();
  await vendor.stop();
  system.remove();
}, 60_000);

test('after a resolution each suite runs once: what passed is ticked, what failed is told to the lead', async () => {
  const policy = guideWith(({ investigation: { parameters } }) => {
    parameters['regressionWorkflow'] = { value: 'regression.yml' };
    parameters['integrationWorkflow'] = { value: 'integration.yml' };
  });
  const incident = await SkippingIncident.open(server.env, 'P2', { policy });
  await incident.waits(2 * MINUTE);
  await incident.act('emil', { do: 'acknowledge' });
  await incident.act('emil', { do: 'resolve', resolution: 'fixed', override: 'nobody is left to ask' });
  await incident.handle.result();
  // Past the end of the list, whose reminder is due after two hours.
  await incident.waits(2 * HOUR + MINUTE);

  expect(github.runs.map(({ inputs }) => inputs['muster_key']).sort()).toEqual([
    `${incident.id}/suite:integration-tests:1`,
    `${incident.id}/suite:regression-tests:1`,
  ]);
  const line = (key: string) => system.lines().find((one) => one.incidentId === incident.id && one.key === key);
  const failed = line('suite:integration-tests:1:failed');
  expect(failed?.to).toEqual(['emil']);
  expect(failed?.text).toContain('failed: tests; 0 of 1 job passed');
  expect(failed?.text).toContain('https://github.example/example/release-manager/actions/runs/');
  const list = line('list:extended')?.text;
  expect(list).toContain('integration-tests');
  expect(list).not.toContain('regression-tests');
  expect(doubledKeys(system.lines())).toEqual([]);

  github.workflows.set('integration.yml', { state: 'active', inputs: ['muster_key'], showsKey: true, ends: 'success' });
  expect(await incident.followUp('emil', { do: 'run', item: 'integration-tests' })).toBe(
    'Attempt 2 of the tests for "integration-tests" is starting.',
  );
  await incident.waits(HOUR);
  expect(github.runs.map(({ inputs }) => inputs['muster_key'])).toContain(`${incident.id}/suite:integration-tests:2`);
  expect(github.runs).toHaveLength(3);
  const item = (await incident.postMortemView()).checklist.find(({ id }) => id === 'integration-tests');
  expect(item).toMatchObject({ state: 'ticked', runs: [{ verdict: 'failed' }, { attempt: 2, verdict: 'passed' }] });
}, 60_000);
