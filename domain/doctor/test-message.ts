/** What does the test page of `muster doctor --send-test` say? */
import { effectKey } from '../state/keys';
import type { Instant, PersonId } from '../state/vocabulary';
import { inertLine } from '../text/inert';

/** A test that a person asked for: to one person, and to the channel. */
export interface TestMessage {
  /** When it was asked for; its identity, with the person. */
  at: Instant;
  by: { id: PersonId; name: string };
  to: { id: PersonId; name: string; mail?: string };
  channel: string;
}

/** The test's id: no incident has such an id, so an answer to it acts on none. */
export const testIdOf = ({ at }: TestMessage): string => `muster-test-${at.toString(36)}`;

/** One key for each way: the page has the bare one. */
export const testKeyOf = ({ at }: TestMessage, port?: 'chat' | 'mail'): string =>
  effectKey('test', { moment: new Date(at).toISOString(), port });

/** Every line that may be read alone says that this is a test. */
export function composeTest({ at, by, to }: TestMessage): { subject: string; text: string } {
  const [from, reader] = [inertLine(by.name, 100), inertLine(to.name, 100)];
  return {
    subject: `TEST of Muster, sent by ${from}`,
    text: [
      `TEST: this is a test of Muster, sent to ${reader}. There is no incident and nothing to do.`,
      `${from} asked for it with \`muster doctor --send-test\` at ${new Date(at).toISOString()}.`,
      'Buttons or replies to it do nothing. If your pager keeps it open, close it there.',
    ].join('\n'),
  };
}
