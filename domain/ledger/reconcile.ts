/** What does the guide require of this incident now, what is already done, and what is no longer required? */
import type { ActionRule, Policy } from '../../policy/schema';
import { type Incident, isBeingFought, isOpen, nameOf } from '../state/incident';
import type { Obligation } from '../state/obligation';
import { answerTo, namedCalls } from '../paging/call-by-name';
import { responseDueAt } from '../paging/response';
import { joinedFor, roleDueAt } from '../paging/team';
import { effectKey } from '../state/keys';
import { decisionId, joinId, obligationId, readObligation, responseId, stabilityId } from '../state/obligation-ids';
import type { Instant } from '../state/vocabulary';
import { unwatchedBecause } from '../resolution/watch';
import { closingRules } from '../severity/worst';
import { titleOf, utcTime } from '../text/format';
import { byAge, settle } from './ledger';
import { rulesOf } from '../severity/scale';

type Declared = Pick<Obligation, 'id' | 'what' | 'owner' | 'sameAs'> & { dueAt?: Instant };

/** Whoever was called has to answer, as long as the incident is fought. */
function responses(policy: Policy, incident: Incident): Declared[] {
  if (!isBeingFought(incident)) return [];
  const { roles } = rulesOf(policy, incident.severity).team;
  const { number, by } = incident.response;
  const dueAt = responseDueAt(policy, incident);
  const what = by === 'relapse' ? 'Acknowledge the relapse' : 'Acknowledge the incident';
  const first = dueAt === undefined ? [] : [{ id: responseId(number), what, owner: roles[0] ?? 'lead', dueAt }];
  return [...first, ...joinings(policy, incident), ...answers(policy, incident)];
}

/** Each role of the team; when it is asked once more, those only that are missing. */
function joinings(policy: Policy, incident: Incident): Declared[] {
  const { quorum, roles } = rulesOf(policy, incident.severity).team;
  const { number, since } = incident.team;
  if (quorum !== 'all') return [];
  const isThere = (role: string): boolean =>
    number > 1 && ((joinedFor(incident, role)?.at ?? Infinity) < since || isExcused(incident, role));
  return roles
    .filter((role) => !isThere(role))
    .flatMap((role) => {
      const dueAt = roleDueAt(policy, incident, role);
      const what = `Join as ${titleOf(policy, role)}`;
      return dueAt === undefined ? [] : [{ id: joinId(role, number), what, owner: role, dueAt }];
    });
}

/** Whether a person has excused this role, in whichever severity. */
const isExcused = ({ obligations }: Incident, role: string): boolean =>
  Object.values(obligations).some(({ id, state, by }) => {
    const read = readObligation(id);
    return read.of === 'join' && read.role === role && state === 'waived' && by !== 'muster';
  });

/** Who was called by name owes an answer. */
const answers = (policy: Policy, incident: Incident): Declared[] =>
  namedCalls(policy, incident).map(({ call, to, dueAt }) => ({
    id: obligationId('called', { call, person: to }),
    what: `${nameOf(incident, to)} answers the call`,
    owner: to,
    ...(dueAt !== undefined && { dueAt }),
  }));

function tasks(policy: Policy, incident: Incident): Declared[] {
  const asked = rulesOf(policy, incident.severity).actions.filter(({ metBy }) => !isMoot(incident, metBy));
  return asked.map((action) => {
    const declared: Declared = {
      id: obligationId('task', { task: action.id }),
      what: action.text,
      owner: action.owner,
    };
    if (action.within === undefined) return declared;
    const { nextBusinessDayAt, relapsedAt } = incident;
    const isFix = action.metBy === 'monitoring' && relapsedAt !== undefined;
    if (action.within === 'next-business-day')
      return nextBusinessDayAt === undefined || (isFix && nextBusinessDayAt <= relapsedAt)
        ? declared
        : { ...declared, dueAt: nextBusinessDayAt };
    if (isFix) return { ...declared, dueAt: byAge(incident, action.within, relapsedAt) };
    if (action.metBy === 'stability') return declared; // counted from the fix: the stability obligation holds the time
    if (action.metBy === 'decision')
      // A decision that was missed before this severity began is no measure for what it asks.
      return { ...declared, dueAt: openDecisionDueAt(incident) ?? byAge(incident, action.within) };
    return { ...declared, dueAt: byAge(incident, action.within) };
  });
}

const openDecisionDueAt = ({ decision, severitySince }: Incident): Instant | undefined =>
  (decision?.missedAt ?? Infinity) <= severitySince ? undefined : decision?.dueAt;

/** What belongs to the fight is moot once the incident is watched. */
const isMoot = (incident: Incident, metBy: ActionRule['metBy']): boolean =>
  !isBeingFought(incident) && ['paged', 'bridge', 'brief', 'decision'].includes(metBy);

function nextUpdate(policy: Policy, incident: Incident): Declared[] {
  const { updates } = rulesOf(policy, incident.severity);
  if (updates === null) return [];
  const number = incident.updates.count + 1;
  const dueAt = incident.updates.anchorAt + updates.postAfter;
  return [{ id: obligationId('update', { number }), what: `Post update ${number}`, owner: 'lead', dueAt }];
}

/** The task of the action list that is met by the decision, where there is one. */
function taskMetBy(policy: Policy, { severity }: Incident, metBy: ActionRule['metBy']): Pick<Declared, 'sameAs'> {
  const action = rulesOf(policy, severity).actions.find((rule) => rule.metBy === metBy);
  return action === undefined ? {} : { sameAs: obligationId('task', { task: action.id }) };
}

function decision(policy: Policy, incident: Incident): Declared[] {
  if (incident.decision === undefined || !isBeingFought(incident)) return [];
  const { number, dueAt } = incident.decision;
  const what = 'Decide: roll back or fix forward';
  return [{ id: decisionId(number), what, owner: 'lead', dueAt, ...taskMetBy(policy, incident, 'decision') }];
}

function stability(policy: Policy, incident: Incident): Declared[] {
  const { watch } = incident;
  const rules = closingRules(policy, incident).stability;
  if (rules === null || watch === undefined) return [];
  return [
    {
      id: stabilityId(watch.number),
      what: 'The service stays healthy until the stability watch ends',
      owner: 'muster',
      dueAt: watch.beganAt + rules.watchFor,
    },
  ];
}

/** What the guide requires of this incident in its current state. */
function declared(policy: Policy, incident: Incident): Declared[] {
  if (!isOpen(incident)) return [];
  return [
    ...responses(policy, incident),
    ...tasks(policy, incident),
    ...nextUpdate(policy, incident),
    ...decision(policy, incident),
    ...stability(policy, incident),
  ];
}

/** Why an open obligation is no longer required. */
function noLonger(incident: Incident, obligation: Obligation, severityChanged: boolean): string {
  const read = readObligation(obligation.id);
  if (!isOpen(incident)) return `the incident is ${incident.status}`;
  const isDeclined = read.of === 'called' && incident.people[read.person]?.declinedAt !== undefined;
  if (isDeclined) return `${nameOf(incident, obligation.owner)} can't`;
  if (severityChanged && read.of === 'response' && incident.response.number > 1)
    return `${incident.severity} asks for an answer of its own`;
  if (severityChanged) return `${incident.severity} doesn't require it`;
  if (read.of === 'decision') return `no decision needed: the status is ${incident.status}`;
  return `the status is now ${incident.status}`;
}

/** Muster waived it because it was not required then; now it is. What a person waived stays waived. */
const isAskedAgain = ({ state, by }: Obligation): boolean => state === 'waived' && by === 'muster';

/** Brings the ledger in line with the state: settles what is done, adds what is due, waives what is no longer required. */
export function reconcile(policy: Policy, before: Incident, severityChanged: boolean): Incident {
  const incident = settleWhatIsDone(policy, before);
  const wanted = new Map(declared(policy, incident).map((entry) => [entry.id, entry]));
  const obligations: Record<string, Obligation> = {};
  for (const [id, obligation] of Object.entries(incident.obligations)) {
    const wish = wanted.get(id);
    if (wish !== undefined)
      obligations[id] = isAskedAgain(obligation)
        ? { ...wish, state: 'open' }
        : { ...obligation, ...(obligation.state === 'open' && wish) };
    else if (obligation.state !== 'open') obligations[id] = obligation;
    // The next update of an incident that has ended was never due; everything else stays on the ledger.
    else if (readObligation(id).of !== 'update')
      obligations[id] = { ...obligation, ...atTheEnd(policy, incident, obligation, severityChanged) };
  }
  for (const [id, wish] of wanted) obligations[id] ??= { ...wish, state: 'open' };
  return settleWhatIsDone(policy, { ...incident, obligations });
}

/** What the state proves to be done. It also meets an obligation that was added after it happened. */
function settleWhatIsDone(policy: Policy, incident: Incident): Incident {
  const rules = rulesOf(policy, incident.severity);
  const done: [string, Deed | undefined][] = [
    [responseId(incident.response.number), deedOf(incident.response.answered)],
    ...(rules.team.quorum === 'all' ? rules.team.roles : []).map((role): [string, Deed | undefined] => {
      const { number, since } = incident.team;
      const joined = joinedFor(incident, role);
      // Who was there before is not asked again; if they went and came back, only that counts.
      const counts = joined !== undefined && (number === 1 || joined.at >= since);
      return [joinId(role, number), counts ? { at: joined.at, by: joined.id } : undefined];
    }),
    ...namedCalls(policy, incident).map((call): [string, Deed | undefined] => {
      const at = answerTo(incident, call);
      const id = obligationId('called', { call: call.call, person: call.to });
      return [id, at === undefined ? undefined : { at, by: call.to }];
    }),
    ...rules.actions.map((action): [string, Deed | undefined] => [
      obligationId('task', { task: action.id }),
      proof(policy, incident, action.metBy),
    ]),
    [decisionId(incident.decision?.number ?? 1), proof(policy, incident, 'decision')],
    [stabilityId(incident.counts.watches), proof(policy, incident, 'stability')],
  ];
  return done.reduce((next, [id, deed]) => (deed === undefined ? next : settle(next, id, deed.at, deed.by)), incident);
}

interface Deed {
  at: Instant;
  by: string;
}

const byMuster = (at: Instant | undefined): Deed | undefined => (at === undefined ? undefined : { at, by: 'muster' });

const deedOf = (deed: Deed | undefined): Deed | undefined => deed && { at: deed.at, by: deed.by };

/** When the last person of this severity's first column was paged; a person who acknowledged needs no page. */
function paging(incident: Incident): Deed | undefined {
  const first = incident.contacts.find(
    ({ severity, clock, people }) =>
      severity === incident.severity && clock === incident.clock.number && people.length > 0,
  );
  if (first === undefined) return undefined;
  const called = first.people.map(({ id }) => incident.people[id]);
  const paged = called.map((person) => person?.pagedAt ?? person?.answeredAt);
  return paged.includes(undefined) ? undefined : byMuster(Math.max(first.at, ...paged.map((at) => at ?? 0)));
}

/** The policy's default doesn't count: the decision that nobody made stays missed. */
function decidedByPerson({ decision }: Incident): Deed | undefined {
  const made = decision?.made;
  return made === undefined || made.by === 'muster' ? undefined : { at: made.at, by: made.by };
}

/** When the status page showed it, and who published it. */
const shownAt = ({ statusPage }: Incident): Deed | undefined =>
  statusPage?.shownAt === undefined ? undefined : { at: statusPage.shownAt, by: statusPage.by };

/** An incident is announced in the channel, or by mail where the policy has no other announcement. */
const announcingPort = (policy: Policy, { severity }: Incident): 'chat' | 'mail' =>
  rulesOf(policy, severity).announce.to.includes('channel') ? 'chat' : 'mail';

/** If the announcement failed until an update superseded it, that update announced the incident. */
function announcedByUpdate(policy: Policy, incident: Incident): Deed | undefined {
  const { effects, updates } = incident;
  const port = announcingPort(policy, incident);
  const update = effects[effectKey('update', { number: updates.posted?.number ?? 0, port })];
  return effects[effectKey('initial', { port })]?.status === 'overtaken' && update?.status === 'done'
    ? byMuster(update.at)
    : undefined;
}

/** When and by whom an action of the list was met, as far as the state shows. */
function proof(policy: Policy, incident: Incident, metBy: ActionRule['metBy']): Deed | undefined {
  const done = (key: string) =>
    incident.effects[key]?.status === 'done' ? byMuster(incident.effects[key].at) : undefined;
  switch (metBy) {
    case 'paged':
      return paging(incident);
    case 'announced':
      return (
        done(effectKey('initial', { port: announcingPort(policy, incident) })) ?? announcedByUpdate(policy, incident)
      );
    case 'bridge':
      // Asking for a bridge is not having one.
      return incident.bridge === undefined ? undefined : { at: incident.bridge.at, by: incident.bridge.by ?? 'muster' };
    case 'ticket':
      return done(effectKey('ticket'));
    case 'fix-ticket':
      return done(effectKey('fix-ticket'));
    case 'status-page':
      return shownAt(incident);
    case 'brief':
      return byMuster(incident.briefedAt) ?? decidedByPerson(incident);
    case 'decision':
      return decidedByPerson(incident);
    case 'identified':
    case 'mitigating':
    case 'monitoring':
      return incident.reached[metBy];
    case 'stability':
      return incident.stableAt === undefined ? undefined : { at: incident.stableAt, by: incident.stableBy ?? 'muster' };
    case 'person':
      return undefined;
  }
}

/** At the end, an open task without a due time is missed; whatever is no longer required is waived. */
function atTheEnd(
  policy: Policy,
  incident: Incident,
  obligation: Obligation,
  severityChanged: boolean,
): Partial<Obligation> {
  const watches = rulesOf(policy, incident.severity).actions.filter(({ metBy }) => metBy === 'stability');
  const kind = readObligation(obligation.id);
  const isWatch = kind.of === 'stability' || (kind.of === 'task' && watches.some(({ id }) => id === kind.task));
  if (isWatch && incident.status === 'resolved')
    return { state: 'waived', because: unwatchedBecause(policy, incident) ?? '', by: 'muster' };
  if (kind.of === 'stability' && isOpen(incident) && !severityChanged)
    return { state: 'waived', because: `not kept: relapse at ${utcTime(incident.statusSince)}`, by: 'muster' };
  const undone = incident.status === 'resolved' && obligation.dueAt === undefined && kind.of === 'task';
  return undone
    ? { state: 'missed', because: 'not done when the incident was resolved' }
    : { state: 'waived', because: noLonger(incident, obligation, severityChanged), by: 'muster' };
}
