/** On what somebody notices it. */
export type Device = 'phone' | 'Slack' | 'mailbox' | 'browser';

/** Something that reached a person, or would have: at a vendor, or in the outbox where a port has no vendor. */
export interface SentMessage {
  readonly at: string;
  readonly incidentId: string;
  /** The effect that it is. */
  readonly key: string;
  /** What it took: `page`, `chat`, `mail` ... as the outbox calls them. */
  readonly port: string;
  readonly kind: string;
  /** Ids of people of the directory; channels and addresses as they are called. */
  readonly to: readonly string[];
  /** The person's name, where it went to one. */
  readonly name?: string | undefined;
  readonly subject?: string | undefined;
  readonly text: string;
  /** Whose vendor has it; absent where it lies in the outbox. */
  readonly vendor?: string;
  /** On what they notice it; absent where it lies in the outbox. */
  readonly device?: Device;
}

/** Pages and notices to a person by name. */
export const pagesIn = (sent: readonly SentMessage[]): SentMessage[] => sent.filter(({ port }) => port === 'page');

/** Keys that occur more than once: each is a person who was disturbed twice for one thing. */
export function doubledKeys(sent: readonly SentMessage[]): string[] {
  const seen = new Set<string>();
  return sent.flatMap(({ incidentId, key }) => {
    const identity = `${incidentId} ${key}`;
    if (seen.has(identity)) return [key];
    seen.add(identity);
    return [];
  });
}
