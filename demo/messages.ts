/** What does the demo know about a message that was sent, wherever it went? */

/** The device on which a person notices a message. */
export type Device = 'phone' | 'Slack' | 'mailbox' | 'browser';

/** Something that reached a person at a vendor, or that is in the outbox because its port has no vendor. */
export interface SentMessage {
  readonly at: string;
  readonly incidentId: string;
  /** The effect that it is. */
  readonly key: string;
  /** How it went out: `page`, `chat`, `mail` ..., in the outbox's words. */
  readonly port: string;
  readonly kind: string;
  /** Ids of people of the directory; channels and addresses as they are called. */
  readonly to: readonly string[];
  /** The person's name, where it went to one. */
  readonly name?: string | undefined;
  readonly subject?: string | undefined;
  readonly text: string;
  /** The vendor that has it; absent if it is in the outbox. */
  readonly vendor?: string;
  /** The device on which they notice it; absent if it is in the outbox. */
  readonly device?: Device;
}

/** Pages and notices to a person by name. */
export const pagesIn = (sent: readonly SentMessage[]): SentMessage[] => sent.filter(({ port }) => port === 'page');

/** Keys that occur more than once: each means that a person was disturbed twice for the same thing. */
export function doubledKeys(sent: readonly SentMessage[]): string[] {
  const seen = new Set<string>();
  return sent.flatMap(({ incidentId, key }) => {
    const identity = `${incidentId} ${key}`;
    if (seen.has(identity)) return [key];
    seen.add(identity);
    return [];
  });
}
