import type { ChecklistStage, Policy } from '../policy/schema';
import { missingSigners, LATER_STAGES, type PostMortem } from './post-mortem';
import { iso, obligationView, type ChecklistView, type ObligationView, type TimelineView } from './view';

/** A post-mortem as everybody outside sees it. Instants are ISO 8601. */
export interface PostMortemView {
  id: string;
  incidentId: string;
  title: string;
  severity: string;
  resolvedAt: string;
  draft?: string;
  /** `off`: why it does not take place, where calendars were told so. */
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
  checklist: (ChecklistView & { stage: ChecklistStage })[];
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
    ...(draft !== undefined && { draft }),
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
      ...(doneBy !== undefined && { doneBy }),
      ...(ticket !== undefined && { ticket: ticket.url ?? ticket.reference }),
    })),
    checklist: LATER_STAGES.flatMap((stage) =>
      policy.checklists[stage].items.map(({ id, text }) => {
        const mark = postMortem.checklist[id];
        return {
          id,
          stage,
          text,
          state: mark?.ticked === true ? ('ticked' as const) : ('open' as const),
          ...(mark?.by !== undefined && { by: mark.by }),
          ...(mark?.evidence !== undefined && { evidence: mark.evidence }),
        };
      }),
    ),
    obligations: Object.values(postMortem.obligations).map(obligationView),
    timeline: postMortem.timeline.map((entry) => ({ ...entry, at: iso(entry.at) })),
  };
}
