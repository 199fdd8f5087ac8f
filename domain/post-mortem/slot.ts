/** For which time is the meeting asked, and how long does the resolved notification wait to name it? */
import type { Policy } from '../../policy/schema';
import { closingRules } from '../severity/worst';
import type { AgendaEntry } from '../state/effects';
import type { Incident } from '../state/incident';
import { effectKey } from '../state/keys';
import type { SlotRequest } from '../state/slot-request';
import type { Instant } from '../state/vocabulary';

/** The guide holds a post-mortem after some severities only; the worst one counts. A drill has none. */
export const needsPostMortem = (policy: Policy, incident: Incident): boolean =>
  incident.status === 'resolved' && incident.drill === undefined && closingRules(policy, incident).postMortem;

/** People get some notice, so that they can come and be reminded. */
export function slotRequest({ postMortem }: Policy, resolvedAt: Instant): SlotRequest {
  const { leastNotice, proposeWithin, heldWithin, meetingLasts } = postMortem;
  return {
    after: resolvedAt + leastNotice,
    soonBy: resolvedAt + proposeWithin,
    latestBy: resolvedAt + heldWithin,
    lastsMs: meetingLasts,
  };
}

/** The incident asks for the time as its post-mortem does, with the same answer: the last word names it. */
export function planSlot(policy: Policy, incident: Incident): AgendaEntry[] {
  const { resolvedAt, effects } = incident;
  const key = effectKey('slot');
  // Asked once: a notification that waits is no reason to ask again.
  if (!needsPostMortem(policy, incident) || resolvedAt === undefined || effects[key]?.status === 'failed') return [];
  return [{ at: resolvedAt, effect: { do: 'find-slot', key, ...slotRequest(policy, resolvedAt) } }];
}

/** When the resolved notification goes out: once the date is known, or known to be unknown, and never much later. */
export function announcedAt(policy: Policy, incident: Incident): Instant {
  const { statusSince, effects, meetingAt } = incident;
  const isAwaited = meetingAt === undefined && effects[effectKey('slot')]?.status !== 'failed';
  return needsPostMortem(policy, incident) && isAwaited ? statusSince + policy.postMortem.dateAwaited : statusSince;
}
