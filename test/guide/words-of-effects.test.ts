/** Whether people read what failed, what is next and what is due in words, and each thing once. */
import type { Effect } from '../../domain/state/effects';
import { outlookOf } from '../../domain/messages/outlook';
import { effectKey } from '../../domain/state/keys';
import { eachOnce } from '../../domain/ledger/ledger';
import { view } from '../../domain/view';
import { MINUTE, SECOND } from '../support/times';
import { guide, incidentOf } from '../support/virtual-clock';

const KEY = /\b[a-z][a-z-]*:(?:P[1-4]:)?[a-z0-9][\w.:-]*/;

const away = (matches: RegExp) => (effect: Effect) => (matches.test(effect.key) ? new Error('503') : undefined);

describe('what failed', () => {
  test.each([
    [/^page:P1:0m:devops-lead/, /^Page to dora failed: 503\. Retrying in 30 s\.$/],
    [/^initial:mail/, /^Initial notification by mail failed: 503\. Retrying in 30 s\.$/],
    [/^bridge$/, /^Opening the bridge failed: 503\. Retrying in 30 s\.$/],
    [/^investigate:/, /^Investigation ".+" failed: 503\.$/],
  ])('%s is described in words', (matches, words) => {
    const { incident } = incidentOf('P1', { answer: away(matches) }).until(10 * SECOND);
    const told = incident.timeline.filter(({ kind }) => kind === 'not-delivered').map(({ text }) => text);
    expect(told).toContainEqual(expect.stringMatching(words));
    expect(told.filter((text) => KEY.test(text))).toEqual([]);
  });

  test('no sentence about failures contains a key, and neither does what is shown as failing', () => {
    const run = incidentOf('P1', { answer: away(/./) }).until(40 * MINUTE);
    const told = run.incident.timeline.filter(({ kind }) => kind === 'not-delivered' || kind === 'overtaken');
    expect(told.length).toBeGreaterThan(20);
    expect(told.map(({ text }) => text).filter((text) => KEY.test(text))).toEqual([]);
    const { failing } = view(guide, run.incident, run.now);
    expect(failing.length).toBeGreaterThan(0);
    expect(failing.filter(({ what }) => KEY.test(what))).toEqual([]);
  });
});

describe('what is next', () => {
  const page = (to: string, reason: 'unanswered' | 'not-joined', n: number): Effect => ({
    do: 'page',
    key: effectKey('join-page', { severity: 'P1', role: 'devops-lead', person: to, n }),
    to,
    reason,
    kind: 'page',
    role: 'devops-lead',
  });
  const { incident } = incidentOf('P1').until(10 * SECOND);

  test('a person who is paged for two reasons is named once, with both', () => {
    const entries = [page('dora', 'unanswered', 1), page('dora', 'not-joined', 1)].map((effect) => ({ at: 1, effect }));
    const [line, ...more] = outlookOf(guide, incident, entries);
    expect(more).toEqual([]);
    expect(line?.what).toMatch(/^page dora: nobody has acknowledged; DevOps Lead has not joined$/);
  });

  test('people who are paged for the same reason share a line; another instant has its own', () => {
    const effects = [page('dora', 'unanswered', 1), page('otto', 'unanswered', 1)];
    const entries = [...effects.map((effect) => ({ at: 1, effect })), { at: 2, effect: page('otto', 'unanswered', 2) }];
    expect(outlookOf(guide, incident, entries).map(({ what }) => what)).toEqual([
      expect.stringMatching(/^page dora, otto: nobody has acknowledged$/),
      expect.stringMatching(/^page otto: nobody has acknowledged$/),
    ]);
  });

  test('nobody is named twice for one instant, whatever the moment', () => {
    const run = incidentOf('P1');
    for (const minute of [1, 5, 16, 25, 31]) {
      const { upcoming } = view(guide, run.until(minute * MINUTE).incident, run.now);
      const pages = upcoming.filter(({ what }) => what.startsWith('page '));
      const named = pages.flatMap(({ at, what }) =>
        (what.slice(5).split(': ')[0] ?? '').split(', ').map((name) => at + name),
      );
      expect(new Set(named).size).toBe(named.length);
    }
  });
});

describe('the decision', () => {
  test('is one thing to do: the task of the list stands for it', () => {
    const { incident } = incidentOf('P1').until(20 * MINUTE);
    const due = eachOnce(Object.values(incident.obligations).filter(({ state }) => state === 'open'));
    expect(Object.values(incident.obligations).map(({ id }) => id)).toEqual(
      expect.arrayContaining(['decision', 'task:decide']),
    );
    expect(due.map(({ id }) => id)).toContain('task:decide');
    expect(due.map(({ id }) => id)).not.toContain('decision');
  });

  test('is shown on its own if its task is done', () => {
    const incident = incidentOf('P1').until(20 * MINUTE);
    incident.does('otto', { do: 'task', task: 'decide', outcome: 'done' });
    const due = eachOnce(Object.values(incident.incident.obligations).filter(({ state }) => state === 'open'));
    expect(due.map(({ id }) => id)).toContain('decision');
  });
});
