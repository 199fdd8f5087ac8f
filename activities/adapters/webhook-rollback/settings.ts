/** Which webhook rolls back: the one that the policy names, so there is no variable. */
import { type Parameters, parameterIn } from '../../../policy/parameters';
import type { WebhookRollbackOptions } from './';

/** The webhook that the policy of an incident rolls back through, or nothing where it names none. */
export function webhookFor(parameters: Parameters): WebhookRollbackOptions | undefined {
  const url = parameterIn(parameters, 'rollbackUrl');
  return url === undefined ? undefined : { url };
}
