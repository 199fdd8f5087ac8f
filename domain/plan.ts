import type { Policy } from '../policy/schema';
import { agenda } from './agenda';
import { watchProbes } from './checklist';
import { watchRollback } from './decision';
import { watchDeliveries } from './delivering';
import type { AgendaEntry, Effect, Watch } from './effects';
import type { EffectRecord, Incident, Instant, Obligation } from './incident';

export interface Plan {
  /** What is to be started now, in this order. */
  due: Effect[];
  /** What is to be watched now; anything else that is being watched is to be let go. */
  watches: Watch[];
  /** The incident's ledger. */
  obligations: Obligation[];
  /** When to look again, if nothing happens before. */
  wakeAt?: Instant;
  /** What comes next by the clock, soonest first: for people to read. */
  upcoming: AgendaEntry[];
}

/** Whether this effect, or a later one of its series, has been started and has not come to nothing since. */
function isTaken(incident: Incident, effect: Effect): boolean {
  const record = incident.effects[effect.key];
  if (effect.series !== undefined && effect.n !== undefined && (incident.series[effect.series] ?? 0) >= effect.n)
    return !isOpenAgain(record) || (incident.series[effect.series] ?? 0) > effect.n;
  return record !== undefined && !isOpenAgain(record);
}

/** What was overtaken and is asked for all the same is wanted again. */
const isOpenAgain = (record: EffectRecord | undefined): boolean =>
  record?.status === 'failed' || record?.status === 'overtaken';

/** A failed delivery is tried again after the policy's pause, also where it was not wanted for a moment. */
function dueAt(policy: Policy, incident: Incident, { at, effect }: AgendaEntry): Instant {
  const record = incident.effects[effect.key];
  const isFailed = record?.status === 'failed' || (record?.status === 'overtaken' && record.reason !== undefined);
  return isFailed ? Math.max(at, record.at + policy.delivery.retryEvery) : at;
}

/** Reads the guide at one instant: what is due now, what to watch, and when to look again. Pure; `now` is an argument. */
export function plan(policy: Policy, incident: Incident, now: Instant): Plan {
  const entries = agenda(policy, incident, now)
    .filter(({ effect }) => !isTaken(incident, effect))
    .map((entry) => ({ effect: entry.effect, at: dueAt(policy, incident, entry) }));
  const upcoming = entries.filter(({ at }) => at > now).sort((a, b) => a.at - b.at);
  const next = upcoming[0];
  return {
    due: entries.filter(({ at }) => at <= now).map(({ effect }) => effect),
    watches: [
      ...watchProbes(policy, incident),
      ...watchRollback(policy, incident),
      ...watchDeliveries(policy, incident),
    ],
    obligations: Object.values(incident.obligations),
    ...(next !== undefined && { wakeAt: next.at }),
    upcoming,
  };
}
