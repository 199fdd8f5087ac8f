import { readJiraSettings } from '../../../../activities/adapters/jira/settings';

const JIRA = {
  MUSTER_JIRA_URL: 'https://example.atlassian.net',
  MUSTER_JIRA_EMAIL: 'muster@example.com',
  MUSTER_JIRA_TOKEN: 't',
  MUSTER_JIRA_PROJECT: 'OPS',
};

test('nothing is set', () => {
  expect(readJiraSettings({})).toBeUndefined();
  expect(readJiraSettings({ MUSTER_JIRA_URL: '' })).toBeUndefined();
  // As `.env.example` has it: no more than a default.
  expect(readJiraSettings({ MUSTER_JIRA_ISSUE_TYPE: 'Task' })).toBeUndefined();
});

test('all of it', () => {
  const words = { MUSTER_JIRA_PRIORITIES: 'critical = Highest, low=Lowest', MUSTER_JIRA_ISSUE_TYPE: 'Bug' };
  expect(readJiraSettings({ ...JIRA, ...words })).toEqual({
    url: 'https://example.atlassian.net',
    email: 'muster@example.com',
    token: 't',
    project: 'OPS',
    issueType: 'Bug',
    priorities: { critical: 'Highest', low: 'Lowest' },
  });
});

test.each([
  [{ ...JIRA, MUSTER_JIRA_TOKEN: '', MUSTER_JIRA_EMAIL: '' }, /needs MUSTER_JIRA_EMAIL and MUSTER_JIRA_TOKEN/],
  [{ MUSTER_JIRA_TOKEN: 't' }, /needs MUSTER_JIRA_URL and MUSTER_JIRA_EMAIL and MUSTER_JIRA_PROJECT as well/],
  [{ ...JIRA, MUSTER_JIRA_URL: ' ' }, /^Jira needs MUSTER_JIRA_URL as well/],
  [{ ...JIRA, MUSTER_JIRA_URL: 'example.atlassian.net' }, /MUSTER_JIRA_URL is "example.atlassian.net"/],
  [{ ...JIRA, MUSTER_JIRA_PROJECT: 'OPS" OR 1' }, /must be a project key/],
  [{ ...JIRA, MUSTER_JIRA_PRIORITIES: 'high' }, /must look like critical=Highest/],
])('refuses %j', (env, reason) => {
  expect(() => readJiraSettings(env)).toThrow(reason);
});
