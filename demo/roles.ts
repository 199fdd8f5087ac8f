/** Which roles of the example's directory act in the demo? */
export const ON_CALL = 'on-call-engineer';
export const MANAGER = 'engineering-manager';
export const VP = 'vp-engineering';
export const DEVOPS = 'devops-lead';
export const CTO = 'cto';
export const CEO = 'ceo';
