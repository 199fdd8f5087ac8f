/** Which workflows can the worker run? */

export { incidentWorkflow } from './incident';
export { examinationWorkflow, testMessageWorkflow } from './doctor';
export { postMortemWorkflow } from './post-mortem';
export { interceptors } from './interceptors';
