/**
 * What can a person do to an incident? This room holds the one table of actions that the API, the command line and
 * Slack share; an action only reads its input, and whether the incident allows it is for the workflow to say.
 */
import { z } from 'zod';
import type { Deed } from '../../domain/state/acts';
import { OPEN_STATUSES } from '../../domain/state/vocabulary';
import { action, Name, Nothing, personOf, Text, type Ask, type Given } from './action';
import { postMortemAction } from './post-mortem-action';
import { defined } from '../../domain/state/fields';

const act = (deed: Deed): Ask => ({ to: 'act', deed });
const named = ({ param = '' }: Given): string => param;

const BreakGlass = z.literal(true).optional().describe('decide alone, where two people should have');

/** Everything that a person can do to an incident. The API's routes, the command line and `/openapi.json` are made of it. */
export const ACTIONS = {
  acknowledge: action(
    'acknowledge',
    'Acknowledge: stops the repeated pages; the first to acknowledge becomes the lead',
    Nothing,
    () => act({ do: 'acknowledge' }),
  ),
  join: action('join', 'Join the incident', Nothing, () => act({ do: 'join' })),
  decline: action(
    'decline',
    "Say that you can't: you are no longer rung, and the next in line is called at once",
    z.strictObject({ reason: Text.optional() }),
    ({ reason }) => act({ do: 'decline', ...defined({ reason }) }),
  ),
  assign: action('assign', 'Assign the lead', z.strictObject({ person: Name }), ({ person }, context) =>
    act({ do: 'assign', to: personOf(person, context) }),
  ),
  update: action(
    'updates',
    'Post an update to stakeholders',
    z.strictObject({ text: Text, impact: Text.optional() }),
    ({ text, impact }) => act({ do: 'update', text, ...defined({ impact }) }),
  ),
  note: action('notes', 'Add a note to the record', z.strictObject({ text: Text }), ({ text }) =>
    act({ do: 'note', text }),
  ),
  severity: action(
    'severity',
    'Change the severity',
    z.strictObject({
      severity: Name.describe("one of the policy's severities"),
      reason: Text,
      correction: z.literal(true).optional().describe('it was never worse; approvers only'),
    }),
    ({ severity, reason, correction }) => act({ do: 'severity', severity, reason, ...defined({ correction }) }),
  ),
  status: action(
    'status',
    'Set the status',
    z.strictObject({ status: z.enum(OPEN_STATUSES), text: Text.optional() }),
    ({ status, text }) => act({ do: 'status', status, ...defined({ text }) }),
  ),
  task: action(
    'tasks/{task}',
    'Mark a task done, or skip it',
    z.strictObject({ outcome: z.enum(['done', 'skipped']), reason: Text.optional() }),
    ({ outcome, reason }, context) => act({ do: 'task', task: named(context), outcome, ...defined({ reason }) }),
  ),
  checklist: action(
    'checklist/{item}',
    'Tick a checklist item, or untick it with a reason',
    z.discriminatedUnion('state', [
      z.strictObject({ state: z.literal('ticked'), evidence: Text.optional() }),
      z.strictObject({ state: z.literal('open'), reason: Text }),
    ]),
    (body, context) =>
      act(
        body.state === 'ticked'
          ? { do: 'tick', item: named(context), ...defined({ evidence: body.evidence }) }
          : { do: 'untick', item: named(context), reason: body.reason },
      ),
  ),
  decide: action(
    'decision',
    'Decide: roll back, fix forward, or extend the deadline',
    z.discriminatedUnion('choice', [
      z.strictObject({
        choice: z.literal('roll-back'),
        reason: Text,
        to: Name.optional().describe('the version to return to; if omitted, the one that the brief names'),
        breakGlass: BreakGlass,
      }),
      z.strictObject({ choice: z.literal('fix-forward'), reason: Text, breakGlass: BreakGlass }),
      z.strictObject({ choice: z.literal('extend'), reason: Text }),
    ]),
    ({ choice, reason, ...more }) => {
      const { to, breakGlass }: { to?: string | undefined; breakGlass?: true | undefined } = more;
      return act({ do: 'decide', choice, reason, ...defined({ to, breakGlass }) });
    },
  ),
  escalate: action(
    'escalate',
    'Page the next column of the escalation matrix, or a role, now',
    z.strictObject({ reason: Text, role: Name.optional(), page: z.literal(true).optional() }),
    ({ reason, role, page }) => act({ do: 'escalate', reason, ...defined({ role, page }) }),
  ),
  bridge: action(
    'bridge',
    'Open the bridge call, or say where it is',
    z.strictObject({
      url: z
        .url({ protocol: /^https?$/, error: 'is not a link; write it as https://meet.example/war-room' })
        .max(2_000)
        .optional(),
    }),
    ({ url }) => act({ do: 'bridge', ...defined({ url }) }),
  ),
  over: action(
    'alerts-over',
    'Say that an alert is over, although its source does not',
    z.strictObject({ alert: Name, reason: Text }),
    ({ alert, reason }) => act({ do: 'over', alert, reason }),
  ),
  statusPage: action(
    'status-page',
    'Publish to the public status page, or withdraw what was published',
    z.discriminatedUnion('state', [
      z.strictObject({
        state: z.literal('published'),
        impact: Text.optional(),
        first: z.literal(true).optional().describe('only if nothing is published yet'),
      }),
      z.strictObject({ state: z.literal('withdrawn'), reason: Text }),
    ]),
    (body) =>
      act(
        body.state === 'published'
          ? { do: 'publish', ...defined({ impact: body.impact, first: body.first }) }
          : { do: 'unpublish', reason: body.reason },
      ),
  ),
  resolve: action(
    'resolve',
    'Resolve the incident',
    z.strictObject({ resolution: Text, rootCause: Text.optional(), override: Text.optional() }),
    ({ resolution, rootCause, override }) => act({ do: 'resolve', resolution, ...defined({ rootCause, override }) }),
  ),
  cancel: action(
    'cancel',
    'Cancel the incident: it was a false alarm',
    z.strictObject({ reason: Text }),
    ({ reason }) => act({ do: 'cancel', reason }),
  ),
  merge: action(
    'merge',
    'Merge another incident into this one',
    z.strictObject({ incident: Name, reason: Text }),
    ({ incident, reason }) => ({ to: 'merge', second: incident, reason }),
  ),
  postMortem: postMortemAction,
};

export type ActionName = keyof typeof ACTIONS;
