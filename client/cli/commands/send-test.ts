/** Who gets the test messages of `muster doctor --send-test`, and in which channel are they posted? */
import type { Person } from '../../../directory/schema';
import type { Examined } from '../../../domain/doctor/finding';
import type { TestMessage } from '../../../domain/doctor/test-message';
import type { Connected } from '../../connect';
import { findPerson } from '../../people/lookup';
import { type Session, UsageError } from '../session';
import { defined } from '../../../domain/state/fields';

/** The test that the command line asks for. Refused if the sender or the recipient is not in the directory. */
export async function wantedTest(
  session: Session,
  { sendTest, to }: { sendTest?: boolean; to?: string },
): Promise<TestMessage | undefined> {
  if (sendTest !== true) {
    if (to !== undefined) throw new UsageError('--to only works together with --send-test.');
    return undefined;
  }
  const by = known(session, (await session.me({ guests: 'refused' })).person, '--as');
  const person = to === undefined ? by : known(session, to, '--to');
  const mail = person.contactPoints.find(({ channel }) => channel === 'email')?.address;
  const channel = session.ground.policies[0]?.policy.communication.channel.name;
  if (channel === undefined) throw new UsageError('No policy names a channel.');
  return {
    at: session.io.now(),
    by: { id: by.id, name: by.name },
    to: { id: person.id, name: person.name, ...defined({ mail }) },
    channel,
  };
}

/** Sends it, if one is wanted. */
export const sendTests = ({ sendTest }: Connected, test: TestMessage | undefined): Promise<Examined[]> =>
  test === undefined ? Promise.resolve([]) : sendTest(test);

function known({ ground }: Session, named: string, option: string): Person {
  const person = findPerson(ground.directory.current(), named);
  if (person !== undefined) return person;
  throw new UsageError(
    `"${named}" is not in the directory. Use ${option} PERSON (an id, a handle, a name or an email address).`,
  );
}
