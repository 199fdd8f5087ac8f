/** What the doctor says where tickets go to no tracker: each tracker says it, and it is told once. */
import { noteFinding } from '../../../domain/doctor/finding';
import type { IntegrationCheck } from '../../ports/check';
import type { CheckedWorker } from './vendor';

/** The check of a tracker that is not configured. Says nothing where another one is. */
export const createNoTrackerCheck = ({ isServed }: Pick<CheckedWorker, 'isServed'>): IntegrationCheck => ({
  what: 'tickets',
  examine: () =>
    Promise.resolve(
      isServed('tickets')
        ? []
        : [noteFinding('tickets', 'no issue tracker is configured, so tickets go to the outbox')],
    ),
});
