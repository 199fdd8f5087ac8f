/** What the doctor asks of a rollback by webhook: what runs, as of every way to roll back. */
export { createRollbackCheck } from '../shared/rollback-check';
