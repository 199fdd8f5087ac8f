/** What can't work in a policy, as its plays show? */
import type { Policy } from '../../policy/schema';
import { rulesOf } from '../severity/scale';
import { portOf } from '../updates/audience';
import { spokenDuration, titleOf } from '../text/format';
import type { Play } from './stories';

/** Where in the policy, what is wrong, and what to do. */
export interface PlayedFault {
  path: (string | number)[];
  message: string;
}

/** Each fault once, although several stories show it. */
export function playedFaults(policy: Policy, plays: readonly Play[]): PlayedFault[] {
  const found = plays.flatMap((play) => [
    ...nobodyInTime(policy, play),
    ...neverCalled(policy, play),
    ...rungByNotice(policy, play),
    ...approversTooLate(policy, play),
    ...withoutLastWord(play),
  ]);
  return [...new Map(found.map((fault) => [`${fault.path.join('.')}: ${fault.message}`, fault])).values()];
}

/** Somebody has to be told before an answer is due. */
function nobodyInTime(policy: Policy, { severity, sinceMs, stage }: Play): PlayedFault[] {
  const { contact, response } = rulesOf(policy, severity);
  if (contact.by === 'none') return [];
  const path = ['severities', severity, 'escalation'];
  const verb = contact.by === 'page' ? 'paged' : 'told';
  const first = stage.calls.find(({ afterMs }) => afterMs >= sinceMs);
  if (first === undefined)
    return [{ path, message: `nobody is ever ${verb}: name a role that the directory fills in its first column` }];
  if (response.within === null || first.afterMs - sinceMs < response.within) return [];
  const due = spokenDuration(response.within);
  const at = spokenDuration(first.afterMs - sinceMs);
  return [
    {
      path,
      message: `nobody is ${verb} before an answer is due (${due}); the first is after ${at}. Let the first column begin at 0m`,
    },
  ];
}

/** A column that the matrix has, and that nobody ever hears of. */
function neverCalled(policy: Policy, { severity, story, sinceMs, lastsMs, stage }: Play): PlayedFault[] {
  const { contact, escalation } = rulesOf(policy, severity);
  if (story !== 'nobody-answers' || contact.by === 'none') return [];
  const called = new Set(stage.calls.map(({ to }) => to));
  return escalation.flatMap(({ after, roles }, n) =>
    after > lastsMs - sinceMs
      ? []
      : roles
          .filter((role) => role !== 'lead' && !called.has(role))
          .map((role) => ({
            path: ['severities', severity, 'escalation', n],
            message: `${titleOf(policy, role)} is never called, although nobody answers: give this column a time of its own`,
          })),
  );
}

/** A severity that only notifies must not ring anybody who was not asked for. */
function rungByNotice(policy: Policy, { severity, story, stage }: Play): PlayedFault[] {
  const { contact } = rulesOf(policy, severity);
  if (story !== 'nobody-answers' || contact.by !== 'notice') return [];
  const ring = stage.calls.find(({ kind }) => kind === 'page');
  if (ring === undefined) return [];
  const rings = stage.calls.filter(({ kind, to }) => kind === 'page' && to === ring.to).length;
  const often = rings === 1 ? '' : ` and ${rings} times by the end`;
  return [
    {
      path: ['severities', severity, 'team', 'quorum'],
      message: `${titleOf(policy, ring.to)} is rung after ${spokenDuration(ring.afterMs)}${often}, although this severity only notifies: set it to any, or contact.by to page`,
    },
  ];
}

/** Somebody who may decide has to have the brief before the decision is due. */
function approversTooLate(policy: Policy, { severity, story, sinceMs, stage }: Play): PlayedFault[] {
  const { decision } = rulesOf(policy, severity);
  if (story !== 'first-answers' || decision === null) return [];
  const { lead } = stage.incident;
  const isApprover = (person: string): boolean =>
    decision.approvers.includes(person) || (person === lead && decision.approvers.includes('lead'));
  const heard = stage.calls.find(({ to }) => isApprover(to));
  const due = spokenDuration(decision.dueAfter);
  if (heard !== undefined && heard.afterMs - sinceMs < decision.dueAfter) return [];
  const when = heard === undefined ? 'never' : `only after ${spokenDuration(heard.afterMs)}`;
  return [
    {
      path: ['severities', severity, 'decision', 'approvers'],
      message: `the approvers hear of it ${when}, and the decision is due after ${due}: add one of them to a column before that, or the lead to the approvers`,
    },
  ];
}

/** Whoever heard something hears that it is over. */
function withoutLastWord({ severity, story, stage }: Play): PlayedFault[] {
  if (story !== 'first-answers') return [];
  const over = new Set(stage.posts.filter(({ message }) => message === 'resolved').map(({ port }) => port));
  return (['channel', 'stakeholders'] as const)
    .filter((audience) => stage.posts.some(({ port }) => port === portOf(audience)) && !over.has(portOf(audience)))
    .map((audience) => ({
      path: ['severities', severity, 'announce', 'to'],
      message: `'${audience}' hears of the incident and never that it is over: add it to announce.to`,
    }));
}
