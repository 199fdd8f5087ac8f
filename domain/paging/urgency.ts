/** Which messages may ring a person's phone? */
import type { PostKind } from '../messages/compose';
import type { PageKind } from '../state/vocabulary';

/**
 * Only what somebody has to answer now rings. All else waits until they look: it goes by chat, mail or push, and as a text
 * message only to a person who has no other channel.
 */
const RINGS: Record<PageKind | PostKind | 'reminder', boolean> = {
  page: true,
  brief: true,
  notice: false,
  withdrawal: false,
  reminder: false,
  nudge: false,
  invitation: false,
  initial: false,
  update: false,
  ask: false,
  resolved: false,
  warning: false,
};

/** Whether a message of this kind may ring; one that may not never becomes a phone call. */
export const mayRing = (kind: keyof typeof RINGS): boolean => RINGS[kind];
