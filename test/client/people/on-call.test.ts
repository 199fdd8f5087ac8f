import { whoIsOnCall } from '../../../client/people/on-call';
import { at, directory } from '../../directory/fixtures';
import { guide } from '../../support/virtual-clock';

test('a person in two layers is on call until the later of both ends', () => {
  const data = directory((written) => {
    const [main] = written.rotations;
    const [primary, secondary] = main?.layers ?? [];
    if (primary === undefined || secondary === undefined) throw new Error('no layers');
    // The same person in both; the second layer hands over two days later.
    primary.people = ['ada', 'bo'];
    Object.assign(secondary, { people: ['ada', 'bo'], startsOn: '2026-01-07' });
    Object.assign(secondary.handOver, { day: 'wednesday' });
  });
  const held = whoIsOnCall(guide, data, at('2026-01-09T00:00'));
  const until = (role: string) => held.find((one) => one.role === role)?.people[0]?.until;
  expect(until('on-call-engineer')).toBe('2026-01-12T08:00:00.000Z');
  expect(until('all-on-call')).toBe('2026-01-14T08:00:00.000Z');
});
