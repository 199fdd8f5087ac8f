/**
 * GitHub Actions, as one vendor among others: it runs test suites. This room starts the workflows that the policy
 * names and reads their results; it changes nothing else on GitHub.
 */
import { declareVendor } from '../shared/vendor';
import { createGithubActions } from './';
import { createGithubActionsCheck } from './check';
import { readGithubActionsSettings } from './settings';

export const githubActionsVendor = declareVendor({
  name: 'GitHub Actions',
  turnedOnBy: 'MUSTER_GITHUB_ACTIONS_TOKEN',
  settings: readGithubActionsSettings,
  ports: ['suites'],
  open: (settings) => ({ suites: createGithubActions(settings) }),
  check: (_settings, { ports }) => createGithubActionsCheck(ports.suites),
});
