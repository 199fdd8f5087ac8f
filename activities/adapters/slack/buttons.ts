/**
 * Which buttons does a message have? Each carries the incident's full id only; the person who presses it is looked up.
 */
import type { ActionsBlock, Button } from '@slack/types';
import type { MessageKind, Outgoing } from '../../ports';
import { plainElement } from './text';

const LABELS = {
  acknowledge: 'Acknowledge',
  join: 'Join',
  decline: 'I can’t',
  update: 'Update…',
  decide: 'Decide…',
  tick: 'Tick item…',
  escalate: 'Escalate…',
  resolve: 'Resolve…',
  publish: 'Publish…',
} as const;

export type ButtonName = keyof typeof LABELS;

/** Which answers each kind of message asks for. */
const ON: Record<MessageKind, readonly ButtonName[]> = {
  initial: ['acknowledge', 'join', 'update', 'tick', 'escalate', 'resolve'],
  page: ['acknowledge', 'decline', 'join', 'update', 'escalate'],
  brief: ['decide', 'acknowledge', 'decline', 'join'],
  nudge: ['update'],
  ask: ['update', 'tick', 'resolve'],
  warning: ['update', 'tick'],
  invitation: ['acknowledge', 'join'],
  notice: [],
  reminder: [],
  resolved: [],
  update: [],
  withdrawal: [],
};

/** Kinds under which the public status page is offered, where the policy lets the incident go there. */
const OFFERS_PUBLIC: ReadonlySet<MessageKind> = new Set(['initial', 'ask']);

export const buttonsFor = (kind: MessageKind, { mayGoPublic }: Pick<Outgoing, 'mayGoPublic'>): readonly ButtonName[] =>
  mayGoPublic === true && OFFERS_PUBLIC.has(kind) ? [...ON[kind], 'publish'] : ON[kind];

/** The block with these buttons, or none where there are none. */
export function buttonBlock(names: readonly ButtonName[], incidentId: string): ActionsBlock[] {
  if (names.length === 0) return [];
  return [{ type: 'actions', block_id: 'muster:buttons', elements: names.map((name) => button(name, incidentId)) }];
}

const button = (name: ButtonName, incidentId: string): Button => ({
  type: 'button',
  action_id: `muster:${name}`,
  text: plainElement(LABELS[name]),
  value: incidentId,
  ...((name === 'acknowledge' || name === 'decide') && { style: 'primary' }),
});

/** Beside the line of one incident among several. */
export const acknowledgeButton = (incidentId: string): Button => button('acknowledge', incidentId);

/** Acknowledges each of these incidents. */
export const allButton = (incidentIds: readonly string[], isAll: boolean): Button => ({
  ...button('acknowledge', incidentIds.join(' ')),
  text: plainElement(isAll ? 'Acknowledge all' : `Acknowledge the first ${incidentIds.length}`),
});
