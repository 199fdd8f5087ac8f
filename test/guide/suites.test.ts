import type { PostMortemOutcome } from '../../domain/post-mortem/effects';
import { viewPostMortem } from '../../domain/post-mortem/view';
import { HOUR, MINUTE } from '../support/times';
import { guide } from '../support/virtual-clock';
import { VirtualPostMortem } from '../support/virtual-post-mortem';

type Suite = Omit<Extract<PostMortemOutcome, { of: 'suite' }>, 'of'>;

const url = 'https://github.example/runs/1';
/** After the resolution, with suites that end like this. */
const after = (regression: Suite, integration: Suite = { verdict: 'not-run', text: 'the policy names no workflow' }) =>
  new VirtualPostMortem({
    answer: (effect) =>
      effect.do === 'run-suite'
        ? { of: 'suite', ...(effect.item === 'regression-tests' ? regression : integration) }
        : undefined,
  });
const told = ({ state }: VirtualPostMortem, kind: string): string[] =>
  state.timeline.flatMap((entry) => (entry.kind === kind ? [entry.text] : []));

describe('test suites of the extended list', () => {
  test('run once, at the resolution', () => {
    const postMortem = after({ verdict: 'passed', text: '3 of 3 jobs passed' }).until(30 * HOUR);
    expect(postMortem.times('suite:')).toEqual(['0m', '0m']);
  });

  test('tick their item with the evidence when they pass', () => {
    const postMortem = after({ verdict: 'passed', text: '3 of 3 jobs passed in 4 min 10 s', url });
    expect(postMortem.state.checklist['regression-tests']).toMatchObject({
      ticked: true,
      by: 'muster',
      evidence: `3 of 3 jobs passed in 4 min 10 s, ${url}`,
    });
    expect(postMortem.obligation('checklist:regression-tests')).toMatchObject({ state: 'met', by: 'muster' });
    expect(told(postMortem, 'ticked')).toEqual([
      `☑ Full regression test suite passed: 3 of 3 jobs passed in 4 min 10 s, ${url}`,
    ]);
  });

  test('that fail leave it open, and the lead is told once which job it was', () => {
    const postMortem = after({ verdict: 'failed', text: 'failed: e2e; 2 of 3 jobs passed', url }).until(2 * HOUR);
    expect(postMortem.state.checklist['regression-tests']).toBeUndefined();
    expect(postMortem.lines('suite:regression-tests:1:failed')).toEqual(['0m suite:regression-tests:1:failed otto']);
    const text = postMortem.sent.find(({ key }) => key.endsWith(':failed'))?.text;
    expect(text).toContain('failed: e2e; 2 of 3 jobs passed');
    expect(text).toContain(url);
    postMortem.does('otto', { do: 'tick', item: 'regression-tests', evidence: 'run again, green' });
    expect(postMortem.obligation('checklist:regression-tests')?.doneAt).toBeDefined();
  });

  test.each(['undecided', 'not-run'] as const)('that are %s decide nothing, and the record says so', (verdict) => {
    const postMortem = after({ verdict, text: 'it ended as "cancelled"' });
    expect(postMortem.state.checklist['regression-tests']).toBeUndefined();
    expect(postMortem.obligation('checklist:regression-tests')?.state).toBe('open');
    expect(told(postMortem, `suite-${verdict}`)[0]).toContain('please check by hand');
    expect(postMortem.lines('suite:regression-tests:1:failed')).toEqual([]);
  });

  test('change nothing that a person has ticked meanwhile', () => {
    let isOver = false;
    const postMortem = new VirtualPostMortem({
      answer: (effect) =>
        effect.do === 'run-suite'
          ? isOver
            ? { of: 'suite', verdict: 'passed', text: '3 of 3 jobs passed' }
            : new Error('the worker was lost')
          : undefined,
    });
    postMortem.does('otto', { do: 'tick', item: 'regression-tests', evidence: 'build 512' });
    isOver = true;
    postMortem.until(MINUTE);
    expect(postMortem.state.checklist['regression-tests']).toMatchObject({ by: 'otto', evidence: 'build 512' });
  });

  test('put nothing into a message that could act', () => {
    const postMortem = after({ verdict: 'failed', text: 'failed: <!channel> @here [x](http://evil)' });
    const text = postMortem.sent.find(({ key }) => key.endsWith(':failed'))?.text ?? '';
    expect(text).not.toMatch(/<!|@here|\]\(/);
  });
});

describe('a suite that is run again', () => {
  /** Ends as the next of these says; the last goes on to hold. */
  const ending = (...ends: (Suite | Error)[]) => {
    const left = [...ends];
    return new VirtualPostMortem({
      answer: (effect) => {
        if (effect.do !== 'run-suite' || effect.item !== 'regression-tests') return undefined;
        const end = left.length > 1 ? left.shift() : left[0];
        return end instanceof Error || end === undefined ? end : { of: 'suite', ...end };
      },
    });
  };
  const again = { do: 'run', item: 'regression-tests' } as const;
  const failed: Suite = { verdict: 'failed', text: 'failed: e2e', url };
  const passed: Suite = { verdict: 'passed', text: '3 of 3 jobs passed', url: 'https://github.example/runs/2' };
  const runsOf = ({ state }: VirtualPostMortem) =>
    viewPostMortem(guide, state).checklist.find(({ id }) => id === 'regression-tests')?.runs;

  test('has a key of its own, ticks when it passes, and the item shows both runs', () => {
    const postMortem = ending(failed, passed).until(HOUR).does('otto', again);
    expect(postMortem.lines('suite:regression-tests:')).toEqual([
      '0m suite:regression-tests:1',
      '0m suite:regression-tests:1:failed otto',
      '1h suite:regression-tests:2',
    ]);
    expect(postMortem.state.checklist['regression-tests']).toMatchObject({ ticked: true, by: 'muster' });
    expect(runsOf(postMortem)).toMatchObject([
      { attempt: 1, verdict: 'failed', text: 'failed: e2e', url },
      { attempt: 2, verdict: 'passed', url: 'https://github.example/runs/2' },
    ]);
    expect(told(postMortem, 'suite-again')).toEqual([
      'otto started the tests again (attempt 2): Full regression test suite passed',
    ]);
    expect(told(postMortem, 'suite-failed')).toHaveLength(1);
    expect(told(postMortem, 'ticked')).toHaveLength(1);
  });

  test('tells the lead if it fails again, and may run as often as somebody wants', () => {
    const postMortem = ending(failed)
      .until(HOUR)
      .does('otto', again)
      .until(2 * HOUR)
      .does('vera', again);
    expect(postMortem.lines('suite:regression-tests:').filter((line) => line.includes(':failed'))).toEqual([
      '0m suite:regression-tests:1:failed otto',
      '1h suite:regression-tests:2:failed otto',
      '2h suite:regression-tests:3:failed otto',
    ]);
    expect(runsOf(postMortem)?.map(({ attempt }) => attempt)).toEqual([1, 2, 3]);
  });

  test.each(['undecided', 'not-run'] as const)('may follow one that was %s', (verdict) => {
    const postMortem = ending({ verdict, text: 'it ended as "cancelled"' }, passed).does('otto', again);
    expect(postMortem.state.checklist['regression-tests']?.ticked).toBe(true);
  });

  test("is refused while one is under way, if its item is ticked or left out, and if it doesn't exist", () => {
    const postMortem = ending(new Error('the worker was lost'), failed, passed);
    expect(postMortem.refusal('otto', again)).toBe(
      'Attempt 1 of the tests for "regression-tests" is still running (the worker was lost; Muster is retrying). You can run them again once it has ended.',
    );
    postMortem.until(MINUTE);
    expect(postMortem.refusal('otto', { do: 'run', item: 'no-such' })).toBe(
      '"no-such" has no test suite to run. Items with one: regression-tests, integration-tests.',
    );
    postMortem.does('otto', again);
    expect(postMortem.refusal('otto', again)).toBe('"regression-tests" is already ticked. Untick it first.');
    postMortem.does('otto', { do: 'untick', item: 'regression-tests', reason: 'the wrong build' });
    expect(postMortem.refusal('otto', again)).toBeUndefined();
    postMortem.does('otto', { do: 'skip', item: 'regression-tests', reason: 'no time' });
    expect(postMortem.refusal('otto', again)).toContain('was skipped');
  });

  test('runs once for two requests with the same id', () => {
    const postMortem = ending(failed).does('otto', again, 'act-again').does('otto', again, 'act-again');
    expect(postMortem.lines('suite:regression-tests:2')).toHaveLength(2);
    expect(postMortem.lines('suite:regression-tests:3')).toEqual([]);
  });
});
