import type { Person } from '../../directory/schema';
import type { Device } from '../messages';
import type { Cast, Port } from '../outcome';
import type { SentEffect } from './effects';

/** One thing that came to one person, or to one place where people look, as they got it then. */
export interface Received {
  /** Instant in milliseconds. */
  readonly at: number;
  /** Empty where the vendor is not told. */
  readonly incidentId: string;
  /** The effect that it is; where the vendor has only a mark that was made of it, the mark. */
  readonly key: string;
  /** As the outbox calls it; not needed where the key begins with it. */
  readonly kind?: string;
  readonly port: Port;
  readonly device: Device;
  /** The id of a person of the directory; else a channel or an address, as it is called. */
  readonly to: string;
  readonly subject?: string;
  readonly text: string;
}

/** A person's own way of doing something at a vendor, instead of at the keyboard. */
export interface Press {
  readonly person: string;
  readonly incidentId: string;
  readonly button: 'acknowledge' | 'join';
  readonly signal: AbortSignal;
}

/** A vendor's fake that runs. */
export interface RunningVendor {
  /** `MUSTER_` settings that lead Muster's own adapter there. */
  readonly settings: NodeJS.ProcessEnv;
  /**
   * Everything that has come, whatever became of the answer; what came twice is in it twice. `effects` are those that
   * Muster has told of: a vendor that is not told which effect something is finds it among them.
   */
  received(effects: readonly SentEffect[]): Received[];
  /** What it still shows as going on, in words; when the incident is over there must be nothing. */
  readonly goingOn?: () => string[];
  /** Its own page, for people. */
  readonly page?: string;
  /** Presses a button that the person was sent, and answers what they were told. Rejects when nothing came of it. */
  readonly press?: (press: Press) => Promise<string>;
  stop(): Promise<void>;
}

/** A vendor of the demo: its strict fake on loopback, where Muster's adapter finds it by the documented settings. */
export interface Vendor extends Cast {
  /** How the directory has to name a person so that this vendor reaches them, where the example's does not say it. */
  contactPoint?(person: Person): Person['contactPoints'][number] | undefined;
  /** Starts it on a free port. `people` are those of the demo's directory, contact points of all vendors included. */
  start(people: readonly Person[]): Promise<RunningVendor>;
}
