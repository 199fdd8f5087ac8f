import { noteFinding } from '../../domain/doctor/finding';
import type { IntegrationCheck } from '../ports/check';
import type { GithubIssuesOptions } from './github-issues';
import { createGithubIssuesCheck } from './github-issues/check';
import type { JiraOptions } from './jira';
import { createJiraCheck } from './jira/check';

type Tracker = ({ tracker: 'jira' } & JiraOptions) | ({ tracker: 'github' } & Omit<GithubIssuesOptions, 'loginOf'>);

/** Looks at the one tracker that tickets go to. */
export function createTicketsCheck(settings: Tracker | undefined): IntegrationCheck {
  switch (settings?.tracker) {
    case 'jira':
      return createJiraCheck(settings);
    case 'github':
      return createGithubIssuesCheck(settings);
    case undefined:
      return {
        what: 'tickets',
        examine: () =>
          Promise.resolve([noteFinding('tickets', 'no issue tracker is configured, so tickets go to the outbox')]),
      };
  }
}
