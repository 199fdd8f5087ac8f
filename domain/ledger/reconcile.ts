/** What does the guide require of this incident now, what is already done, and what is no longer required? */
import type { ActionRule, Policy } from '../../policy/schema';
import { type Incident, isBeingFought, isOpen, type Obligation } from '../state/incident';
import { effectKey } from '../state/keys';
import { decisionId, obligationId, readObligation, stabilityId } from '../state/obligation-ids';
import type { Instant } from '../state/vocabulary';
import { titleOf } from '../text/format';
import { byAge, responseDueAt, settle } from './ledger';

type Declared = Pick<Obligation, 'id' | 'what' | 'owner' | 'sameAs'> & { dueAt?: Instant };

function responses(policy: Policy, incident: Incident): Declared[] {
  const rules = policy.severities[incident.severity];
  const dueAt = responseDueAt(policy, incident);
  if (dueAt === undefined) return [];
  const first: Declared = {
    id: obligationId('response'),
    what: 'Acknowledge the incident',
    owner: rules.team.roles[0] ?? 'lead',
    dueAt,
  };
  if (rules.team.quorum !== 'all') return [first];
  return [
    first,
    ...rules.team.roles.map((role) => ({
      id: obligationId('join', { role }),
      what: `Join as ${titleOf(policy, role)}`,
      owner: role,
      dueAt,
    })),
  ];
}

function tasks(policy: Policy, incident: Incident): Declared[] {
  return policy.severities[incident.severity].actions.map((action) => {
    const declared: Declared = {
      id: obligationId('task', { task: action.id }),
      what: action.text,
      owner: action.owner,
    };
    if (action.within === undefined) return declared;
    if (action.within === 'next-business-day')
      return incident.nextBusinessDayAt === undefined ? declared : { ...declared, dueAt: incident.nextBusinessDayAt };
    if (action.metBy === 'stability') return declared; // counted from the fix: the stability obligation holds the time
    if (action.metBy === 'decision')
      return { ...declared, dueAt: incident.decision?.dueAt ?? byAge(incident, action.within) };
    return { ...declared, dueAt: byAge(incident, action.within) };
  });
}

function nextUpdate(policy: Policy, incident: Incident): Declared[] {
  const { updates } = policy.severities[incident.severity];
  if (updates === null) return [];
  const number = incident.updates.count + 1;
  const dueAt = incident.updates.anchorAt + updates.postAfter;
  return [{ id: obligationId('update', { number }), what: `Post update ${number}`, owner: 'lead', dueAt }];
}

/** The task of the action list that is met by the decision, where there is one. */
function taskMetBy(policy: Policy, { severity }: Incident, metBy: ActionRule['metBy']): Pick<Declared, 'sameAs'> {
  const action = policy.severities[severity].actions.find((rule) => rule.metBy === metBy);
  return action === undefined ? {} : { sameAs: obligationId('task', { task: action.id }) };
}

function decision(policy: Policy, incident: Incident): Declared[] {
  if (incident.decision === undefined || !isBeingFought(incident)) return [];
  const { number, dueAt } = incident.decision;
  const what = 'Decide: roll back or fix forward';
  return [{ id: decisionId(number), what, owner: 'lead', dueAt, ...taskMetBy(policy, incident, 'decision') }];
}

function stability(policy: Policy, incident: Incident): Declared[] {
  const rules = policy.severities[incident.severity].stability;
  if (rules === null || incident.status !== 'monitoring') return [];
  return [
    {
      id: stabilityId(incident.counts.relapses + 1),
      what: 'The service stays healthy until the stability watch ends',
      owner: 'muster',
      dueAt: incident.statusSince + rules.watchFor,
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
  if (!isOpen(incident)) return `the incident is ${incident.status}`;
  if (severityChanged) return `${incident.severity} doesn't require it`;
  if (readObligation(obligation.id).of === 'decision') return `no decision needed: the status is ${incident.status}`;
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
  const rules = policy.severities[incident.severity];
  const done: [string, Deed | undefined][] = [
    [obligationId('response'), acknowledgement(incident)],
    ...rules.team.roles.map((role): [string, Deed | undefined] => [
      obligationId('join', { role }),
      joining(incident, role),
    ]),
    ...rules.actions.map((action): [string, Deed | undefined] => [
      obligationId('task', { task: action.id }),
      proof(incident, action.metBy),
    ]),
    [decisionId(incident.decision?.number ?? 1), proof(incident, 'decision')],
    [stabilityId(incident.counts.relapses + 1), proof(incident, 'stability')],
  ];
  return done.reduce((next, [id, deed]) => (deed === undefined ? next : settle(next, id, deed.at, deed.by)), incident);
}

interface Deed {
  at: Instant;
  by: string;
}

const byMuster = (at: Instant | undefined): Deed | undefined => (at === undefined ? undefined : { at, by: 'muster' });

function acknowledgement(incident: Incident): Deed | undefined {
  const at = incident.firstAcknowledgedAt;
  const first = Object.values(incident.people).find((person) => person.acknowledgedAt === at);
  return at === undefined ? undefined : { at, by: first?.id ?? 'somebody' };
}

function joining(incident: Incident, role: string): Deed | undefined {
  const joined = Object.values(incident.people).filter(
    (person) => person.roles.includes(role) && person.joinedAt !== undefined,
  );
  const [first] = joined.sort((a, b) => (a.joinedAt ?? 0) - (b.joinedAt ?? 0));
  return first?.joinedAt === undefined ? undefined : { at: first.joinedAt, by: first.id };
}

/** When the last person of this severity's first column was paged; a person who acknowledged needs no page. */
function paging(incident: Incident): Deed | undefined {
  const first = incident.contacts.find(({ severity, people }) => severity === incident.severity && people.length > 0);
  if (first === undefined) return undefined;
  const called = first.people.map(({ id }) => incident.people[id]);
  const paged = called.map((person) => person?.pagedAt ?? person?.acknowledgedAt);
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

/** If the announcement failed until an update superseded it, that update announced the incident. */
function announcedByUpdate({ effects, updates }: Incident): Deed | undefined {
  const update = effects[effectKey('update', { number: updates.posted?.number ?? 0, port: 'chat' })];
  return effects[effectKey('initial', { port: 'chat' })]?.status === 'overtaken' && update?.status === 'done'
    ? byMuster(update.at)
    : undefined;
}

/** When and by whom an action of the list was met, as far as the state shows. */
function proof(incident: Incident, metBy: ActionRule['metBy']): Deed | undefined {
  const done = (key: string) =>
    incident.effects[key]?.status === 'done' ? byMuster(incident.effects[key].at) : undefined;
  switch (metBy) {
    case 'paged':
      return paging(incident);
    case 'announced':
      return done(effectKey('initial', { port: 'chat' })) ?? announcedByUpdate(incident);
    case 'bridge':
      return done(effectKey('bridge'));
    case 'ticket':
      return done(effectKey('ticket'));
    case 'fix-ticket':
      return done(effectKey('fix-ticket'));
    case 'status-page':
      return shownAt(incident);
    case 'brief':
      return byMuster(incident.briefedAt);
    case 'decision':
      return decidedByPerson(incident);
    case 'identified':
    case 'mitigating':
    case 'monitoring':
      return incident.reached[metBy];
    case 'stability':
      return byMuster(incident.stableAt);
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
  const watches = policy.severities[incident.severity].actions.filter(({ metBy }) => metBy === 'stability');
  const kind = readObligation(obligation.id);
  const isWatch = kind.of === 'stability' || (kind.of === 'task' && watches.some(({ id }) => id === kind.task));
  if (isWatch && incident.status === 'resolved')
    return { state: 'waived', because: 'resolved before the stability watch ended', by: 'muster' };
  const undone = incident.status === 'resolved' && obligation.dueAt === undefined && kind.of === 'task';
  return undone
    ? { state: 'missed', because: 'not done when the incident was resolved' }
    : { state: 'waived', because: noLonger(incident, obligation, severityChanged), by: 'muster' };
}
