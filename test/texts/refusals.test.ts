/** Renders every refusal that the core has for an act, with the act that it answers, into one file. */
import type { PostMortemDeed } from '../../domain/post-mortem/acts';
import type { Actor, Deed } from '../../domain/state/acts';
import { HOUR, MINUTE } from '../support/times';
import { guideWith, incidentOf, type VirtualIncident } from '../support/virtual-clock';
import { RESOLVED, VirtualPostMortem } from '../support/virtual-post-mortem';
import { expectText } from './golden';
import { heading } from './teller';

const into = { id: 'release-manager-7f3k2a9q-x4tm', address: 'release-manager-7f3k2a9q', title: 'itself' };
const emil = { id: 'emil', name: 'emil', roles: ['engineering-manager'] };

/** What only a terminal understands: an option, a command. */
const FOR_A_TERMINAL = /--[a-z]|\bmuster [a-z-]+/;

const BAD: (Deed & { by?: string })[] = [
  { do: 'note', text: ' ' },
  { do: 'decline', by: 'carl' },
  { do: 'update', text: '' },
  { do: 'assign', to: emil },
  { do: 'severity', severity: 'P1', reason: 'x' },
  { do: 'severity', severity: 'P2', reason: '' },
  { do: 'status', status: 'investigating' },
  { do: 'task', task: 'nope', outcome: 'done' },
  { do: 'task', task: 'response', outcome: 'done' },
  { do: 'task', task: 'stabilize', outcome: 'skipped' },
  { do: 'task', task: 'response', outcome: 'skipped', reason: 'x' },
  { do: 'task', task: 'join:devops-lead', outcome: 'skipped', reason: 'x' },
  { do: 'tick', item: 'regression-tests' },
  { do: 'tick', item: 'nope' },
  { do: 'untick', item: 'dashboard-green', reason: 'x' },
  { do: 'decide', choice: 'roll-back', reason: '' },
  { do: 'decide', choice: 'roll-back', reason: 'x', by: 'dora' },
  { do: 'decide', choice: 'roll-back', reason: 'x', breakGlass: true },
  { do: 'escalate', reason: '' },
  { do: 'escalate', role: 'nope', reason: 'x' },
  { do: 'over', alert: 'nope', reason: 'x' },
  { do: 'over', alert: 'nope', reason: '' },
  { do: 'publish', impact: ' ' },
  { do: 'unpublish', reason: 'x' },
  { do: 'resolve', resolution: '' },
  { do: 'resolve', resolution: 'x' },
  { do: 'cancel', reason: '' },
  { do: 'merge', into, reason: 'x' },
];

const answersOf = (incident: VirtualIncident, deeds: readonly (Deed & { by?: string })[], more?: Partial<Actor>) =>
  deeds.flatMap(({ by = 'otto', ...deed }) => {
    const refusal = incident.refusal(by, deed, more);
    return refusal === undefined ? [] : [`${JSON.stringify(deed)}\n    ${refusal}`];
  });

const fought = () =>
  incidentOf('P1')
    .until(3 * MINUTE)
    .does('emil', { do: 'acknowledge' })
    .until(5 * MINUTE);

const owner = { id: 'dora', name: 'Dora', roles: ['devops-lead'] };
const BAD_AFTERWARDS: PostMortemDeed[] = [
  { do: 'tick', item: 'nope' },
  { do: 'tick', item: 'health-checks' },
  { do: 'untick', item: 'regression-tests', reason: 'x' },
  { do: 'skip', item: 'regression-tests', reason: '' },
  { do: 'run', item: 'nope' },
  { do: 'run', item: 'logs-reviewed' },
  { do: 'note', text: '' },
  { do: 'move', startsAt: RESOLVED - HOUR },
  { do: 'hold' },
  { do: 'sign' },
  { do: 'add-item', text: '', owner, priority: 'high', dayAt: RESOLVED, dueAt: RESOLVED },
  { do: 'finish-item', item: 'ai-9' },
];

test('what the core refuses, and how it says so', () => {
  const twoPeople = guideWith(({ severities }) => {
    if (severities.P1.decision !== null) severities.P1.decision.persons = 2;
  });
  const proposed = incidentOf('P1', { policy: twoPeople }).does('otto', { do: 'acknowledge' });
  const rollBack = { do: 'decide', choice: 'roll-back', reason: 'the deployment' } as const;
  proposed.does('otto', rollBack);
  const published = fought().does('emil', { do: 'publish' });
  const extended = fought().does('emil', { do: 'decide', choice: 'extend', reason: 'nearly there' });
  const over = fought().does('emil', { do: 'cancel', reason: 'a test' });
  const all = fought().until(2 * HOUR);
  const text = [
    heading('an open P1 that emil leads'),
    ...answersOf(fought(), BAD),
    heading('a decision that needs two people'),
    ...answersOf(proposed, [
      rollBack,
      { ...rollBack, breakGlass: true },
      { ...rollBack, breakGlass: true, by: 'vera' },
    ]),
    heading('published already'),
    ...answersOf(published, [{ do: 'publish' }, { do: 'publish', first: true }, { do: 'unpublish', reason: '' }]),
    heading('the deadline was extended, and a decision was made'),
    ...answersOf(extended, [{ do: 'decide', choice: 'extend', reason: 'again', by: 'emil' }]),
    ...answersOf(extended.does('emil', rollBack), [rollBack]),
    heading('everyone has been contacted'),
    ...answersOf(all, [{ do: 'escalate', reason: 'x' }]),
    heading('a P3'),
    ...answersOf(incidentOf('P3'), [rollBack, { do: 'publish' }, { do: 'severity', severity: 'P3', reason: 'x' }]),
    heading('access'),
    ...answersOf(
      fought(),
      [
        { do: 'cancel', reason: 'x' },
        { do: 'note', text: 'x' },
      ],
      { access: 'viewer' },
    ),
    heading('no person, another incident, an ended one'),
    ...answersOf(fought(), [{ do: 'acknowledge', by: '' }]),
    ...answersOf(fought(), [{ do: 'acknowledge' }], { incidentId: 'checkout-7f3k2a9q-aaaa' }),
    ...answersOf(over, [{ do: 'acknowledge' }]),
    heading('after the resolution'),
    ...BAD_AFTERWARDS.flatMap((deed) => {
      const refusal = new VirtualPostMortem().refusal('otto', deed);
      return refusal === undefined ? [] : [`${JSON.stringify(deed)}\n    ${refusal}`];
    }),
  ].join('\n');
  expect(text.split('\n').filter((line) => FOR_A_TERMINAL.test(line))).toEqual([]);
  expectText('refusals', text);
});
