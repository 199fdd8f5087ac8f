/**
 * What is the incident after something happened? Each room answers for its events; only this file makes a new incident of them,
 * and it brings the ledger and the status page in line afterwards.
 */
import type { Policy } from '../policy/schema';
import { acted } from './acts/evolve';
import { notedUnheeded } from './acts/from-provider';
import { alertsArrived, declaredAgain } from './alerts/evolve';
import { handedOver, joinedBy, mergeFailed } from './alerts/merge';
import { openedAgain } from './audit/evolve';
import { rollbackSeen } from './decision/rollback';
import { effectDone, effectFailed, effectStarted } from './effects/evolve';
import { reconcile } from './ledger/reconcile';
import { withoutOld } from './ledger/record';
import { deliveryHeard } from './paging/delivery';
import { channelBack } from './paging/way-back';
import { probesRead } from './resolution/probes';
import { measured } from './resolution/watch';
import { withWorst } from './severity/worst';
import { withAnswer } from './state/answers';
import { keysOf } from './state/effects';
import type { IncidentEvent, WatchReport } from './state/events';
import { type Incident, isOpen } from './state/incident';
import type { Instant } from './state/vocabulary';
import { toldPublic } from './status-page/evolve';
import { dropOvertaken, overtaken } from './effects/supersede';

/** What the incident is after `event`. Pure: the same events make the same incident. */
export function evolve(policy: Policy, incident: Incident, event: IncidentEvent): Incident {
  const applied = apply(policy, incident, event);
  if (applied === incident) return incident;
  const next = measured(policy, withWorst(policy, applied), event.at);
  const told = toldPublic(policy, next, event.at);
  const current = reconcile(policy, dropOvertaken(policy, told, event.at), next.severity !== incident.severity);
  return withoutOld(current);
}

function apply(policy: Policy, incident: Incident, event: IncidentEvent): Incident {
  switch (event.type) {
    case 'alerts-arrived':
      return alertsArrived(policy, incident, event.group, event.at);
    case 'declared':
      return incident.answered[event.declaration.eventId] !== undefined
        ? incident
        : declaredAgain(
            policy,
            withAnswer(incident, event.declaration.eventId, 'declared'),
            event.declaration,
            event.at,
          );
    case 'acted':
      return acted(policy, incident, event.act, event.at);
    case 'unheeded':
      return notedUnheeded(incident, event.act, event.at);
    case 'joined-by':
      return joinedBy(policy, incident, event.joining, event.at);
    case 'handed-over':
      return handedOver(incident, event.at);
    case 'merge-failed':
      return mergeFailed(policy, incident, event.at);
    case 'effect-started':
      return effectStarted(policy, incident, event.effect, event.at);
    case 'effect-done':
      return effectDone(policy, incident, event.effect, event.outcome, event.at);
    case 'effect-failed':
      return effectFailed(policy, incident, event.effect, event.failure, event.at);
    case 'effect-overtaken':
      return keysOf(event.effect).reduce((next, key) => overtaken(policy, next, key, event.at), incident);
    case 'watch-reported':
      return watchReported(policy, incident, event.report, event.at);
    case 'recorded':
      return { ...incident, recordedSeq: Math.max(incident.recordedSeq, event.upToSeq) };
    case 'reopened':
      return openedAgain(incident, event.reopening, event.at);
  }
}

/** Takes in what a watch saw change. */
export function watchReported(policy: Policy, incident: Incident, report: WatchReport, at: Instant): Incident {
  if (!isOpen(incident)) return incident;
  if (report.of === 'delivery') return deliveryHeard(incident, report, at);
  if (report.of === 'way') return channelBack(policy, incident, report, at);
  if (report.of === 'rollback') return rollbackSeen(policy, incident, report, at);
  return probesRead(policy, incident, report, at);
}
