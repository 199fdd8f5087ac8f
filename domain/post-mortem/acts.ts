/** What can people do for a post-mortem? */
import type { Actor } from '../state/acts';
import type { Instant, PersonRef } from '../state/vocabulary';
import type { ActionItem } from './state';

export type PostMortemDeed =
  | { do: 'tick'; item: string; evidence?: string }
  | { do: 'untick'; item: string; reason: string }
  | { do: 'skip'; item: string; reason: string }
  /** Runs the item's test suite again. */
  | { do: 'run'; item: string }
  | { do: 'note'; text: string }
  | { do: 'move'; startsAt: Instant; reason?: string }
  | { do: 'hold' }
  | { do: 'sign' }
  | { do: 'add-item'; text: string; owner: PersonRef; priority: ActionItem['priority']; dayAt: Instant; dueAt: Instant }
  | { do: 'finish-item'; item: string };

export type PostMortemAct = Actor & PostMortemDeed;

export const POST_MORTEM_DEEDS: readonly PostMortemDeed['do'][] = [
  'tick',
  'untick',
  'skip',
  'run',
  'note',
  'move',
  'hold',
  'sign',
  'add-item',
  'finish-item',
];
