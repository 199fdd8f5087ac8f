/** Did each obligation in the demo end as the script says: met, late or missed? */
import type { ObligationState } from '../domain/state/obligation';
import { decisionId, obligationId, readObligation, responseId, stabilityId } from '../domain/state/obligation-ids';
import type { ObligationView } from '../domain/ledger/view';
import type { Expectation, PlayOutcome } from './outcome';
import { DEVOPS, MANAGER, ON_CALL, VP } from './roles';

const FIRST_UPDATE = obligationId('update', { number: 1 });

/** How each obligation of the incident has to end. Nobody answered until minute 6, so what was due at 5 is late. */
const INCIDENT: Readonly<Record<string, ObligationState>> = {
  [responseId(1)]: 'late',
  [obligationId('join', { role: VP })]: 'late',
  [obligationId('join', { role: MANAGER })]: 'late',
  [obligationId('join', { role: ON_CALL })]: 'late',
  [obligationId('join', { role: DEVOPS })]: 'late',
  [obligationId('task', { task: 'page-team' })]: 'met',
  [obligationId('task', { task: 'stabilize' })]: 'met',
  [obligationId('task', { task: 'prepare-decision' })]: 'met',
  [obligationId('task', { task: 'decide' })]: 'met',
  [decisionId(1)]: 'met',
  [stabilityId(1)]: 'met',
  [FIRST_UPDATE]: 'missed',
};

/** Zoom opens the call at once. Without it a person does, once somebody is awake. */
const bridgeTask = ({ vendors }: PlayOutcome): Record<string, ObligationState> => ({
  [obligationId('task', { task: 'open-bridge' })]: vendors.some(({ name }) => name === 'Zoom') ? 'met' : 'late',
});

const ITEMS = [
  ...['regression-tests', 'integration-tests', 'data-integrity', 'cache-consistency', 'logs-reviewed', 'team-aware'],
  ...['post-mortem-conducted', 'root-cause-document', 'action-items-assigned', 'code-review', 'monitoring-improved'],
  'team-training',
];

const POST_MORTEM: Readonly<Record<string, ObligationState>> = {
  ...Object.fromEntries(ITEMS.map((id) => [obligationId('checklist', { item: id }), 'met' as const])),
  [obligationId('held')]: 'met',
  [obligationId('signed', { role: MANAGER })]: 'met',
  [obligationId('signed', { role: VP })]: 'met',
  [obligationId('action-item', { item: 'a1' })]: 'met',
};

const isOfUpdate = (id: string): boolean => readObligation(id).of === 'update';

/** Obligations that appear as the play goes on: each update is written in time, or goes out by itself. */
const isUpdate = ({ id, state }: ObligationView): boolean =>
  isOfUpdate(id) && id !== FIRST_UPDATE && (state === 'met' || state === 'missed');

/** How long it takes after a restart until work goes on. */
const TAKING_UP_MS = 3_000;

/** What was due while nothing ran could only be done when something ran again. */
const wasDueInOutage = ({ dueAt }: ObligationView, { outage }: PlayOutcome): boolean =>
  dueAt !== undefined && Date.parse(dueAt) >= outage.at - 1_000 && Date.parse(dueAt) <= outage.backAt + TAKING_UP_MS;

/** The probes are read once more when the watch ends: that takes as long as this machine needs, and is no fault of the play. */
const tookAReading = ({ id, dueAt = '', doneAt = '' }: ObligationView): boolean =>
  id === stabilityId(1) && Date.parse(doneAt) - Date.parse(dueAt) <= 2_000;

function deviations(
  obligations: readonly ObligationView[],
  wanted: Readonly<Record<string, ObligationState>>,
  outcome: PlayOutcome,
): string[] {
  const missing = Object.keys(wanted).filter((id) => !obligations.some((owed) => owed.id === id));
  const wrong = obligations.filter((owed) => {
    if (isUpdate(owed)) return false;
    const state = wanted[owed.id];
    const isExcused = wasDueInOutage(owed, outcome) || tookAReading(owed);
    return owed.state !== state && !(state === 'met' && owed.state === 'late' && isExcused);
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
    problem: (outcome) =>
      said(deviations(outcome.incident.obligations, { ...INCIDENT, ...bridgeTask(outcome) }, outcome)),
  },
  {
    what: "the post-mortem's ledger ends as the guide and the script say",
    problem: (outcome) => said(deviations(outcome.postMortem.obligations, POST_MORTEM, outcome)),
  },
  {
    what: 'a person posts updates in time, and Muster posts them when nobody does',
    problem: ({ incident }) => {
      const states = incident.obligations.filter(({ id }) => isOfUpdate(id)).map(({ state }) => state);
      return states.includes('met') && states.includes('missed') ? undefined : `they are ${states.join(', ')}`;
    },
  },
];
