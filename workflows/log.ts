/** Which incident does a line in a workflow's log belong to? */
import { INCIDENT_WORKFLOW, incidentIdOf } from './contract';
import { workflowInfo, type WorkflowOutboundCallsInterceptor } from '@temporalio/workflow';
import { defined } from '../domain/state/fields';

/** Puts the incident's id on every line that a workflow logs. */
export const nameTheIncident: WorkflowOutboundCallsInterceptor = {
  getLogAttributes: (input, next) => {
    const incidentId = incidentOf();
    return next({ ...input, ...defined({ incidentId }) });
  },
};

/** A run without a memo is an incident's first, after which the incident is called. */
function incidentOf(): string | undefined {
  const { memo, workflowType, workflowId, runId } = workflowInfo();
  const known = memo?.['incidentId'];
  if (typeof known === 'string') return known;
  return workflowType === INCIDENT_WORKFLOW ? incidentIdOf(workflowId, runId) : undefined;
}
