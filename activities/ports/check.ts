/** What must a check for `muster doctor` offer? */
import type { Examined } from '../../domain/doctor/finding';
import type { Policy } from '../../policy/schema';

/**
 * How `muster doctor` tries one integration. A check runs in the worker, so that it tries what the next incident would
 * use: the worker's own settings, and the policy that the client would pin. It changes nothing and reaches nobody.
 */
export interface IntegrationCheck {
  /** What it is about, as the page says it: `Slack`. */
  what: string;
  /** What was found, in the order in which it is read; nothing where it is not configured. What it throws is an error found. */
  examine(about: { policy: Policy; signal: AbortSignal }): Promise<Examined[]>;
}
