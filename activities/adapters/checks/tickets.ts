import { note } from '../../../domain/examined';
import type { IntegrationCheck } from '../../integration-check';
import type { GithubIssuesOptions } from '../github-issues';
import type { JiraOptions } from '../jira';
import { createGithubIssuesCheck } from './github-issues';
import { createJiraCheck } from './jira';

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
        examine: () => Promise.resolve([note('tickets', 'no tracker is configured: tickets go to the outbox')]),
      };
  }
}
