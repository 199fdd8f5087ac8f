import { effectKey } from '../state/keys';
import type { Instant, PersonId } from '../state/vocabulary';
import { inertLine } from '../text/inert';

/** A test that somebody sends on purpose: to one person, and to the channel. */
export interface TestMessage {
  /** When it was asked for; its identity, with the person. */
  at: Instant;
  by: { id: PersonId; name: string };
  to: { id: PersonId; name: string; mail?: string };
  channel: string;
}

/** What a test is called instead of an incident: no incident has such an id, so nothing that answers it acts on one. */
export const testIdOf = ({ at }: TestMessage): string => `muster-test-${at.toString(36)}`;

/** One key for each way: the page has the bare one. */
export const testKeyOf = ({ at }: TestMessage, port?: 'chat' | 'mail'): string =>
  effectKey('test', { moment: new Date(at).toISOString(), port });

/** Says in every line that is read alone that this is a test. */
export function composeTest({ at, by, to }: TestMessage): { subject: string; text: string } {
  const [from, reader] = [inertLine(by.name, 100), inertLine(to.name, 100)];
  return {
    subject: `TEST of Muster, asked for by ${from}`,
    text: [
      `TEST: this is a test of Muster, sent to ${reader}. There is no incident and nothing to do.`,
      `${from} asked for it with \`muster doctor --send-test\` at ${new Date(at).toISOString()}.`,
      'Buttons or replies to it do nothing. If your pager keeps it open, close it there.',
    ].join('\n'),
  };
}
