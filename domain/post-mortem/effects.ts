/** What can the plan of a post-mortem ask for, and what can come back? */
import type { EffectOutcome } from '../state/events';
import type { SlotRequest } from '../state/slot-request';
import type { Instant, PersonId, Role } from '../state/vocabulary';
import type { Invited, SuiteVerdict } from './state';

/** What came back from an effect of the post-mortem. */
export type PostMortemOutcome =
  | Extract<EffectOutcome, { of: 'delivered' | 'people' | 'slot' }>
  /** Who was invited, or no longer is. */
  | { of: 'invited' | 'withdrawn'; people: Omit<Invited, 'sequence'>[]; notReached?: string[] }
  | { of: 'drafted'; path: string }
  | { of: 'item-ticket'; reference: string; url?: string; readable: boolean }
  /** Nobody was reminded: the ticket is closed. */
  | { of: 'ticket-closed' }
  | ({ of: 'suite' } & Pick<SuiteVerdict, 'verdict' | 'text' | 'url'>);

/** One thing that has to be done after an incident. */
export type PostMortemEffect = { key: string; series?: string; n?: number } & (
  | { do: 'draft' }
  /** What has changed is written into the document. */
  | { do: 'keep-document' }
  | ({ do: 'find-slot' } & SlotRequest)
  | { do: 'find-attendees'; roles: Role[] }
  | { do: 'invite'; sequence: number }
  /** `perhaps`: people who may have been invited. `goesOn`: the meeting takes place for others. */
  | { do: 'withdraw'; sequence: number; from: Invited[]; perhaps: PersonId[]; because: string; goesOn: boolean }
  /** `item`: the action item that it is about; `ticket`: that item's ticket, which is checked first: it may be closed. */
  | { do: 'remind'; to: PersonId[]; roles: Role[]; subject: string; text: string; item?: string; ticket?: string }
  | { do: 'create-item-ticket'; item: string }
  | { do: 'run-suite'; item: string; probe: string; attempt: number }
  | { do: 'miss'; obligation: string }
);

export interface Entry {
  at: Instant;
  effect: PostMortemEffect;
}
