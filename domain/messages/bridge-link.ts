/** Where is the bridge? */
import type { Policy } from '../../policy/schema';
import type { Incident } from '../state/incident';

/** The link that people read: that of the bridge that was opened, else the policy's own. */
export const bridgeOf = (policy: Policy, { bridgeUrl }: Incident): string | undefined =>
  bridgeUrl ?? policy.settings['zoom-bridge']?.value ?? undefined;
