/** What can people and programs see of a post-mortem? */
import type { ChecklistStage, Policy } from '../../policy/schema';
import { iso } from '../text/format';
import { readableNames, type TimelineView } from '../view';
import { type ObligationView, obligationView } from '../ledger/view';
import { type ChecklistView } from '../resolution/view';
import { LATER_STAGES, missingSigners, type PostMortem, type SuiteVerdict } from './state';
import { attemptsAt } from './test-suites';
import { defined } from '../state/fields';

/** A post-mortem as `muster post-mortem --json` and the API show it. Times are ISO 8601. */
export interface PostMortemView {
  id: string;
  incidentId: string;
  title: string;
  severity: string;
  resolvedAt: string;
  draft?: string;
  /** `off`: why it is cancelled, if calendars were told. */
  meeting?: { startsAt: string; inBusinessHours: boolean; moved: number; off?: string };
  heldAt?: string;
  signatures: { role: string; by: string; name: string; at: string }[];
  missingSignatures: string[];
  actionItems: {
    id: string;
    text: string;
    owner: string;
    priority: string;
    dueAt: string;
    doneAt?: string;
    /** A person, or `ticket`. */
    doneBy?: string;
    /** Its address, else what the tracker calls it. */
    ticket?: string;
  }[];
  checklist: (ChecklistView & {
    stage: ChecklistStage;
    /** The attempts at the item's test suite, the oldest first. */
    runs?: { attempt: number; verdict: SuiteVerdict['verdict']; text: string; url?: string; endedAt: string }[];
  })[];
  /** What people call the roles and people that stand here by their ids. */
  names?: Record<string, string>;
  obligations: ObligationView[];
  timeline: TimelineView[];
}

export function viewPostMortem(policy: Policy, postMortem: PostMortem): PostMortemView {
  const { meeting, heldAt, draft } = postMortem;
  return {
    id: `${postMortem.incidentId}-post-mortem`,
    incidentId: postMortem.incidentId,
    title: postMortem.title,
    severity: postMortem.severity,
    resolvedAt: iso(postMortem.resolvedAt),
    ...defined({ draft }),
    ...(meeting !== undefined && {
      meeting: {
        startsAt: iso(meeting.startsAt),
        inBusinessHours: meeting.inBusinessHours,
        moved: meeting.sequence,
        ...(meeting.off !== undefined && { off: meeting.off.because }),
      },
    }),
    ...(heldAt !== undefined && { heldAt: iso(heldAt) }),
    signatures: postMortem.signatures.map(({ role, by, byName, at }) => ({ role, by, name: byName, at: iso(at) })),
    missingSignatures: missingSigners(policy, postMortem),
    actionItems: postMortem.actionItems.map(({ id, text, ownerName, priority, dueAt, doneAt, doneBy, ticket }) => ({
      id,
      text,
      owner: ownerName,
      priority,
      dueAt: iso(dueAt),
      ...(doneAt !== undefined && { doneAt: iso(doneAt) }),
      ...defined({ doneBy }),
      ...(ticket !== undefined && { ticket: ticket.url ?? ticket.reference }),
    })),
    checklist: LATER_STAGES.flatMap((stage) =>
      policy.checklists[stage].items.map(({ id, text }) => {
        const mark = postMortem.checklist[id];
        const runs = attemptsAt(postMortem, id).map(({ at, ...run }) => ({ ...run, endedAt: iso(at) }));
        return {
          id,
          stage,
          text,
          state: mark?.ticked === true ? ('ticked' as const) : ('open' as const),
          ...(mark?.by !== undefined && { by: mark.by }),
          ...(mark?.evidence !== undefined && { evidence: mark.evidence }),
          ...(runs.length > 0 && { runs }),
        };
      }),
    ),
    names: readableNames(policy, postMortem.people),
    obligations: Object.values(postMortem.obligations).map(obligationView),
    timeline: postMortem.timeline.map((entry) => ({ ...entry, at: iso(entry.at) })),
  };
}
