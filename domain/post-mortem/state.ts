/** What is remembered of a post-mortem? */
import type { ChecklistStage, Policy, Severity } from '../../policy/schema';
import { invited } from './attendees';
import { obligationId, readObligation } from '../state/obligation-ids';
import { type ChecklistMark, type Incident, nameOf, type TimelineEntry } from '../state/incident';
import type { Obligation } from '../state/obligation';
import type { Instant, PersonId, Role } from '../state/vocabulary';
import { defined } from '../state/fields';

export interface ActionItem {
  id: string;
  text: string;
  owner: PersonId;
  ownerName: string;
  priority: 'high' | 'medium' | 'low';
  /** The morning of the day on which it is due, and the end of that day. */
  dayAt: Instant;
  dueAt: Instant;
  doneAt?: Instant;
  /** A person, or `ticket` where it was closed in the tracker. */
  doneBy?: PersonId;
  /** `readable`: the tracker can be asked for its state. `lost`: why it can no longer be. */
  ticket?: { reference: string; url?: string; readable: boolean; lost?: string };
}

export interface Meeting {
  startsAt: Instant;
  lastsMs: number;
  inBusinessHours: boolean;
  /** Counts up when the meeting is moved, as calendar programs expect. */
  sequence: number;
  /** When it was set to this time; reminders that would lie before are not sent. */
  setAt: Instant;
  /** It is cancelled; `as` is the sequence under which calendars are told. */
  off?: { at: Instant; because: string; as: number };
}

/** A person with the meeting in their calendar, as of the invitation with this sequence. */
export interface Invited {
  name: string;
  address: string;
  sequence: number;
}

export interface Signature {
  role: Role;
  by: PersonId;
  byName: string;
  at: Instant;
}

/** How a suite ended. `undecided` and `not-run` say nothing about the tests: a person has to check. */
export interface SuiteVerdict {
  verdict: 'passed' | 'failed' | 'undecided' | 'not-run';
  text: string;
  url?: string;
  attempt: number;
  at: Instant;
}

/** What happens after a resolution until the last signature and the last action item. */
export interface PostMortem {
  incidentId: string;
  title: string;
  service: string;
  severity: Severity;
  policy: Incident['policy'];
  startedAt: Instant;
  resolvedAt: Instant;
  lead?: PersonId;
  /** Everyone who was on the incident or is invited, by id. */
  people: Record<PersonId, { id: PersonId; name: string; roles: Role[] }>;
  attendees: PersonId[];
  draft?: string;
  meeting?: Meeting;
  /** Kept where the policy withdraws invitations, until they are withdrawn. */
  invited?: Invited[];
  heldAt?: Instant;
  signatures: Signature[];
  actionItems: ActionItem[];
  checklist: Record<string, ChecklistMark>;
  /** The last result of each item's test suite. */
  suites: Record<string, SuiteVerdict>;
  /** The results of earlier attempts; absent if there was only one. */
  earlierSuites?: Record<string, SuiteVerdict[]>;
  /** The latest attempt that a person asked for after the first, by item. */
  suiteAttempts?: Record<string, { attempt: number; at: Instant }>;
  obligations: Record<string, Obligation>;
  effects: Record<string, { status: 'running' | 'done' | 'failed'; at: Instant; reason?: string }>;
  series: Record<string, number>;
  timeline: TimelineEntry[];
  nextSeq: number;
  recordedSeq: number;
  answered: Record<string, string>;
}

export const LATER_STAGES: ChecklistStage[] = ['extended', 'followUp'];

/**
 * How many timeline entries an incident may still write while it sends its last messages. The record keeps both timelines in
 * one file by their numbers, so no number may be used twice.
 */
const LAST_WORDS = 1_000;

/** The post-mortem of an incident that was just resolved. */
export function openPostMortem(policy: Policy, incident: Incident, at: Instant): PostMortem {
  const resolvedAt = incident.resolvedAt ?? at;
  const people = Object.fromEntries(
    Object.values(incident.people).map(({ id, name, roles }) => [id, { id, name, roles }]),
  );
  const firstSeq = incident.nextSeq + LAST_WORDS;
  const postMortem: PostMortem = {
    incidentId: incident.id,
    title: incident.title,
    service: incident.serviceTitle,
    severity: incident.worstSeverity,
    policy: incident.policy,
    startedAt: incident.startedAt,
    resolvedAt,
    ...defined({ lead: incident.lead }),
    people,
    attendees: invited(policy, incident),
    signatures: [],
    actionItems: [],
    checklist: {},
    suites: {},
    obligations: {},
    effects: {},
    series: {},
    timeline: [],
    nextSeq: firstSeq,
    recordedSeq: firstSeq - 1,
    answered: {},
  };
  const obligations = Object.fromEntries(owed(policy, postMortem).map((obligation) => [obligation.id, obligation]));
  const text = `The post-mortem of ${incident.id} starts; the incident's lead was ${incident.lead === undefined ? 'nobody' : nameOf(incident, incident.lead)}`;
  return {
    ...postMortem,
    obligations,
    timeline: [{ seq: firstSeq, at, kind: 'post-mortem', text }],
    nextSeq: firstSeq + 1,
  };
}

/** What is due from the start: the two later checklists, the meeting, the signatures. */
function owed(policy: Policy, { resolvedAt }: PostMortem): Obligation[] {
  const items = LATER_STAGES.flatMap((stage) => {
    const { within, owner, items: listed } = policy.checklists[stage];
    return listed.map(({ id, text }): Obligation => {
      const due = within === null ? {} : { dueAt: resolvedAt + within };
      return { id: obligationId('checklist', { item: id }), what: text, owner, state: 'open', ...due };
    });
  });
  const dueAt = resolvedAt + policy.postMortem.heldWithin;
  const held: Obligation = {
    id: obligationId('held'),
    what: 'Hold the post-mortem',
    owner: 'lead',
    dueAt,
    state: 'open',
  };
  const signed = policy.postMortem.signers.map((role): Obligation => ({
    id: obligationId('signed', { role }),
    what: `Sign the post-mortem as ${policy.roles[role]?.title ?? role}`,
    owner: role,
    dueAt,
    state: 'open',
  }));
  return [...items, held, ...signed];
}

export const missingSigners = (policy: Policy, postMortem: PostMortem): Role[] =>
  policy.postMortem.signers.filter((role) => !postMortem.signatures.some((signature) => signature.role === role));

/** It has ended when it was held, everyone signed, and no checklist item or action item is open. */
export const isSettled = (policy: Policy, postMortem: PostMortem): boolean =>
  postMortem.heldAt !== undefined &&
  missingSigners(policy, postMortem).length === 0 &&
  postMortem.actionItems.every(({ doneAt }) => doneAt !== undefined) &&
  Object.values(postMortem.obligations).every(
    ({ id, state, doneAt }) => readObligation(id).of !== 'checklist' || state === 'waived' || doneAt !== undefined,
  );
