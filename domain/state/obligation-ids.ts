/** What is the id of an obligation, and what does an id say? Made and read here only; effects have theirs in `keys.ts`. */
import { createNames, type Read } from './key-pattern';

const OBLIGATIONS = {
  response: 'response[:<number>]',
  join: 'join:<role>[:<number>]',
  called: 'called:<call>:<person>',
  task: 'task:<task>',
  update: 'update:<number>',
  decision: 'decision[:<number>]',
  stability: 'stability[:<number>]',
  // After the incident.
  held: 'post-mortem:held',
  signed: 'post-mortem:signed:<role>',
  checklist: 'checklist:<item>',
  'action-item': 'action-item:<item>',
} as const;

export type ObligationName = Read<typeof OBLIGATIONS> | { of: 'other' };

const ids = createNames(OBLIGATIONS);

export const obligationId = ids.make;

/** Any text can be read: what is no id of ours is `other`. */
export const readObligation: (id: string) => ObligationName = ids.read;

/** `task:open-bridge` is a `task`: the rest is the policy's, and could be anything. Numbers of obligations go by this word. */
export const obligationWord = (id: string): string => id.split(':', 1)[0] ?? id;

/** The first one has no number. */
export const decisionId = (number: number): string => obligationId('decision', number === 1 ? {} : { number });

/** The first call for an answer has no number. */
export const responseId = (number: number): string => obligationId('response', number === 1 ? {} : { number });

/** Nor has the first time that a role is asked to join. */
export const joinId = (role: string, number: number): string =>
  obligationId('join', number > 1 ? { role, number } : { role });

/** The first watch has no number. */
export const stabilityId = (number: number): string => obligationId('stability', number === 1 ? {} : { number });
