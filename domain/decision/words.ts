/** How is a choice called in a sentence? */
import type { Incident } from '../state/incident';
import type { Choice } from '../state/vocabulary';
import { sentence } from '../text/format';
import { inertLine } from '../text/inert';

const CHOICE_TEXTS: Record<Choice | 'extend', string> = {
  'roll-back': 'roll back',
  'fix-forward': 'fix forward',
  extend: 'extend the deadline',
};

/** What a rollback returns to unless the decision names another version, as the deployment tool said it. */
export function rollbackTargetText({ decision }: Incident): string {
  const { running, target, kept = [], problem } = decision?.versions ?? {};
  const others = kept.filter((id) => id !== target).map((id) => inertLine(id));
  const first =
    target !== undefined
      ? `${inertLine(target)}${running === undefined ? '' : ` (${inertLine(running)} is running)`}`
      : running !== undefined
        ? `not known. The deployment tool names no version before ${inertLine(running)}, which is running.`
        : problem === undefined
          ? 'not known yet'
          : `not known. It could not be read: ${sentence(inertLine(problem, 300))}`;
  return [
    first,
    ...(others.length === 0 ? [] : [`Also kept: ${others.join(', ')}. You can name one of them in the decision.`]),
  ].join('\n');
}

export const choiceText = (choice: Choice | 'extend'): string => CHOICE_TEXTS[choice];
