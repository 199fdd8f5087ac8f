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
  /** Only these ways to the person are tried, each by itself, and the person confirms each. */
  points?: TestedPoint[];
}

/** One way to the person, and how they confirm that the test came. */
export interface TestedPoint {
  channel: string;
  address: string;
  code: string;
  /** What the link in the message is for. */
  linkTo: string;
}

/** The test's id: no incident has such an id, so an answer to it acts on none. */
export const testIdOf = ({ at }: TestMessage): string => `muster-test-${at.toString(36)}`;

/** One key for each way: the page has the bare one. */
export const testKeyOf = ({ at }: TestMessage, port?: 'chat' | 'mail'): string =>
  effectKey('test', { moment: new Date(at).toISOString(), port });

/** The key of the test by one contact point. */
export const pointTestKeyOf = ({ at }: TestMessage, n: number): string =>
  effectKey('point-test', { n, moment: new Date(at).toISOString() });

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

/** The same for one way: how to confirm that it came, by the link or by the code. */
export function composePointTest(test: TestMessage, { channel, address, code }: TestedPoint): PointTest {
  const { subject } = composeTest(test);
  const [point, reader] = [inertLine(`${channel} ${address}`, 100), inertLine(test.to.name, 100)];
  const command = `muster contact confirm ${test.to.id} ${code}`;
  return {
    subject,
    text: [
      `TEST: this is a test of Muster, sent to ${reader} by ${point}. There is no incident.`,
      `Confirm that you got it: ${command}`,
    ].join('\n'),
    short: `This is a test. There is no incident. Your code is ${code.replace(/\d(?=\d)/g, '$& ')}.`,
    answer: { says: CONFIRM, command },
  };
}

interface PointTest {
  subject: string;
  text: string;
  short: string;
  answer: { says: string; command: string };
}

/** What a test of one way asks its reader for. */
export const CONFIRM = 'Confirm';
