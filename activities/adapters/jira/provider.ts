/** The name under which Jira's failures are reported. */
export const JIRA = 'Jira';
