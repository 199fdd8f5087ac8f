import type { ChecklistStage, Policy, Severity } from '../../policy/schema';
import { obligationId, readObligation } from '../state/obligation-ids';
import { type ChecklistMark, type Incident, nameOf, type Obligation, type TimelineEntry } from '../state/incident';
import type { Instant, PersonId, Role } from '../state/vocabulary';

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
  /** `readable`: the tracker can be asked how it stands. `lost`: why it can't be any more. */
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
  /** It does not take place at its time; `as` is the sequence under which calendars hear of it. */
  off?: { at: Instant; because: string; as: number };
}

/** Somebody who has the meeting in their calendar, as of the invitation with this sequence. */
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

/** How a suite ended. `undecided` and `not-run` say nothing about the tests: a person has to look. */
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
  /** Everybody who was on the incident or is invited, by id. */
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
  /** What the test suites of items said last, by item. */
  suites: Record<string, SuiteVerdict>;
  /** What they said in the attempts before; absent where there was one only. */
  earlierSuites?: Record<string, SuiteVerdict[]>;
  /** The attempt that somebody has asked for after the first, by item. */
  suiteAttempts?: Record<string, { attempt: number; at: Instant }>;
  /** Items that somebody decided to leave out, with the reason. */
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
 * How many entries an incident may still write while it says its last words. The record keeps both stories in one file by
 * their numbers, so that none may be used twice.
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
    severity: incident.severity,
    policy: incident.policy,
    startedAt: incident.startedAt,
    resolvedAt,
    ...(incident.lead !== undefined && { lead: incident.lead }),
    people,
    attendees: Object.keys(people),
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
  const text = `Post-mortem of ${incident.id} begins; ${incident.lead === undefined ? 'nobody' : nameOf(incident, incident.lead)} led the incident`;
  return {
    ...postMortem,
    obligations,
    timeline: [{ seq: firstSeq, at, kind: 'post-mortem', text }],
    nextSeq: firstSeq + 1,
  };
}

/** What is owed from the first moment: the two later checklists, the meeting, the signatures. */
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
    what: 'the post-mortem is held',
    owner: 'lead',
    dueAt,
    state: 'open',
  };
  const signed = policy.postMortem.signers.map((role): Obligation => ({
    id: obligationId('signed', { role }),
    what: `${policy.roles[role]?.title ?? role} signs the post-mortem`,
    owner: role,
    dueAt,
    state: 'open',
  }));
  return [...items, held, ...signed];
}

export const missingSigners = (policy: Policy, postMortem: PostMortem): Role[] =>
  policy.postMortem.signers.filter((role) => !postMortem.signatures.some((signature) => signature.role === role));

/** It is over when it was held, everybody signed, and no item of the lists or of the actions is left. */
export const isSettled = (policy: Policy, postMortem: PostMortem): boolean =>
  postMortem.heldAt !== undefined &&
  missingSigners(policy, postMortem).length === 0 &&
  postMortem.actionItems.every(({ doneAt }) => doneAt !== undefined) &&
  Object.values(postMortem.obligations).every(
    ({ id, state, doneAt }) => readObligation(id).of !== 'checklist' || state === 'waived' || doneAt !== undefined,
  );
