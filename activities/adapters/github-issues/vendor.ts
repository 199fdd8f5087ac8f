/**
 * GitHub issues, as one vendor among others: tickets go there. This room creates issues and reads them again; it never
 * edits or closes one.
 */
import { createNoTrackerCheck } from '../shared/tickets-check';
import { declareVendor } from '../shared/vendor';
import { createGithubIssues } from './';
import { createGithubIssuesCheck } from './check';
import { readGithubIssuesSettings } from './settings';

export const githubIssuesVendor = declareVendor({
  name: 'GitHub, issues',
  turnedOnBy: 'MUSTER_GITHUB_ISSUES_REPOSITORY',
  settings: readGithubIssuesSettings,
  ports: ['tickets'],
  open: (settings, { directory }) => ({
    tickets: createGithubIssues({ ...settings, loginOf: (address) => directory.githubLoginOf(address) }),
  }),
  check: (settings, worker) => (settings ? createGithubIssuesCheck(settings) : createNoTrackerCheck(worker)),
});
