/** What a ticket says beside its text, in words of ours: what the tracker has no field for, or did not take. */
import type { TicketToCreate } from '../../ports';
import { titleLine, utcMinute } from './plain-words';

/** The parts of a ticket that a tracker may have no field for. */
export type TicketPart = 'priority' | 'release' | 'assignee' | 'due';

/** What a ticket had to do without, and why. */
export type Missing = Partial<Record<TicketPart, string>>;

type Owed = Pick<TicketToCreate, 'priority' | 'release' | 'assignee' | 'dueAt'>;

/** Whether the ticket asks for a part at all. */
export function asksFor(part: TicketPart, { priority, release, assignee, dueAt }: Owed): boolean {
  switch (part) {
    case 'priority':
      return priority !== '' && priority !== 'none';
    case 'release':
      return release !== null && release !== '';
    case 'assignee':
      return assignee !== undefined && assignee !== '';
    case 'due':
      return dueAt !== undefined;
  }
}

/** One line for a part, for the ticket's own text: `Priority: high (the project did not take it)`. */
export function lineFor(part: TicketPart, ticket: Owed, because: string): string {
  const [name, value] = namedPart(part, ticket);
  return `${name}: ${value} (${because})`;
}

/** A part in words: what it is called, and what it should be. */
export function namedPart(part: TicketPart, { priority, release, assignee, dueAt = 0 }: Owed): [string, string] {
  switch (part) {
    case 'priority':
      return ['Priority', titleLine(priority, 100)];
    case 'release':
      return ['Planned release', titleLine(release ?? '', 100)];
    case 'assignee':
      return ['Owner', titleLine(assignee ?? '', 100)];
    case 'due':
      return ['Due', utcMinute(dueAt)];
  }
}

/** For the receipt: what the ticket had to do without. Its own text says it, too. */
export function noteOn(missing: Missing): { note?: string } {
  const parts = Object.entries(missing).map(([part, because]) => `no ${WORDS[part as TicketPart]}: ${because}`);
  return parts.length === 0 ? {} : { note: parts.join('; ') };
}

const WORDS: Record<TicketPart, string> = {
  priority: 'priority',
  release: 'release',
  assignee: 'assignee',
  due: 'due date',
};
