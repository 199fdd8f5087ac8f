/** What is the status page asked to show now? */
import type { PublicStatement } from '../activities/ports';
import type { Incident } from '../domain/state/incident';
import type { Statement } from '../domain/state/public-report';
import { publicWords } from '../domain/status-page/words';
import type { Policy } from '../policy/schema';
import { ApplicationFailure } from '@temporalio/workflow';
import { defined } from '../domain/state/fields';

const KINDS = {
  opened: 'initial',
  update: 'update',
  resolved: 'resolved',
  withdrawn: 'withdrawal',
} as const satisfies Record<Statement['kind'], PublicStatement['kind']>;

/** What the status page is asked to show under `key`: the newest statement of the incident's report. */
export function publicStatement(policy: Policy, incident: Incident, key: string): PublicStatement {
  const report = incident.statusPage;
  const words = report === undefined ? undefined : publicWords(policy, incident, report.statement);
  if (report === undefined || words === undefined)
    throw ApplicationFailure.nonRetryable('The policy has no text for the status page');
  const { statement, number, reference } = report;
  return {
    incidentId: incident.id,
    key,
    kind: KINDS[statement.kind],
    report: `${incident.id}/${number}`,
    number: statement.n,
    service: incident.service,
    ...words,
    ...defined({ reference }),
  };
}
