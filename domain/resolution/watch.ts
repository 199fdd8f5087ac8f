/** When does the stability watch run, and when is anything measured at all? */
import type { Policy } from '../../policy/schema';
import { closingRules } from '../severity/worst';
import { type Incident, isOpen } from '../state/incident';
import type { Instant } from '../state/vocabulary';
import { boundProbes, itemsReopened } from './checklist';

/**
 * Whether the probes of the checklist are read: from `mitigating` on, where the worst severity asks for a watch, or for the
 * checklist before it ends.
 */
export function isProbed(policy: Policy, incident: Incident): boolean {
  const { gated, stability } = closingRules(policy, incident);
  return (incident.status === 'mitigating' || incident.status === 'monitoring') && (gated || stability !== null);
}

/** Begins and ends the watch, and forgets readings that nobody renews, whatever brought that about. */
export const measured = (policy: Policy, incident: Incident, at: Instant): Incident =>
  withWatch(policy, withoutOldReadings(policy, incident, at), at);

/** It begins with `monitoring`, or with the severity that asks for it, whichever is later. */
function withWatch(policy: Policy, incident: Incident, at: Instant): Incident {
  const isWanted = incident.status === 'monitoring' && closingRules(policy, incident).stability !== null;
  const { watch, stableAt: _stableAt, stableBy: _stableBy, ...rest } = incident;
  // What became of the last one is still known once the incident is resolved.
  if (isWanted === (watch !== undefined) || incident.status === 'resolved') return incident;
  if (!isWanted) return rest;
  const number = rest.counts.watches + 1;
  return { ...rest, counts: { ...rest.counts, watches: number }, watch: { number, beganAt: at } };
}

/** A tick of a probe stands only as long as the probe is read. */
function withoutOldReadings(policy: Policy, incident: Incident, at: Instant): Incident {
  const bound = boundProbes(policy);
  const isOld = ([probe]: [string, unknown]): boolean => bound.includes(probe);
  const { probes, unread, status } = incident;
  if (!isOpen(incident) || isProbed(policy, incident)) return incident;
  if (![...Object.entries(probes), ...Object.entries(unread)].some(isOld)) return incident;
  const forgotten: Incident = {
    ...incident,
    probes: Object.fromEntries(Object.entries(probes).filter((entry) => !isOld(entry))),
    unread: Object.fromEntries(Object.entries(unread).filter((entry) => !isOld(entry))),
  };
  const isMeasured = ({ probe }: { probe?: string | undefined }, by: string | undefined): boolean =>
    probe !== undefined && by === 'muster';
  return itemsReopened(policy, forgotten, isMeasured, `no longer measured: the status is ${status}`, at);
}

/** Why the incident ended without a finished stability watch; nothing where none was asked for or it said "stable". */
export function unwatchedBecause(policy: Policy, incident: Incident): string | undefined {
  if (closingRules(policy, incident).stability === null || incident.stableAt !== undefined) return undefined;
  return incident.watch?.unverified === undefined
    ? 'resolved before the stability watch ended'
    : 'resolved although nobody verified what the stability watch could not read';
}
