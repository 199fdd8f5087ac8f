export { incidentWorkflow } from './incident';
export { postMortemWorkflow } from './post-mortem';
export { interceptors } from './guard';
