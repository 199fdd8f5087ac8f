/** How far is the rollback, and what is its next step? */
import type { Policy } from '../../policy/schema';
import { noted } from '../ledger/timeline';
import { statusChanged } from '../status/evolve';
import type { AgendaEntry, Watch } from '../state/effects';
import type { EffectOutcome, WatchReport } from '../state/events';
import { type Incident, isOpen } from '../state/incident';
import type { Rollback } from '../state/decision';
import { effectKey, watchKey } from '../state/keys';
import type { Instant } from '../state/vocabulary';
import { postTo } from '../updates/audience';
import { inertLine } from '../text/inert';
import { reopened } from './evolve';
import { defined } from '../state/fields';

/** The rollback enters its next phase; the timeline says so. */
export function inPhase(incident: Incident, change: Partial<Rollback>, at: Instant, text: string): Incident {
  if (incident.rollback === undefined) return incident;
  const rollback = { ...incident.rollback, ...change, startedAt: at, text };
  return noted({ ...incident, rollback }, at, { kind: 'rollback', text, key: stepKey(rollback) });
}

/** The step that brought it there. */
function stepKey({ decision, phase }: Rollback): string {
  switch (phase) {
    case 'executing':
    case 'by-hand':
      return effectKey('rollback-rehearsal', { decision });
    case 'reading-back':
      return effectKey('rollback-read-back', { decision });
    default:
      return effectKey('rollback', { decision });
  }
}

/** The dry run went well: Muster or a person rolls back next. */
export function rehearsed(
  incident: Incident,
  { from, to, text, byHand }: Extract<EffectOutcome, { of: 'rehearsed' }>,
  at: Instant,
): Incident {
  const target = { to, ...defined({ from }) };
  const before = incident.decision?.versions?.running;
  const changed =
    before === undefined || from === undefined || from === before
      ? ''
      : ` (the decision brief said that ${inertLine(before)} was running; ${inertLine(from)} is running now)`;
  if (byHand) return inPhase(incident, { ...target, phase: 'by-hand' }, at, `Roll back to ${to} by hand: ${text}`);
  return inPhase(
    incident,
    { ...target, phase: 'executing' },
    at,
    `Dry run of the rollback to ${to}${changed}: ${text}`,
  );
}

/** Nobody knows whether the rollback happened, so the running version decides. It is never started twice. */
export function readBack(policy: Policy, incident: Incident, current: string, at: Instant): Incident {
  const { rollback } = incident;
  if (rollback?.phase !== 'reading-back') return incident;
  if (current === rollback.to)
    return inPhase(incident, { phase: 'watching' }, at, `Checked: ${current} is running, so the rollback happened`);
  const because =
    current === rollback.from
      ? `${current} is still running`
      : `${current} is running, which is neither the old nor the target version; someone else changed it`;
  return reopened(policy, incident, because, at);
}

/** Whether reading back has taken so long that people have to find out what runs. */
export const isReadInVain = ({ rollback }: Incident, at: Instant): boolean =>
  rollback?.phase === 'reading-back' && at >= rollback.startedAt + rollback.within;

/** Whether this step is one of the newest rollback: an answer to an earlier one comes too late to change anything. */
export const isCurrentStep = ({ rollback }: Incident, { decision }: { decision: number }): boolean =>
  rollback?.decision === decision;

/** One step at a time, each under the decision's number, so that no step can happen twice for one decision. */
export function planRollback(incident: Incident): AgendaEntry[] {
  const { rollback } = incident;
  if (rollback === undefined || !isOpen(incident)) return [];
  const { decision, phase, from, to, startedAt: at } = rollback;
  const known = { decision, ...defined({ from, to }) };
  const told = postTo(['channel'], (port) => effectKey('rollback-post', { decision, phase, port }), 'rollback', at);
  switch (phase) {
    case 'rehearsing':
      return [
        { at, effect: { do: 'rehearse-rollback', key: effectKey('rollback-rehearsal', { decision }), ...known } },
      ];
    case 'executing':
      return [{ at, effect: { do: 'execute-rollback', key: effectKey('rollback', { decision }), ...known } }];
    case 'reading-back':
      return [
        { at, effect: { do: 'read-back-rollback', key: effectKey('rollback-read-back', { decision }), ...known } },
      ];
    case 'watching':
    case 'healthy':
    case 'failed':
      return told;
    case 'by-hand':
      // The order is written down like any other; a person carries it out.
      return [...told, { at, effect: { do: 'execute-rollback', key: effectKey('rollback', { decision }), ...known } }];
  }
}

/** A rollback under way is watched until it is healthy or out of time. */
export function watchRollback(incident: Incident): Watch[] {
  const { rollback } = incident;
  if (rollback?.phase !== 'watching' || rollback.to === undefined || !isOpen(incident)) return [];
  return [
    {
      key: watchKey('rollback', { decision: rollback.decision }),
      watch: 'rollback',
      to: rollback.to,
      untilAt: rollback.startedAt + rollback.within,
    },
  ];
}

export function rollbackSeen(
  policy: Policy,
  incident: Incident,
  { healthy, text }: Extract<WatchReport, { of: 'rollback' }>,
  at: Instant,
): Incident {
  if (incident.rollback?.phase !== 'watching') return incident;
  if (!healthy) return reopened(policy, incident, text, at);
  const done: Incident = { ...incident, rollback: { ...incident.rollback, phase: 'healthy', startedAt: at, text } };
  const told = noted(done, at, {
    kind: 'rollback',
    text: `Rolled back to ${incident.rollback.to ?? 'the previous version'}: ${text}`,
  });
  return told.status === 'monitoring'
    ? told
    : statusChanged(told, 'monitoring', at, 'muster', 'the rollback is healthy');
}
