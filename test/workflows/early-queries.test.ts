import { type Activation, watchForQuestions } from '../../workflows/early-queries';

const T = { first: '10.0', second: '20.0', dead: '30.0' };

const task = (startedAt: string, events: number, isReplaying = false): Activation => ({
  startedAt,
  events,
  isReplaying,
  queryIds: [undefined, undefined],
});

const question = (startedAt: string, events: number, id = 'legacy_query'): Activation => ({
  startedAt,
  events,
  isReplaying: true,
  queryIds: [id],
});

/** Which of them are refused. */
function refused(...activations: Activation[]): boolean[] {
  const untimely = watchForQuestions();
  return activations.map(untimely);
}

test('tasks, and questions that bring nothing along, are taken', () => {
  const worked = [
    task(T.first, 3),
    question(T.first, 9),
    question(T.first, 9),
    task(T.second, 14),
    question(T.second, 16),
  ];
  expect(refused(...worked)).toEqual([false, false, false, false, false]);
});

test('a question that comes along with a task is taken: the task is real', () => {
  expect(refused(task(T.first, 3), question(T.first, 3, '5c0e4c5a'))).toEqual([false, false]);
});

test('a question after a replay is taken', () => {
  const replayed = [task(T.first, 3, true), task(T.second, 14, true), question(T.second, 15)];
  expect(refused(...replayed)).toEqual([false, false, false]);
});

test('what a question brings at the time of the task before is refused before it is worked on', () => {
  expect(refused(task(T.first, 3, true), task(T.first, 8))).toEqual([false, true]);
});

test('a question that followed the task of a worker that died is refused, and its run replayed', () => {
  const brought = [task(T.first, 3, true), task(T.dead, 79), question(T.dead, 79)];
  expect(refused(...brought)).toEqual([false, false, true]);
});

test('the first task of a run may be that of a dead worker too', () => {
  expect(refused(task(T.dead, 4), question(T.dead, 4))).toEqual([false, true]);
});
