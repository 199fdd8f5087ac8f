/** Which incidents count as standing still or gone. */
import type { AuditedRun } from '../../../domain/audit/state';
import { troublesIn } from '../../../domain/audit/troubles';

const NOW = Date.parse('2026-11-30T03:00:00Z');
const MINUTE = 60_000;
const LONG_AGO = NOW - 60 * MINUTE;

const run = (now: AuditedRun['now'], of: AuditedRun['of'] = 'incident'): AuditedRun => ({
  ...{ incidentId: 'shop-7f3k2a9q-x4tm', workflowId: 'shop-7f3k2a9q', runId: 'r1', of, now },
  ...{ title: 'Shop is down', severity: 'P1', lead: 'dave' },
});

const kinds = (runs: AuditedRun[], watchedSince = LONG_AGO): string[] =>
  troublesIn(runs, NOW, watchedSince).map(({ kind, since }) => `${kind} ${(NOW - since) / MINUTE} min`);

it('is silent while nothing is late and no task is repeated', () => {
  expect(kinds([run({ is: 'running' }), run({ is: 'running', nextDueAt: NOW + MINUTE })])).toEqual([]);
  expect(kinds([run({ is: 'running', nextDueAt: NOW - MINUTE })])).toEqual([]);
  expect(kinds([run({ is: 'running', task: { attempt: 2, since: NOW } })])).toEqual([]);
});

it('sees that a due time has passed well ago', () => {
  expect(kinds([run({ is: 'running', nextDueAt: NOW - 2 * MINUTE })])).toEqual(['overdue 2 min']);
});

it('lets what is late after an outage become right by itself first', () => {
  const late = run({ is: 'running', nextDueAt: NOW - 30 * MINUTE });
  expect(kinds([late], NOW - MINUTE)).toEqual([]);
  expect(kinds([late], NOW - 2 * MINUTE)).toEqual(['overdue 30 min']);
});

it('sees a task that is tried again and again, which is then the reason for all else', () => {
  const task = { attempt: 3, since: NOW - 5 * MINUTE };
  expect(kinds([run({ is: 'running', nextDueAt: NOW - 4 * MINUTE, task })])).toEqual(['stuck 5 min']);
});

it('sees what Temporal ended, of post-mortems too', () => {
  const ended = { is: 'ended', how: 'terminated', at: NOW - MINUTE } as const;
  const troubles = troublesIn([run(ended), run(ended, 'post-mortem')], NOW, LONG_AGO);
  expect(troubles.map(({ of, kind, how, lead }) => [of, kind, how, lead])).toEqual([
    ['incident', 'ended', 'terminated', 'dave'],
    ['post-mortem', 'ended', 'terminated', 'dave'],
  ]);
});
