import { createGithubActions } from '../../../activities/adapters/github-actions';
import { ProviderRejected, ProviderUnavailable } from '../../../activities/errors';
import type { SuiteResult } from '../../../activities/ports';
import type { Suites } from '../../../activities/ports/deployments';
import { createSuiteActivities, type SuiteEnd, type SuiteRequest } from '../../../activities/post-mortem/test-suites';
import { FakeGithubActions } from '../../fakes/github-actions/fake-github-actions';
import { guide } from '../../support/virtual-clock';
import { MockActivityEnvironment } from '@temporalio/testing';

const probe = guide.probes['regression-suite'];

if (probe?.use !== 'suite') throw new Error('the guide has a suite');

const url = 'https://github.example/runs/1';

const parameters = { ...guide.investigation.parameters, regressionWorkflow: { value: 'regression.yml' } };

const soon = (): SuiteRequest => ({
  incidentId: 'i-1',
  key: 'suite:regression-tests:1',
  probe,
  parameters,
  since: Date.now(),
  untilAt: Date.now() + 400,
});

/** A system whose run answers like this, one after another; the last answer for ever. */
const answering = (...answers: (SuiteResult | Error | undefined)[]) => {
  const asked: boolean[] = [];
  const suites: Suites = {
    start: ({ mayHaveBegun }) => {
      asked.push(mayHaveBegun);
      const result = (): Promise<SuiteResult | undefined> => {
        const answer = answers.length > 1 ? answers.shift() : answers[0];
        return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
      };
      return Promise.resolve({ url, result });
    },
    find: () => Promise.resolve(''),
  };
  return { suites, asked };
};

const run = (
  suites: Suites | undefined,
  changed: Partial<SuiteRequest> = {},
  environment = new MockActivityEnvironment(),
) =>
  environment.run<[], SuiteEnd, () => Promise<SuiteEnd>>(() =>
    createSuiteActivities(suites === undefined ? {} : { suites }, { firstMs: 5, longestMs: 20 }).runSuite({
      ...soon(),
      ...changed,
    }),
  );

const passed: SuiteResult = { verdict: 'passed', text: '3 of 3 jobs passed' };

const away = new ProviderUnavailable('GitHub Actions', '502');

test('waits until it ends, whatever is away meanwhile', async () => {
  const { suites, asked } = answering(undefined, away, undefined, passed);
  expect(await run(suites)).toEqual({ ...passed, url });
  expect(asked).toEqual([false]);
});

test('has no result when its time is over: that decides nothing', async () => {
  expect(await run(answering(undefined).suites)).toEqual({
    verdict: 'undecided',
    text: 'timed out: still running',
    url,
  });
  expect(await run(answering(away).suites)).toMatchObject({
    verdict: 'undecided',
    text: expect.stringMatching(/502/) as string,
  });
});

test('a refusal decides nothing either', async () => {
  const refused = new ProviderRejected('GitHub Actions', '401 Bad credentials');
  expect(await run(answering(refused).suites)).toMatchObject({
    verdict: 'undecided',
    text: expect.stringMatching(/401 Bad credentials/) as string,
  });
});

test('is not run where no workflow is named, or no token is set', async () => {
  const { suites, asked } = answering(passed);
  const { parameters: shipped } = guide.investigation;
  expect(await run(suites, { parameters: shipped })).toMatchObject({
    verdict: 'not-run',
    text: expect.stringMatching(/has no workflow/) as string,
  });
  expect(await run(undefined)).toMatchObject({
    verdict: 'not-run',
    text: expect.stringMatching(/MUSTER_GITHUB_ACTIONS_TOKEN/) as string,
  });
  expect(asked).toEqual([]);
});

test('a second try of the activity knows that the first may have started it', async () => {
  const { suites, asked } = answering(passed);
  await run(suites, {}, new MockActivityEnvironment({ attempt: 2 }));
  expect(asked).toEqual([true]);
});

test('a worker that died right after GitHub had started it leaves one run, whose end is read by the next one', async () => {
  const { github, vendor } = await FakeGithubActions.start();
  const suites = () =>
    createGithubActions({ token: github.token, apiUrl: vendor.url, repository: 'example/release-manager' });
  const first = new MockActivityEnvironment();
  vendor.passNext();
  vendor.failNext('done-hang');
  const dead = run(suites(), { untilAt: Date.now() + 60_000 }, first);
  while (github.runs.length === 0) await new Promise((resolve) => setImmediate(resolve));
  first.cancel();
  await expect(dead).rejects.toThrow();
  github.end(github.runs[0], 'success');
  expect(await run(suites(), {}, new MockActivityEnvironment({ attempt: 2 }))).toMatchObject({ verdict: 'passed' });
  expect(github.runs).toHaveLength(1);
  await vendor.stop();
});
