/** How is a choice called in a sentence? */
import type { Choice } from '../state/vocabulary';

const CHOICE_TEXTS: Record<Choice | 'extend', string> = {
  'roll-back': 'roll back',
  'fix-forward': 'fix forward',
  extend: 'extend the deadline',
};

export const choiceText = (choice: Choice | 'extend'): string => CHOICE_TEXTS[choice];
