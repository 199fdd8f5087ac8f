/** What an answer of Temporal's means to whoever sent something. */
import { inWords, troubleOf } from '../../../client/temporal/errors';
import { Refused, Unreachable } from '../../../client/errors';

const answer = (code: number, message: string): Error => Object.assign(new Error(message), { code });

test.each(['count', 'size'])('a run at its limit of history (%s) takes nothing just now: send it again', (of) => {
  const error = answer(3, `3 INVALID_ARGUMENT: Workflow history ${of} exceeds limit.`);
  expect(troubleOf(error)).toBe('unreachable');
  expect(inWords(error)).toBeInstanceOf(Unreachable);
});

test('what is too large stays so: it is refused', () => {
  const error = answer(3, '3 INVALID_ARGUMENT: Blob data size exceeds limit.');
  expect(troubleOf(error)).toBeUndefined();
  expect(inWords(error)).toBeInstanceOf(Refused);
});
