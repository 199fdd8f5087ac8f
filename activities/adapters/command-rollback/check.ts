/** What the doctor asks of a rollback by command: what runs, as of every way to roll back. */
export { createRollbackCheck } from '../shared/rollback-check';
