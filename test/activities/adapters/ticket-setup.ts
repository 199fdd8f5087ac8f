import type { TicketToCreate } from '../../../activities/ports';

export const ticket = (changed: Partial<TicketToCreate> = {}): TicketToCreate => ({
  incidentId: 'release-manager-7f3k2a9q-x4tm',
  key: 'ticket',
  kind: 'notice',
  title: 'P3 Release Manager: slow pages',
  text: '# INCIDENT: slow pages\n\n**Severity**: P3',
  priority: 'high',
  labels: ['incident', 'p3'],
  release: null,
  ...changed,
});

/** What an owner and a date are asked for with. */
export const OWED = { release: '2026.12', assignee: 'tomasz@example.com', dueAt: Date.UTC(2026, 11, 1, 15, 30) };

/** The one that there is. */
export function only<Issue>(issues: readonly Issue[]): Issue {
  const [issue, ...more] = issues;
  if (issue === undefined || more.length > 0) throw new Error(`${issues.length} issues`);
  return issue;
}
