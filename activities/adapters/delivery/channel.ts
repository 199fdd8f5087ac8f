/** What must a channel offer so that pages can go through it? */
import type { MessageKind, Pager, Receipt, ToldState } from '../../ports';

/** One page to one person, as the port `Pager` is given it. */
export type ChannelPage = Parameters<Pager['page']>[0];

/**
 * What it does to somebody who sleeps. `quiet`: nothing; they see it when they look. `text`: one short sound. `rings`: it
 * wakes them.
 */
export type Loudness = 'quiet' | 'text' | 'rings';

/** One way to reach a person: a direct message, a text message, a call. */
export interface Channel {
  /** What people call it: "Slack", "SMS". */
  readonly name: string;
  /** The words of contact points that it reaches: `slack`, `sms`, `phone`, `pagerduty`. */
  readonly serves: readonly string[];
  /** How loud a message of this kind is by this channel. */
  loudness: (kind: MessageKind) => Loudness;
  /** The vendor knows no key: what was cut off while it was sent may reach them twice. */
  readonly mayRepeat?: true;
  /**
   * Sends now, once per incident and key. `ProviderUnavailable` and `ProviderRejected` send the ladder to the next one; so
   * does anything else that is thrown.
   */
  send(page: ChannelPage, address: string, signal?: AbortSignal): Promise<Receipt>;
  /**
   * What became of the message that `send` answered with this `reference`. Any state but `sent` is final for this
   * message. Absent where the vendor does not say.
   */
  state?(reference: string, signal?: AbortSignal): Promise<ToldState>;
}
