/** What changes when a person acts on an incident, and what do they get as the answer? */
import { saidOver } from '../alerts/over';
import type { Policy } from '../../policy/schema';
import { mergedInto } from '../alerts/merge';
import { decided } from '../decision/evolve';
import { settle, taskId, waive } from '../ledger/ledger';
import { noted, withSource } from '../ledger/timeline';
import { verifiedByHand } from '../resolution/verify';
import { unwatchedBecause } from '../resolution/watch';
import { severityChanged } from '../severity/evolve';
import { causeSaid } from '../status/cause';
import { reaching, statusChanged, undone } from '../status/evolve';
import { callAll, withdrawAll } from '../paging/calls';
import { isStillOut } from '../paging/call-by-name';
import { declinedBy } from '../paging/decline';
import { calledBack } from '../paging/relapse';
import { answerGiven } from '../paging/response';
import { calledEarly, columnId, uncontacted } from '../paging/matrix';
import { answeredRounds } from '../paging/rounds';
import type { Act, DeedName } from '../state/acts';
import { withAnswer } from '../state/answers';
import { type Incident, isOpen, nameOf } from '../state/incident';
import { contactId, effectKey } from '../state/keys';
import type { IncidentPerson } from '../state/people';
import type { Instant, PersonId, Role } from '../state/vocabulary';
import { published, unpublished } from '../status-page/evolve';
import { titleOf } from '../text/format';
import { inert } from '../text/inert';
import { bridgeWanted } from '../updates/bridge';
import { updatePosted } from '../updates/evolve';
import { defined } from '../state/fields';
import { rulesOf } from '../severity/scale';
import { answerText } from './words';

/** Applies what a person did. Whatever it is, the person is on the incident from now on, and the silence is over. */
export function acted(policy: Policy, incident: Incident, act: Act, at: Instant): Incident {
  if (incident.answered[act.actId] !== undefined || !isOpen(incident)) return incident;
  if (act.guest === true) return heardFromGuest(incident, act, at);
  const counts = { ...incident.counts, acts: incident.counts.acts + 1 };
  const known = introduced({ ...incident, lastActAt: at, counts }, act.by, act.byName, act.roles);
  const present = ANSWERS[act.do] ? onIt(known, act, at) : known;
  const performed = answeredRounds(policy, perform(policy, present, act, at), act.by, at);
  const next = withSource(performed, incident.nextSeq, act);
  return withAnswer(next, act.actId, answerText(incident, next, act));
}

/** A guest's words are on the timeline. They answer nothing and move no clock; an update is posted by the lead or by nobody. */
function heardFromGuest(incident: Incident, act: Act, at: Instant): Incident {
  if (act.do !== 'note' && act.do !== 'update') return incident;
  const said = inert(act.text);
  const text = act.do === 'note' ? said : `Draft of an update by ${act.byName}, who is not in the directory: ${said}`;
  const next = withSource(noted(incident, at, { kind: 'note', text, by: act.by }), incident.nextSeq, act);
  return withAnswer(
    next,
    act.actId,
    act.do === 'note' ? 'Done.' : 'Your update is on the timeline as a draft. The lead decides whether to post it.',
  );
}

function introduced(incident: Incident, id: string, name: string, roles: Role[]): Incident {
  const known = incident.people[id];
  const person: IncidentPerson = { ...known, id, name, roles: [...new Set([...(known?.roles ?? []), ...roles])] };
  return { ...incident, people: { ...incident.people, [id]: person } };
}

/** Whether an act says that its person is on the incident: a note, or a call for others, does not. */
const ANSWERS: Record<DeedName, boolean> = {
  acknowledge: true,
  join: true,
  update: true,
  severity: true,
  status: true,
  task: true,
  tick: true,
  untick: true,
  decide: true,
  bridge: true,
  over: true,
  publish: true,
  unpublish: true,
  resolve: true,
  decline: false,
  note: false,
  assign: false,
  escalate: false,
  cancel: false,
  merge: false,
};

const SAYS: Partial<Record<DeedName, string>> = { acknowledge: 'acknowledged', join: 'joined' };

/** Whether somebody has said so since they were last called: to say it again is no news. */
function hasSaid(incident: Incident, kind: string, by: PersonId): boolean {
  const { people, response, timeline, startedAt } = incident;
  if (response.answered === undefined || isStillOut(incident, by)) return false;
  const { pagedAt = startedAt, rung } = people[by] ?? {};
  const since = Math.max(pagedAt, rung?.at ?? startedAt, response.since);
  return timeline.some((entry) => entry.kind === kind && entry.by === by && entry.at >= since);
}

/** Someone is on it: the first answer stops the repeats, and if there is no lead, this person becomes the lead. */
function onIt(incident: Incident, act: Act, at: Instant): Incident {
  const said = SAYS[act.do];
  const told =
    said === undefined || hasSaid(incident, said, act.by)
      ? incident
      : noted(incident, at, { kind: said, text: `${act.byName} ${said}`, by: act.by });
  const next = answerGiven(told, act.by, act.roles, at);
  return next.lead === undefined ? leadChanged(next, act.by, at, act.by) : next;
}

/** What began another clock answers by it with the roles that its person holds now, not with those of earlier answers. */
function byNewClock(before: Incident, incident: Incident, { by, roles }: Act): Incident {
  const person = incident.people[by];
  if (incident.clock.number === before.clock.number || person?.answeredAt === undefined) return incident;
  return { ...incident, people: { ...incident.people, [by]: { ...person, answeredAs: roles } } };
}

function perform(policy: Policy, incident: Incident, act: Act, at: Instant): Incident {
  const by = act.by;
  switch (act.do) {
    case 'acknowledge':
    case 'join':
      return incident;
    case 'decline': {
      if (isStillOut(incident, by)) return incident;
      const because = act.reason === undefined ? undefined : inert(act.reason);
      const said = noted(incident, at, { kind: 'declined', text: `${act.byName} can't`, by, ...defined({ because }) });
      return declinedBy(policy, said, by, at);
    }
    case 'assign': {
      const present = introduced(incident, act.to.id, act.to.name, act.to.roles);
      return leadChanged(present, act.to.id, at, by, rulesOf(policy, incident.severity).contact.by === 'page');
    }
    case 'update':
      return updatePosted(
        policy,
        incident,
        { text: inert(act.text), by, ...(act.impact !== undefined && { impact: inert(act.impact) }) },
        at,
      );
    case 'note':
      return noted(incident, at, { kind: 'note', text: inert(act.text), by });
    case 'severity':
      return byNewClock(incident, severitySet(policy, incident, act, at), act);
    case 'status':
      return statusSet(policy, incident, act, at);
    case 'task':
      return taskSettled(incident, act.task, act.outcome, at, by, act.reason);
    case 'tick':
    case 'untick':
      return marked(policy, incident, act, at);
    case 'decide':
      return decided(policy, incident, act, at);
    case 'escalate':
      return escalated(policy, incident, act, at);
    case 'bridge':
      return bridgeWanted(incident, act, at);
    case 'over':
      return saidOver(policy, incident, act, at);
    case 'publish':
      return published(policy, incident, at, by, act.impact);
    case 'unpublish':
      return unpublished(incident, at, by, inert(act.reason));
    case 'resolve':
      return resolved(policy, incident, act, at);
    case 'cancel': {
      const cancelled: Incident = { ...incident, status: 'cancelled', statusSince: at };
      const ended = noted(cancelled, at, { kind: 'cancelled', text: `False alarm: ${inert(act.reason)}`, by });
      return withdrawAll(ended, at, 'cancelled');
    }
    case 'merge':
      return mergedInto(incident, act.into, inert(act.reason), at, by);
  }
}

/**
 * A correction says that it was never worse than this; so does whoever confirms a severity that nobody had classified. Only
 * then is the end no longer that of a worse severity.
 */
function severitySet(policy: Policy, incident: Incident, act: Extract<Act, { do: 'severity' }>, at: Instant): Incident {
  const { severity, by, byName } = act;
  const because = inert(act.reason);
  const corrects = act.correction === true;
  const known = corrects || incident.unclassified ? { ...incident, worstSeverity: severity } : incident;
  const text = `${byName} corrected the severity: it was never worse than ${severity}`;
  const told = corrects ? noted(known, at, { kind: 'severity-corrected', text, by, because }) : known;
  return severity === incident.severity && !incident.unclassified
    ? told
    : severityChanged(policy, told, severity, at, { by, because, raisedBy: by });
}

/** A person who takes it out of `monitoring` reports a relapse. */
function statusSet(policy: Policy, incident: Incident, act: Extract<Act, { do: 'status' }>, at: Instant): Incident {
  const isRelapse = incident.status === 'monitoring';
  const before = isRelapse ? undone(policy, incident, at) : incident;
  const text = act.text === undefined ? undefined : inert(act.text);
  const changed = statusChanged(causeSaid(before, act.status, text), act.status, at, act.by, text);
  return isRelapse ? calledBack(policy, changed, at, act.by) : changed;
}

function taskSettled(
  incident: Incident,
  task: string,
  outcome: 'done' | 'skipped',
  at: Instant,
  by: string,
  reason?: string,
): Incident {
  const id = taskId(incident, task);
  const what = id === undefined ? undefined : incident.obligations[id];
  if (id === undefined || what === undefined) return incident;
  const because = reason === undefined ? undefined : inert(reason);
  const text = `${outcome === 'done' ? 'Done' : 'Skipped'}: ${what.what}`;
  const written = noted(incident, at, { kind: `task-${outcome}`, text, by, ...defined({ because }) });
  return outcome === 'done' ? settle(written, id, at, by) : waive(written, id, at, by, because ?? 'skipped');
}

function marked(
  policy: Policy,
  incident: Incident,
  act: Extract<Act, { do: 'tick' | 'untick' }>,
  at: Instant,
): Incident {
  const ticked = act.do === 'tick';
  const item = policy.checklists.immediate.items.find(({ id }) => id === act.item);
  const evidence = act.do === 'tick' ? act.evidence : act.reason;
  const mark = { ticked, at, by: act.by, ...(evidence !== undefined && { evidence: inert(evidence) }) };
  const text = `${ticked ? '☑' : '☐'} ${item?.text ?? act.item}${evidence === undefined ? '' : ` (${inert(evidence)})`}`;
  const written = noted(incident, at, { kind: ticked ? 'ticked' : 'unticked', text, by: act.by });
  const next = { ...written, checklist: { ...written.checklist, [act.item]: mark } };
  return ticked && item !== undefined ? verifiedByHand(next, item, act.by, at) : next;
}

/** Contacts more people now: the named role, or else the next column of the matrix, early. */
function escalated(
  policy: Policy,
  incident: Incident,
  { role, reason, by, page }: Extract<Act, { do: 'escalate' }>,
  at: Instant,
): Incident {
  const because = inert(reason);
  const column = uncontacted(policy, incident)[0];
  const number = incident.counts.escalations + 1;
  const rules = rulesOf(policy, incident.severity).contact;
  const id =
    role === undefined && column !== undefined ? columnId(incident, column) : contactId('escalation', { number });
  const called = role === undefined ? (column?.roles ?? []) : [role];
  const counted = { ...incident, counts: { ...incident.counts, escalations: number } };
  const call = calledEarly(counted, {
    ...{ id, roles: called, at, askedBy: by },
    by: rules.by === 'notice' && page !== true ? 'notice' : 'page',
  });
  return noted(call, at, {
    kind: 'escalated',
    text: `Escalated to ${called.map((one) => titleOf(policy, one)).join(', ')}: ${because}`,
    by,
    because,
  });
}

function resolved(policy: Policy, incident: Incident, act: Extract<Act, { do: 'resolve' }>, at: Instant): Incident {
  const facts = {
    ...incident.facts,
    resolution: inert(act.resolution),
    ...(act.rootCause !== undefined && { rootCause: inert(act.rootCause) }),
  };
  const override = act.override === undefined ? undefined : inert(act.override);
  const reached = reaching(incident, 'monitoring', at, act.by);
  const next: Incident = { ...incident, status: 'resolved', statusSince: at, resolvedAt: at, facts, reached };
  const because = [override === undefined ? undefined : `override: ${override}`, unwatchedBecause(policy, incident)]
    .filter((part) => part !== undefined)
    .join('; ');
  return noted(next, at, {
    kind: 'resolved',
    text: `Resolved: ${facts.resolution}`,
    by: act.by,
    ...(because !== '' && { because }),
  });
}

/** Someone is the lead now. A person who was given the lead by someone else gets a page about it. */
function leadChanged(incident: Incident, lead: PersonId, at: Instant, by: PersonId, pages = true): Incident {
  const next = noted({ ...incident, lead }, at, { kind: 'lead', text: `${nameOf(incident, lead)} is the lead`, by });
  return lead === by
    ? next
    : callAll(next, [lead], {
        key: (to) => effectKey('lead-page', { seq: next.nextSeq, to }),
        reason: 'assigned',
        kind: pages ? 'page' : 'notice',
        at,
      });
}
