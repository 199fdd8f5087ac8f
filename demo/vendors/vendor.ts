/**
 * What must a vendor provide to take part in the demo? Muster reaches it only through the documented settings, on
 * loopback, so that no product code knows about the demo.
 */
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
   * Everything that arrived, even if the answer was lost; what arrived twice is here twice. `effects` are those that
   * Muster has reported: a vendor that isn't told which effect a message belongs to finds it among them.
   */
  received(effects: readonly SentEffect[]): Received[];
  /** What it still shows as ongoing, in words; after the incident this must be empty. */
  readonly goingOn?: () => string[];
  /** Its own page, for people. */
  readonly page?: string;
  /** Presses a button that the person was sent, and returns what they were told. Rejects if no reply came. */
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
