/** Who or what verifies what the stability watch could not read? */
import type { Policy } from '../../policy/schema';
import { settle } from '../ledger/ledger';
import { noted } from '../ledger/timeline';
import type { Incident } from '../state/incident';
import { stabilityId } from '../state/obligation-ids';
import type { Instant } from '../state/vocabulary';
import type { Item } from './checklist';

/** The items whose probes the watch could not read at its end, and which nobody has verified since. */
export const unverifiedItems = (policy: Policy, { watch }: Incident): Item[] =>
  policy.checklists.immediate.items.filter(
    ({ probe }) => probe !== undefined && watch?.unverified?.probes[probe] !== undefined,
  );

/** Somebody ticked an item by hand; if that was the last thing to verify, the watch has ended well by their word. */
export const verifiedByHand = (incident: Incident, { probe }: Item, by: string, at: Instant): Incident =>
  probe === undefined ? incident : verified(incident, probe, by, at);

/** A probe that could not be read at the end of the watch is read after all. */
export const readLater = (incident: Incident, probe: string, passed: boolean, at: Instant): Incident =>
  passed ? verified(incident, probe, 'muster', at) : incident;

function verified(incident: Incident, probe: string, by: string, at: Instant): Incident {
  const { watch } = incident;
  if (watch?.unverified?.probes[probe] === undefined) return incident;
  const { [probe]: _verified, ...probes } = watch.unverified.probes;
  if (Object.keys(probes).length > 0)
    return { ...incident, watch: { ...watch, unverified: { ...watch.unverified, probes } } };
  const { unverified, ...rest } = watch;
  const stable: Incident = { ...incident, watch: rest, stableAt: at, stableBy: by };
  // Nothing failed until the watch ended: that it was verified later makes nothing late.
  const met = settle(stable, stabilityId(watch.number), unverified.at, by);
  return noted(met, at, { kind: 'stable', text: 'Stable: what the stability watch could not read is verified', by });
}
