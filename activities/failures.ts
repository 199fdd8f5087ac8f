/** How does an activity's error reach a workflow: retried, or given up? */
import { ApplicationFailure } from '@temporalio/common';
import { ProviderRejected, ProviderUnavailable } from './errors';
import { defined } from '../domain/state/fields';

/** The two types of failure that leave an activity, as workflows see them. */
export const REJECTED = 'ProviderRejected';
export const UNAVAILABLE = 'ProviderUnavailable';

/**
 * Classes an error once, by what helps: waiting (tried again, honouring the provider's Retry-After) or mending (not tried
 * again). Anything unknown stays as it is and is tried again.
 */
export function toFailure(error: unknown): unknown {
  if (error instanceof ProviderRejected) return ApplicationFailure.nonRetryable(error.message, REJECTED);
  if (error instanceof ProviderUnavailable) {
    const { retryAfterMs } = error.options;
    return ApplicationFailure.create({
      message: error.message,
      type: UNAVAILABLE,
      ...defined({ nextRetryDelay: retryAfterMs }),
    });
  }
  return error;
}

/** Runs one verb; what fails leaves classed. */
export async function classed<T>(verb: () => Promise<T>): Promise<T> {
  try {
    return await verb();
  } catch (error) {
    throw toFailure(error);
  }
}
