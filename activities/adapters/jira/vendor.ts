/**
 * Jira, as one vendor among others: tickets go there. This room creates issues in one project and reads them again; it
 * never edits or closes one.
 */
import { createNoTrackerCheck } from '../shared/tickets-check';
import { declareVendor } from '../shared/vendor';
import { createJiraTickets } from './';
import { createJiraCheck } from './check';
import { readJiraSettings } from './settings';

export const jiraVendor = declareVendor({
  name: 'Jira',
  turnedOnBy: 'MUSTER_JIRA_URL',
  settings: readJiraSettings,
  ports: ['tickets'],
  open: (settings) => ({ tickets: createJiraTickets(settings) }),
  check: (settings, worker) => (settings ? createJiraCheck(settings) : createNoTrackerCheck(worker)),
});
