/** What do people and programs see of the checklist, and of what has not recovered? */
import type { ChecklistStage, Policy } from '../../policy/schema';
import { closingRules } from '../severity/worst';
import { type Incident, isOpen } from '../state/incident';
import { iso } from '../text/format';
import { unstableBecause } from './stability';

export interface ChecklistView {
  id: string;
  stage: ChecklistStage;
  text: string;
  state: 'open' | 'ticked';
  by?: string;
  evidence?: string;
  /** Muster ticks it by this probe; people only where the probe can't be read. */
  probe?: string;
  /** What the probe read last, or why it can't be read. */
  reading?: { passed?: boolean; text: string; at?: string };
}

/** Every item of the checklist that closes it, stage by stage; none where nothing is asked for. */
export function checklistOf(policy: Policy, incident: Incident): ChecklistView[] {
  if (!closingRules(policy, incident).gated) return [];
  const stages: ChecklistStage[] = ['immediate', 'extended', 'followUp'];
  return stages.flatMap((stage) =>
    policy.checklists[stage].items.map(({ id, text, probe }): ChecklistView => {
      const mark = incident.checklist[id];
      return {
        id,
        stage,
        text,
        state: mark?.ticked === true ? 'ticked' : 'open',
        ...(mark?.by !== undefined && { by: mark.by }),
        ...(mark?.evidence !== undefined && { evidence: mark.evidence }),
        ...(probe !== undefined && { probe, ...readingOf(incident, probe) }),
      };
    }),
  );
}

/** What keeps it from being resolved besides open items. */
export function notRecoveredOf(policy: Policy, incident: Incident): { notRecovered?: string[] } {
  const isGated = isOpen(incident) && closingRules(policy, incident).gated;
  const notRecovered = isGated ? unstableBecause(policy, incident) : [];
  return notRecovered.length === 0 ? {} : { notRecovered };
}

function readingOf({ probes, unread }: Incident, probe: string): Pick<ChecklistView, 'reading'> {
  const why = unread[probe];
  if (why !== undefined) return { reading: { text: why } };
  const state = probes[probe];
  if (state === undefined) return {};
  return { reading: { passed: state.passed, text: state.evidence, at: iso(state.at) } };
}
