import { readFileSync } from 'node:fs';
import { loadPolicy } from '../../policy/load';
import { renderParameters } from '../../policy/parameters';
import type { SeverityRules } from '../../policy/schema';
import { citedLines } from '../../policy/sources';
import type { ShippedPolicy } from '../support/virtual-clock';
import { GUIDE, SHIPPED } from './files';

const { policy } = loadPolicy(SHIPPED);
const { P1, P2, P3, P4 } = (policy as ShippedPolicy).severities;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const matrix = ({ escalation }: SeverityRules) => escalation.map(({ after, roles }) => [after / MINUTE, ...roles]);
const targets = ({ actions }: SeverityRules) =>
  actions.map(({ id, within }) => [id, typeof within === 'number' ? within / MINUTE : within]);

describe('the guide’s numbers, read aloud', () => {
  test('response times', () => {
    expect([P1, P2, P3, P4].map(({ response }) => response.within)).toEqual([5 * MINUTE, 15 * MINUTE, HOUR, null]);
  });

  test('the escalation matrix', () => {
    expect(matrix(P1)).toEqual([
      [0, 'vp-engineering', 'engineering-manager', 'all-on-call', 'devops-lead'],
      [30, 'cto'],
      [60, 'ceo'],
    ]);
    expect(matrix(P2)).toEqual([
      [0, 'engineering-manager', 'on-call-engineer'],
      [30, 'vp-engineering'],
      [60, 'vp-engineering'],
    ]);
    expect(matrix(P3)).toEqual([
      [0, 'on-call-engineer'],
      [30, 'engineering-manager'],
      [60, 'vp-engineering'],
    ]);
    expect(matrix(P4)).toEqual([[0, 'development-team']]);
  });

  test('updates: nudged, then posted', () => {
    const cadence = [P1, P2, P3, P4].map(({ updates }) => updates && [updates.nudgeAfter, updates.postAfter]);
    expect(cadence).toEqual([[4 * MINUTE, 5 * MINUTE], [15 * MINUTE, 30 * MINUTE], [HOUR, 2 * HOUR], null]);
  });

  test('targets of the action lists', () => {
    expect(targets(P1)).toEqual([
      ['page-team', 1],
      ['open-bridge', 5],
      ['stabilize', undefined],
      ['prepare-decision', 15],
      ['decide', 30],
    ]);
    expect(targets(P2)).toEqual([
      ['page-team', 1],
      ['ticket', 15],
      ['announce', 15],
      ['root-cause', 30],
      ['fix', 60],
      ['stability', undefined],
    ]);
    expect(targets(P3)).toEqual([
      ['ticket', 60],
      ['root-cause', 120],
      ['fix', 'next-business-day'],
      ['watch-logs', undefined],
      ['permanent-fix', undefined],
    ]);
    expect(targets(P4).map(([, within]) => within)).toEqual([undefined, undefined, undefined, undefined]);
  });

  test('brief, decision, stability', () => {
    expect([P1.decision?.briefAfter, P1.decision?.dueAfter]).toEqual([15 * MINUTE, 30 * MINUTE]);
    expect([P2.decision?.briefAfter, P2.decision?.dueAfter]).toEqual([30 * MINUTE, HOUR]);
    expect([P3.decision, P4.decision]).toEqual([null, null]);
    expect([P1.stability?.watchFor, P2.stability?.watchFor]).toEqual([30 * MINUTE, 30 * MINUTE]);
  });

  test('time boxes of the investigation', () => {
    const boxes = policy.investigation.steps.map(({ timeBox, commands }) => [timeBox / MINUTE, commands.length]);
    expect(boxes).toEqual([
      [5, 5],
      [15, 4],
      [15, 4],
      [10, 4],
      [5, 3],
    ]);
  });

  test('checklists', () => {
    const { immediate, extended, followUp } = policy.checklists;
    expect([immediate.within, extended.within, followUp.within]).toEqual([null, HOUR, 24 * HOUR]);
    expect([immediate.items.length, extended.items.length, followUp.items.length]).toEqual([7, 6, 6]);
    expect(immediate.items.filter(({ probe }) => probe !== undefined)).toHaveLength(5);
  });

  test('commands by hand, with the parameters put in, are the guide’s own', () => {
    const guide = readFileSync(GUIDE, 'utf8').split('\n');
    const told = (source: string) =>
      citedLines(source)
        .flatMap(({ from, to }) => guide.slice(from - 1, to))
        .filter((line) => !line.startsWith('#'))
        .join('\n')
        .replaceAll('exec -it ', 'exec ')
        .replaceAll('mean_time', 'mean_exec_time');
    for (const { byHand, source } of policy.investigation.steps.flatMap(({ commands }) => commands))
      expect(renderParameters(byHand, policy.investigation.parameters).trim()).toBe(told(source ?? ''));
  });

  test('no command by hand needs a terminal or the old name of a column', () => {
    const byHand = policy.investigation.steps.flatMap(({ commands }) => commands.map((command) => command.byHand));
    expect(byHand.filter((text) => /-it\b|\bmean_time\b/.test(text))).toEqual([]);
  });

  test('templates keep the guide’s headings', () => {
    const guide = readFileSync(GUIDE, 'utf8').split('\n');
    const headings = (from: number, to: number) => guide.slice(from, to).filter((line) => line.startsWith('## '));
    const own = (body: string) => body.split('\n').filter((line) => line.startsWith('## '));
    const { initial, resolved } = policy.communication.templates;
    expect(own(initial.body)).toEqual(headings(168, 200));
    expect(own(resolved.body)).toEqual(headings(205, 237));
    expect(own(policy.postMortem.template.body)).toEqual(headings(382, 449));
  });
});
