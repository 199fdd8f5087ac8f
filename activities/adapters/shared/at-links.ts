/** Where in a text are the addresses that may be links: those on our own server, and those that the incident names? */
import type { Outgoing } from '../../ports';

/** Where a message may lead; see `Outgoing`. */
export type MayLead = Pick<Outgoing, 'room' | 'links'>;

/** The text in parts, in their order: every second one is an address that may be a link. */
export function atLinks(text: string, { room, links = [] }: MayLead): string[] {
  // Not another host that only begins like ours.
  const ours = room === undefined ? [] : [`${escaped(new URL(room).origin)}(?=[/\\s]|$)${REST}`];
  // A longer address is not the shorter one that it begins with.
  const named = [...links].sort((a, b) => b.length - a.length).map((address) => `${escaped(address)}${NOT_LONGER}`);
  const all = [...ours, ...named];
  return all.length === 0 ? [text] : text.split(new RegExp(`(${all.join('|')})`));
}

/** What an address goes on with: no markup, and not what ends a sentence. */
const REST = String.raw`(?:[^\s<>"'|\\^{}\x60]*[^\s<>"'|\\^{}\x60.,;:!?)\]])?`;

const NOT_LONGER = String.raw`(?=[.,;:!?]?(?:[\s<>)\]"']|$))`;

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
