/** Where is the bridge? */
import type { Policy } from '../../policy/schema';
import type { Incident } from '../state/incident';

/** The link that people read: that of the bridge that was opened, else the policy's own. */
export const bridgeOf = (policy: Policy, { bridgeUrl }: Incident): string | undefined =>
  bridgeUrl ?? standingBridge(policy);

/** The call that people always use, where the policy has one. */
export function standingBridge({
  communication,
  settings,
}: Pick<Policy, 'communication' | 'settings'>): string | undefined {
  const { bridge } = communication;
  return bridge === null ? undefined : (settings[bridge.setting]?.value ?? undefined);
}
