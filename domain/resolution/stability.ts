/** Is the service stable after the fix? */
import type { Policy } from '../../policy/schema';
import { isTellingAgainst } from '../alerts/lesser';
import { noted } from '../ledger/timeline';
import { closingRules } from '../severity/worst';
import { relapsed } from '../status/evolve';
import type { AgendaEntry, Effect } from '../state/effects';
import type { Readings } from '../state/events';
import type { Incident } from '../state/incident';
import { effectKey } from '../state/keys';
import type { Instant } from '../state/vocabulary';
import { inCharge, tell } from '../updates/audience';
import { boundProbes, itemsChecked } from './checklist';
import { probesRead } from './probes';

/** How people are told what a probe reads, or why it can't be read: its title is there once, whether or not the evidence names it. */
export function probeText(policy: Policy, probe: string, says: string): string {
  const title = policy.probes[probe]?.title ?? probe;
  return says.startsWith(title) ? says : `${title}: ${says}`;
}

/** Why the service can't be called stable: probes that fail and alerts that fire. What can't be read is neither. */
export function unstableBecause(policy: Policy, incident: Incident): string[] {
  const { probes, unread, alerts } = incident;
  const firing = Object.values(alerts).filter(
    (alert) => alert.firing && isTellingAgainst(policy, incident, alert.severity),
  );
  return [
    ...boundProbes(policy).flatMap((probe) => {
      const reading = unread[probe] === undefined ? probes[probe] : undefined;
      return reading?.passed === false ? [probeText(policy, probe, reading.evidence)] : [];
    }),
    ...(firing.length > 0 ? [`${firing.length} alert${firing.length === 1 ? '' : 's'} still firing`] : []),
  ];
}

/** By when what failed already as the watch began has to have recovered. */
export function recoveryDueAt(policy: Policy, incident: Incident): Instant | undefined {
  const { stability } = closingRules(policy, incident);
  const { watch } = incident;
  return stability === null || watch === undefined ? undefined : watch.beganAt + stability.recoverWithin;
}

/**
 * The stability watch. What failed already when it began is told at once and has some time to recover; what fails later is a
 * relapse in the moment it does. At the end every probe is read once more, and the lead is asked to resolve, or to verify.
 */
export function planStability(policy: Policy, incident: Incident): AgendaEntry[] {
  const { stability } = closingRules(policy, incident);
  const { watch, stableAt } = incident;
  const recoverAt = recoveryDueAt(policy, incident);
  if (stability === null || watch === undefined || recoverAt === undefined || incident.status !== 'monitoring')
    return [];
  const { number, beganAt, unverified } = watch;
  const lead = inCharge(policy, incident);
  const failing: AgendaEntry[] =
    unstableBecause(policy, incident).length === 0
      ? []
      : [
          ...tell(lead, effectKey('still-failing', { number }), 'still-failing', beganAt),
          { at: recoverAt, effect: { do: 'find-recovered', key: effectKey('recovery-check', { number }) } },
        ];
  if (stableAt !== undefined) return [...failing, ...tell(lead, effectKey('stable', { number }), 'stable', stableAt)];
  if (unverified !== undefined)
    return [...failing, ...tell(lead, effectKey('unverified', { number }), 'unverified', unverified.at)];
  const key = effectKey('stable-check', { number });
  return [
    ...failing,
    {
      at: beganAt + stability.watchFor,
      effect: { do: 'find-stable', key, watch: number, probes: boundProbes(policy) },
    },
  ];
}

/** The time to recover is over, and something still fails. */
export function recoveryFound(policy: Policy, incident: Incident, at: Instant): Incident {
  const against = unstableBecause(policy, incident);
  return incident.status === 'monitoring' && against.length > 0
    ? relapsed(policy, incident, at, `not recovered in time: ${against.join('; ')}`)
    : incident;
}

/** What every probe read at the end of the watch. Readings for an earlier watch come too late. */
export function stableFound(
  policy: Policy,
  incident: Incident,
  { watch: number }: Extract<Effect, { do: 'find-stable' }>,
  read: Readings,
  at: Instant,
): Incident {
  if (incident.watch?.number !== number || incident.status !== 'monitoring') return incident;
  const next = probesRead(policy, incident, read, at);
  const { watch } = next;
  if (next.status !== 'monitoring' || watch === undefined) return next;
  const against = unstableBecause(policy, next);
  if (against.length > 0)
    return relapsed(policy, next, at, `the stability watch ended with problems: ${against.join('; ')}`);
  const checked = new Set(itemsChecked(policy, next, watch.beganAt).map(({ probe }) => probe));
  const probes = Object.fromEntries(
    boundProbes(policy)
      .filter((probe) => read.readings[probe] === undefined && !checked.has(probe))
      .map((probe) => [probe, next.unread[probe] ?? 'it was not read']),
  );
  if (Object.keys(probes).length === 0)
    return noted({ ...next, stableAt: at }, at, { kind: 'stable', text: 'Stable for the whole stability watch' });
  const names = Object.entries(probes).map(([probe, why]) => probeText(policy, probe, why));
  return noted({ ...next, watch: { ...watch, unverified: { at, probes } } }, at, {
    kind: 'unverified',
    text: `Not verified: the stability watch is over, but not every probe could be read: ${names.join('; ')}`,
  });
}
