/** Why is something owed or done: which rule of the policy asks for it, and what do the guide's own lines say? */
import { readObligation } from '../../domain/state/obligation-ids';
import type { TimelineView } from '../../domain/view';
import type { Policy } from '../../policy/schema';
import { citedLines } from '../../policy/sources';

/** A rule, with the lines that it was made of. */
export interface Reason {
  rule: string;
  /** Such as `L24`; absent where the guide says nothing of it. */
  source?: string;
  /** What the guide says there. */
  lines: string[];
  /** What was assumed where the guide leaves it open. */
  assumption?: string;
}

interface Sourced {
  source?: string | undefined;
  assumption?: string | undefined;
}

/** Longer passages are left to the guide itself. */
const MOST_LINES = 6;

/** A rule of the policy in the guide's own words. */
export function whyOf(rule: string, { source, assumption }: Sourced, guide: readonly string[] = []): Reason {
  const cited = source === undefined ? [] : citedLines(source);
  const lines = cited.flatMap(({ from, to }) => guide.slice(from - 1, to)).filter((line) => line.trim() !== '');
  return {
    rule,
    lines: lines.slice(0, MOST_LINES),
    ...(source !== undefined && { source }),
    ...(assumption !== undefined && { assumption }),
  };
}

/** The kinds of the timeline, and the chapter of the severity's rules that makes them happen. */
const CHAPTERS: Readonly<Record<string, 'escalation' | 'contact' | 'updates' | 'decision' | 'announce' | 'stability'>> =
  {
    contacted: 'escalation',
    escalated: 'escalation',
    update: 'updates',
    decided: 'decision',
    'decision-extended': 'decision',
    'decision-missed': 'decision',
    rollback: 'decision',
    'rollback-failed': 'decision',
    stable: 'stability',
    relapse: 'stability',
  };

const CHAPTER_NAMES = {
  escalation: 'Escalation matrix',
  contact: 'How people are contacted',
  updates: 'Updates to stakeholders',
  decision: 'Rollback decision',
  announce: 'Announcement',
  stability: 'Stability watch',
} as const;

/** Why an entry of the timeline is there; `undefined` where a person did it or no rule speaks of it. */
export function whyOfEntry(
  policy: Policy,
  severity: string,
  { kind }: Pick<TimelineView, 'kind'>,
  guide?: readonly string[],
): Reason | undefined {
  const chapter = CHAPTERS[kind];
  const rules = Object.entries(policy.severities).find(([id]) => id === severity)?.[1];
  if (chapter === undefined || rules === undefined) return undefined;
  const rule = chapter === 'escalation' ? rules.escalation[0] : rules[chapter];
  return rule === null || rule === undefined ? undefined : whyOf(`${CHAPTER_NAMES[chapter]}, ${severity}`, rule, guide);
}

/** Why something is owed. */
export function whyOwed(policy: Policy, severity: string, id: string, guide?: readonly string[]): Reason | undefined {
  const rules = Object.entries(policy.severities).find(([name]) => name === severity)?.[1];
  const read = readObligation(id);
  if (rules === undefined) return undefined;
  switch (read.of) {
    case 'task': {
      const action = rules.actions.find((one) => one.id === read.task);
      return action && whyOf(action.text, action, guide);
    }
    case 'response':
      return whyOf('Response time', rules.response, guide);
    case 'join':
      return whyOf('Response team', rules.team, guide);
    case 'update':
      return rules.updates === null ? undefined : whyOf(CHAPTER_NAMES.updates, rules.updates, guide);
    case 'decision':
      return rules.decision === null ? undefined : whyOf(CHAPTER_NAMES.decision, rules.decision, guide);
    case 'stability':
      return rules.stability === null ? undefined : whyOf(CHAPTER_NAMES.stability, rules.stability, guide);
    default:
      return undefined;
  }
}
