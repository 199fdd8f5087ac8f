/** How can Muster reach people, and the places where they look? */
import type { PublicComponent, PublicImpact, PublicStatus } from '../../policy/schema';

/** How a person can be reached, in the order in which they want to be tried. */
export interface RecipientContact {
  channel: string; // 'phone' | 'sms' | 'slack' | 'email' | ...
  address: string;
}

export interface Recipient {
  id: string;
  name: string;
  contactPoints: RecipientContact[];
}

/** What kind of message this is; ends up as `kind` in the outbox. */
export type MessageKind =
  | 'page'
  | 'notice'
  | 'initial'
  | 'update'
  | 'nudge'
  | 'brief'
  | 'ask'
  | 'resolved'
  | 'reminder'
  | 'withdrawal'
  | 'warning'
  | 'invitation';

/** How bad the incident is that a message speaks of: the policy's name for it, and its place among the policy's (0 is the worst). */
export interface SeverityMark {
  name: string;
  rank: number;
}

export interface Outgoing {
  incidentId: string;
  key: string;
  kind: MessageKind;
  subject?: string;
  text: string;
  severity?: SeverityMark;
  /** The policy lets a person publish this incident, so readers of this message may be offered to do it. */
  mayGoPublic?: true;
  /** The policy gives each incident a channel of its own besides the one for all. */
  ownChannel?: true;
  /**
   * What it changes for everybody who follows the incident. `report`: it says how things stand as a whole, and takes the
   * place of the report before it. `headline`: the incident is something else from now on. Absent: neither.
   */
  changes?: 'report' | 'headline';
  /** The incident's page in the room, where people can open it: an address of ours, which may be a link in any text. */
  room?: string;
  /** Addresses in the text that may be links besides: the call, the policy's, and those that are marked as the alert's. */
  links?: string[];
  /** When the incident said it: what was said later is not replaced by it. Absent where there is nothing to replace. */
  saidAt?: number;
}

export interface Receipt {
  /** What the provider calls it; the outbox answers with the key. */
  reference: string;
  /** A page a person can open, where there is one. */
  url?: string;
  /** What was done otherwise than asked, for the record: a refused priority, another call than the usual one. */
  note?: string;
  /** Nothing new was created: it is a comment on what was there. */
  isRepeat?: true;
  /** Which recipients it did not reach although it reached others, each with the reason. */
  notReached?: string[];
  /** Which ways to a person were tried, in order; the last one worked. */
  tries?: ChannelTry[];
}

/**
 * How far a message has come by one way. `sent`: taken by the vendor, and nothing else is known. `failed for now`: another
 * time it may work (no answer, 429, 5xx, a line that is busy). `failed for good`: a refusal, an address that is none.
 */
export type DeliveryState = 'sent' | 'delivered' | 'failed for now' | 'failed for good';

/** What became of one way to reach a person. `too loud`: it rings, and the message is none that may. */
export interface ChannelTry {
  /** For people: "SMS", "PagerDuty". */
  channel: string;
  outcome: DeliveryState | 'not configured' | 'not tried' | 'too loud';
  reason?: string;
  /** When it was tried, by the clock of the process that tried it. */
  at?: number;
  /** It may have reached them before: an earlier try was cut off, and this way can't tell what became of it. */
  repeat?: true;
  /** What the vendor calls what was sent; there only where `Pager.stateOf` can tell later what became of it. */
  reference?: string;
}

export interface PageToSend extends Outgoing {
  to: Recipient;
  roles: string[];
  /** Why they get it, in a few words without command or address: for a text message, a call, a lock screen. */
  short?: string;
  /** How it is answered: by a command that works where Muster runs, and by a link of this person's alone where there is one. */
  answer?: { says: string; command: string; url?: string };
  /** The text without the person's link, for places that others can read too. Absent where there is none in it. */
  openText?: string;
  /**
   * Channels by which this same page (the same key) was sent and not delivered: it goes on after them. Absent the first
   * time.
   */
  after?: string[];
  /**
   * Goes up by one after each answer of this person for this incident (absent in the first round): what an earlier
   * round opened is answered already. A withdrawal takes back its round and all before it.
   */
  round?: number;
  /** When it was tried first, where this is not the first try: it may have gone out since then. */
  triedSince?: number;
  /** It was tried before and reached nobody: it waits a moment for others like it to this person. */
  isLate?: true;
  /** How long it may wait for pages of other incidents to this person, in ms; the first of them waits for nothing. */
  togetherWithin?: number;
  /**
   * The pages that this message names and stands for, its own first, where there are several. Where each opens something of its
   * own, each does.
   */
  together?: PageOfSeveral[];
}

/** A page that goes out with others. */
export type PageOfSeveral = Pick<PageToSend, 'incidentId' | 'key' | 'subject' | 'text' | 'round' | 'room'>;

export interface Pager {
  /** Reaches one person now, trying their contact points in order. */
  page(message: PageToSend, signal?: AbortSignal): Promise<Receipt>;
  /**
   * What the vendor says now of what was sent by `channel` under its `reference`, with its own word for it. Fails where it
   * can't be asked. Absent where no way can tell.
   */
  stateOf?(sent: { channel: string; reference: string }, signal?: AbortSignal): Promise<ToldState>;
  /**
   * For a page that these channels failed to bring: resolves when it is its turn to try some of them, or when one of them works
   * again. Absent where nothing is known of channels.
   */
  turn?(to: Recipient, channels: readonly string[], signal: AbortSignal): Promise<PageTurn>;
}

/** The contact points that may be tried, and what to call after the try; or that there is no need to try. */
export type PageTurn = { to: Recipient; over: () => void } | 'works';

export interface ToldState {
  state: DeliveryState;
  /** The vendor's word: `undelivered`, `busy`. */
  said: string;
}

/** Where pages open something of its own that stays open, such as an incident of PagerDuty. */
export interface PageFollower {
  /**
   * Gives what the pages of these people for this incident have opened the state that it has here. Knows nothing of what
   * was opened: for a person without anything open, nothing is changed. A state that is there already is success.
   */
  follow(request: PageFollowing, signal?: AbortSignal): Promise<Receipt>;
}

export interface PageFollowing {
  incidentId: string;
  key: string;
  people: string[];
  state: 'acknowledged' | 'resolved';
  /** How many rounds of pages they had, where it was more than one: all of them are meant. */
  rounds?: Record<string, number>;
}

export interface Chat {
  /** Posts to a channel (`#incidents`) or to people. */
  post(message: Outgoing & { to: string[] }, signal?: AbortSignal): Promise<Receipt>;
}

export interface Mailer {
  send(message: Outgoing & { to: string[] }, signal?: AbortSignal): Promise<Receipt>;
}

export interface Bridge {
  /** Opens the call for an incident; the same incident gets the same bridge. `url` is where people join. */
  open(request: { incidentId: string; key: string; title: string }, signal?: AbortSignal): Promise<Receipt>;
}

export interface TicketToCreate extends Outgoing {
  title: string;
  /** The policy's word; `none` means without a priority. */
  priority: string;
  labels: string[];
  release: string | null;
  /** The owner's mail address. An owner that the tracker does not know is named in the text. */
  assignee?: string;
  dueAt?: number;
}

/** What became of a ticket. */
export interface TicketReading {
  state: 'open' | 'done';
  /** The assignee as the tracker writes the name. */
  assignee?: string;
  url: string;
}

export interface Tickets {
  create(request: TicketToCreate, signal?: AbortSignal): Promise<Receipt>;
  /** Adds a comment to the ticket that `create` answered with this `reference`. */
  comment(request: Outgoing & { reference: string }, signal?: AbortSignal): Promise<Receipt>;
  /** How the ticket stands that `create` answered with this `reference`. Absent where nothing can be read. */
  read?(reference: string, signal?: AbortSignal): Promise<TicketReading>;
}

/** A ticket that was created, and the alerts that it is about, by the names that incidents know them by. */
export interface KnownTicket {
  incidentId: string;
  key: string;
  reference: string;
  url?: string;
  about: string[];
  at: number;
}

/** Remembers which ticket is about which alerts. */
export interface TicketBook {
  /** The newest ticket that is about all of these alerts. */
  find(about: readonly string[]): Promise<KnownTicket | undefined>;
  add(ticket: KnownTicket): Promise<void>;
}

/** What the public status page says of one incident at one time. Public: everything in it may be read by anybody. */
export type PublicStatement = Outgoing & {
  /** The report that this is a statement of; an incident may be reported again after a withdrawal. */
  report: string;
  /** The how-manieth of its report; a page never goes back to an older one. */
  number: number;
  title: string;
  status: PublicStatus;
  impact: PublicImpact;
  /** The service by its name in the policy, for a page that shows components. */
  service: string;
  /** How its component is shown; absent: it is left alone. */
  component?: PublicComponent | 'operational';
  /** What the page called the report before, where it has told. */
  reference?: string;
};

export interface StatusPage {
  /**
   * Makes the page say this: opens the report with its first statement that gets through, updates it, or closes it.
   * A last word about a report that never appeared opens none.
   */
  show(statement: PublicStatement, signal?: AbortSignal): Promise<Receipt>;
}

export interface CalendarPort {
  /** Who invites: answers go there. Absent where invitations leave nobody's mailbox. */
  readonly organizer?: { name: string; address: string };
  /** Invites people to a meeting; the same `uid` with a higher `sequence` moves it, or withdraws it where `ics` says so. */
  invite(
    request: Outgoing & {
      to: { name: string; address: string }[];
      uid: string;
      sequence: number;
      startsAt: number;
      lastsMs: number;
      /** The invitation as an iCalendar file; `METHOD:CANCEL` in it withdraws. */
      ics: string;
    },
    signal?: AbortSignal,
  ): Promise<Receipt>;
}
