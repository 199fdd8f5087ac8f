/** Did the incident in the demo end as it should, and what did not? */
import { readObligation } from '../domain/state/obligation-ids';
import { LEDGER } from './ledger-expectations';
import { MESSAGES } from './message-expectations';
import type { Expectation, Files, PlayOutcome } from './outcome';
import { atVendors } from './vendors/expectations';

const GOOD_VERSION = 'v2024.01.14';
const PROBED = ['health-checks', 'error-rate-normal', 'response-times-normal'];
const FILES: readonly (keyof Files)[] = ['timeline', 'postMortem', 'invitation'];

const unless = (holds: boolean, problem: string): string | undefined => (holds ? undefined : problem);

/** How often the timeline has such an entry. */
const times = ({ incident }: PlayOutcome, kind: string, text = /./): number =>
  incident.timeline.filter((entry) => entry.kind === kind && text.test(entry.text)).length;

const EVENTS: readonly Expectation[] = [
  {
    what: 'the alert became one P1 because its label says so',
    problem: ({ incident }) =>
      unless(incident.severity === 'P1' && !incident.unclassified, `it is ${incident.severity}`),
  },
  {
    what: 'the on-call engineer acknowledged first and is the lead',
    problem: ({ incident }) => {
      const lead = incident.people.find(({ id }) => id === incident.lead);
      return unless(lead?.roles.includes('on-call-engineer') === true, `the lead is ${incident.lead ?? 'nobody'}`);
    },
  },
  {
    what: 'all five steps of the investigation have a finding',
    problem: ({ incident }) => {
      const done = incident.findings.filter(({ state }) => state === 'done').length;
      return unless(done === 5, `${done} have`);
    },
  },
  {
    what: 'an approver decided to roll back',
    problem: ({ incident }) => {
      const made = incident.decision?.made;
      return unless(
        made?.choice === 'roll-back' && incident.decision?.number === 1,
        `it was ${made?.choice ?? 'nothing'}`,
      );
    },
  },
  {
    what: 'the rollback was rehearsed, started once and watched until healthy',
    problem: (outcome) => {
      const steps = [/^Dry run/, /is under way$/, new RegExp(`^Rolled back to ${GOOD_VERSION}`)];
      const counts = steps.map((step) => times(outcome, 'rollback', step));
      return unless(
        counts.every((count) => count === 1),
        `its steps happened ${counts.join(', ')} times`,
      );
    },
  },
  {
    what: 'the service really recovered',
    problem: ({ service }) => unless(service.healthy && service.version === GOOD_VERSION, JSON.stringify(service)),
  },
  {
    what: 'the items with probes ticked themselves with evidence, and a person ticked the others',
    problem: ({ incident }) => {
      const wrong = incident.checklist
        .filter(({ stage }) => stage === 'immediate')
        .filter(
          ({ id, state, by, evidence }) =>
            state !== 'ticked' || evidence === undefined || (by === 'muster') !== PROBED.includes(id),
        );
      return unless(wrong.length === 0, wrong.map(({ id, by }) => `${id} by ${by ?? 'nobody'}`).join(', '));
    },
  },
  {
    what: 'it stayed healthy through the stability watch and was resolved, without a relapse',
    problem: (outcome) =>
      unless(
        outcome.incident.status === 'resolved' && times(outcome, 'stable') === 1 && times(outcome, 'relapse') === 0,
        `it is ${outcome.incident.status}, with ${times(outcome, 'relapse')} relapses`,
      ),
  },
  {
    what: 'everything was delivered',
    problem: (outcome) =>
      unless(
        outcome.incident.failing.length === 0 && times(outcome, 'not-delivered') === 0,
        outcome.incident.timeline
          .filter(({ kind }) => kind === 'not-delivered')
          .map(({ text }) => text)
          .join('; '),
      ),
  },
  {
    what: 'the worker and Temporal were killed and started again by supervision',
    problem: ({ outage }) => unless(outage.killed.length === 2, `${outage.killed.length} were`),
  },
  {
    what: 'the alert that Alertmanager repeated during the outage went to the same incident',
    problem: ({ alert, repeated, incident }) =>
      unless(repeated.address === alert.address && incident.alerts.total === 1, `it went to ${repeated.address}`),
  },
  {
    what: 'after the outage Muster caught up once: one of the missed updates went out, not one per period',
    problem: ({ incident, outage }) => {
      const due = incident.obligations.filter(
        ({ id, dueAt = '' }) =>
          readObligation(id).of === 'update' && Date.parse(dueAt) >= outage.at && Date.parse(dueAt) <= outage.backAt,
      );
      return unless(due.length <= 1, `caught up with ${due.map(({ id }) => id).join(', ')}`);
    },
  },
  {
    what: 'the post-mortem is held, signed and complete',
    problem: ({ postMortem, isPostMortemComplete }) =>
      unless(
        isPostMortemComplete && postMortem.heldAt !== undefined && postMortem.missingSignatures.length === 0,
        postMortem.missingSignatures.length > 0
          ? `missing signatures: ${postMortem.missingSignatures.join(', ')}`
          : 'it is not held, or not complete',
      ),
  },
  {
    what: 'timeline, post-mortem and invitation are on disk, and an outbox for messages without an integration',
    problem: ({ written, files, sent }) => {
      const outbox = sent.some(({ vendor }) => vendor === undefined) ? ['outbox' as const] : [];
      const missing = [...FILES, ...outbox].filter((name) => !written.includes(name));
      return unless(missing.length === 0, `missing: ${missing.map((name) => files[name]).join(', ')}`);
    },
  },
];

/** Everything that must have come out of such a play. */
export const expectationsOf = (outcome: Pick<PlayOutcome, 'vendors'>): readonly Expectation[] => [
  ...EVENTS,
  ...MESSAGES,
  ...LEDGER,
  ...atVendors(outcome),
];

/** What did not come out as expected, one sentence each. */
export const disappointments = (outcome: PlayOutcome): string[] =>
  expectationsOf(outcome).flatMap(({ what, problem }) => {
    const found = problem(outcome);
    return found === undefined ? [] : [`NOT as expected: ${what}: ${found}`];
  });
