import type { ObligationState } from '../domain/state/incident';
import type { ObligationView } from '../domain/view';
import type { Expectation, PlayOutcome } from './outcome';

/** How each obligation of the incident has to end. Nobody answered until minute 6, so what was due at 5 is late. */
const INCIDENT: Readonly<Record<string, ObligationState>> = {
  response: 'late',
  'join:vp-engineering': 'late',
  'join:engineering-manager': 'late',
  'join:on-call-engineer': 'late',
  'join:devops-lead': 'late',
  'task:page-team': 'met',
  'task:open-bridge': 'met',
  'task:stabilize': 'met',
  'task:prepare-decision': 'met',
  'task:decide': 'met',
  decision: 'met',
  stability: 'met',
  'update:1': 'missed',
};

const ITEMS = [
  ...['regression-tests', 'integration-tests', 'data-integrity', 'cache-consistency', 'logs-reviewed', 'team-aware'],
  ...['post-mortem-conducted', 'root-cause-document', 'action-items-assigned', 'code-review', 'monitoring-improved'],
  'team-training',
];

const POST_MORTEM: Readonly<Record<string, ObligationState>> = {
  ...Object.fromEntries(ITEMS.map((id) => [`checklist:${id}`, 'met' as const])),
  'post-mortem:held': 'met',
  'post-mortem:signed:engineering-manager': 'met',
  'post-mortem:signed:vp-engineering': 'met',
  'action-item:a1': 'met',
};

/** What comes to be owed as the play goes: an update is written by somebody in time, or goes out by itself. */
const isUpdate = ({ id, state }: ObligationView): boolean =>
  id.startsWith('update:') && id !== 'update:1' && (state === 'met' || state === 'missed');

/** After a start from nothing, work is taken up in so much time. */
const TAKING_UP_MS = 3_000;

/** What was due while nothing ran could only be done when something ran again. */
const wasDueInOutage = ({ dueAt }: ObligationView, { outage }: PlayOutcome): boolean =>
  dueAt !== undefined && Date.parse(dueAt) >= outage.at - 1_000 && Date.parse(dueAt) <= outage.backAt + TAKING_UP_MS;

function deviations(
  obligations: readonly ObligationView[],
  wanted: Readonly<Record<string, ObligationState>>,
  outcome: PlayOutcome,
): string[] {
  const missing = Object.keys(wanted).filter((id) => !obligations.some((owed) => owed.id === id));
  const wrong = obligations.filter((owed) => {
    if (isUpdate(owed)) return false;
    const state = wanted[owed.id];
    return owed.state !== state && !(state === 'met' && owed.state === 'late' && wasDueInOutage(owed, outcome));
  });
  return [
    ...missing.map((id) => `${id} is missing`),
    ...wrong.map(({ id, state }) => `${id} is ${state}, expected ${wanted[id] ?? 'no such obligation'}`),
  ];
}

const said = (problems: readonly string[]): string | undefined =>
  problems.length === 0 ? undefined : problems.join('; ');

/** The ledger, obligation by obligation. */
export const LEDGER: readonly Expectation[] = [
  {
    what: "the incident's ledger ends as the guide and the script say",
    problem: (outcome) => said(deviations(outcome.incident.obligations, INCIDENT, outcome)),
  },
  {
    what: "the post-mortem's ledger ends as the guide and the script say",
    problem: (outcome) => said(deviations(outcome.postMortem.obligations, POST_MORTEM, outcome)),
  },
  {
    what: 'a person posts updates in time, and Muster posts them when nobody does',
    problem: ({ incident }) => {
      const states = incident.obligations.filter(({ id }) => id.startsWith('update:')).map(({ state }) => state);
      return states.includes('met') && states.includes('missed') ? undefined : `they are ${states.join(', ')}`;
    },
  },
];
