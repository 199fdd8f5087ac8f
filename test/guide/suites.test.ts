import type { PostMortemOutcome } from '../../domain/post-mortem-effecting';
import { HOUR, MINUTE } from './virtual-clock';
import { VirtualPostMortem } from './virtual-post-mortem';

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

  test('that fail leave it open, and the lead hears once which job it was', () => {
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
    expect(told(postMortem, `suite-${verdict}`)[0]).toContain('a person has to look');
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

  test('say nothing that acts in a message', () => {
    const postMortem = after({ verdict: 'failed', text: 'failed: <!channel> @here [x](http://evil)' });
    const text = postMortem.sent.find(({ key }) => key.endsWith(':failed'))?.text ?? '';
    expect(text).not.toMatch(/<!|@here|\]\(/);
  });
});
