/** Which addresses in a message may be links wherever it goes? */
import type { Policy } from '../../policy/schema';
import type { Incident } from '../state/incident';
import { webAddress } from '../text/web-address';
import { bridgeOf } from '../updates/bridge';

/**
 * The call, the addresses that the policy's settings name, and those that the alert brought for people to look at, which are
 * marked as the alert's: as far as the text names them. What else an alert says leads nobody anywhere.
 */
export function linksIn(policy: Policy, incident: Incident, text: string): string[] | undefined {
  const named = [
    bridgeOf(policy, incident),
    ...Object.values(policy.settings).map(({ value }) => value),
    ...Object.values(incident.facts.links ?? {}),
  ];
  const links = new Set(named.flatMap((address) => webAddress(address ?? '') ?? []));
  const told = [...links].filter((address) => text.includes(address));
  return told.length === 0 ? undefined : told;
}
