import { createGithubActions } from '../../activities/adapters/github-actions';
import { FakeGithubActions } from '../fakes/github-actions/fake-github-actions';
import { describeProvider } from './provider.contract';
import { describeSuites } from './suites.contract';

const known = {
  repository: 'example/release-manager',
  workflow: 'regression.yml',
  ref: 'main',
  inputs: { stage: 'live' },
};
const request = { incidentId: 'i-1', key: 'suite:a:1', suite: known, since: Date.now(), mayHaveBegun: false };

const start = async () => {
  const { github, vendor } = await FakeGithubActions.start();
  const suites = createGithubActions({ token: github.token, apiUrl: vendor.url, withinMs: 1_500 });
  return { github, vendor, suites };
};

const ENDS = { passes: 'success', fails: 'failure', 'is cancelled': 'cancelled' } as const;

describeSuites('GitHub Actions', async () => {
  const { github, vendor, suites } = await start();
  return {
    suites,
    known,
    started: () => github.runs.map(({ inputs }) => inputs['muster_key'] ?? ''),
    end: (how) => github.end(github.runs.at(-1), ENDS[how]),
    stop: () => vendor.stop(),
  };
});

describeProvider('GitHub Actions (start)', async () => {
  const { github, vendor, suites } = await start();
  return { vendor, token: github.token, act: (signal) => suites.start(request, signal) };
});

describeProvider('GitHub Actions (find)', async () => {
  const { github, vendor, suites } = await start();
  return { vendor, token: github.token, act: (signal) => suites.find(known, signal) };
});
