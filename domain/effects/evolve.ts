/**
 * What changes when something that the plan asked for starts, succeeds or fails? This room writes results into the incident;
 * what to do next is the plan's, so a failure is recorded here and retried there.
 */
import type { Policy } from '../../policy/schema';
import { lateBelieved, maintenanceEnded, quietFound } from '../alerts/evolve';
import { decidedByDefault, reopened, versionsRead } from '../decision/evolve';
import { inPhase, isCurrentStep, isReadInVain, readBack, rehearsed } from '../decision/rollback';
import { miss } from '../ledger/ledger';
import { noted, retryText, tellNotReached, WAITS_FOR_CHANNEL } from '../ledger/timeline';
import { effectName } from '../messages/effect-name';
import { isExhausted, paged, tellWays, waysTaken } from '../paging/delivery';
import { holdersFound, notLookedUp, takenOver, withShiftChange } from '../paging/again';
import { rungInVain } from '../paging/first-call';
import { calledAt, peopleFound } from '../paging/found';
import { bridgeOpened, invitedToBridge } from '../updates/bridge';
import { changesTold } from '../updates/changes';
import { notRung, rung } from '../paging/phone';
import { withRound } from '../paging/rounds';
import { recoveryFound, stableFound } from '../resolution/stability';
import { isEndedByTicket } from '../severity/worst';
import { type Effect, isInternal, isMessage } from '../state/effects';
import type { Failure, EffectOutcome } from '../state/events';
import { type EffectRecord, type Incident, isOpen } from '../state/incident';
import { readObligation } from '../state/obligation-ids';
import type { Instant } from '../state/vocabulary';
import { restated, shownToPublic } from '../status-page/evolve';
import { endedWithTicket } from '../status/evolve';
import { sentence } from '../text/format';
import { clean, inertLine } from '../text/inert';
import { updatePostedByItself } from '../updates/evolve';
import { defined } from '../state/fields';

/** Effects that leave no record: the state itself shows that they happened. */
const leavesNoTrace = ({ do: what }: Effect): boolean =>
  what === 'miss' ||
  what === 'restate' ||
  what === 'tell-changes' ||
  what === 'find-quiet' ||
  what === 'end-maintenance' ||
  what === 'believe-late';

/** An effect has started and won't be started again. An effect of the clock alone has happened with that. */
export function effectStarted(policy: Policy, incident: Incident, effect: Effect, at: Instant): Incident {
  // The last failure's reason stays until the effect is done: the same reason again is not news.
  const reason = incident.effects[effect.key]?.reason;
  const under = {
    status: isInternal(effect) ? 'done' : 'running',
    at,
    ...defined({ reason }),
  } as const;
  const next = leavesNoTrace(effect) ? incident : recorded(incident, effect, under);
  switch (effect.do) {
    case 'miss':
      return missed(next, effect.obligation, at);
    case 'post-update-due':
      return updatePostedByItself(policy, next, at);
    case 'tell-changes':
      return changesTold(policy, next, at);
    case 'find-recovered':
      return recoveryFound(policy, next, at);
    case 'decide-by-default':
      return decidedByDefault(policy, next, at);
    case 'find-quiet':
      return quietFound(policy, next, effect.alert, at);
    case 'end-maintenance':
      return maintenanceEnded(policy, next, effect.alert, at);
    case 'believe-late':
      return lateBelieved(policy, next, effect.alert, at);
    case 'restate':
      return restated(policy, next, at);
    case 'post':
      if (effect.message === 'bridge-invitation') return invitedToBridge(next, effect.toPeople ?? [], effect.key);
      return effect.message === 'brief' ? { ...next, briefedAt: next.briefedAt ?? at } : next;
    case 'page':
      return rung(withRound(policy, next, effect, at, incident.effects[effect.key]), effect, at);
    default:
      return next;
  }
}

/** A page that is for several reasons is one record of each. All are written in one copy: a page may ring thousands. */
function recorded(incident: Incident, effect: Effect, record: EffectRecord): Incident {
  const series = { ...incident.series };
  const effects = { ...incident.effects };
  const write = (one: Effect, itsRecord: EffectRecord): void => {
    if (one.series !== undefined && one.n !== undefined) series[one.series] = Math.max(series[one.series] ?? 0, one.n);
    effects[one.key] = wholeRecord(one, itsRecord, effects[one.key]);
  };
  write(effect, record);
  if (effect.do === 'page' && effect.also !== undefined) {
    const { also, ...page } = effect;
    for (const ring of also) write({ ...page, ...ring }, { ...record, with: effect.key });
  }
  return { ...incident, series, effects };
}

/** A record with what is asked of it later. A retried withdrawal has to know which round it withdraws. */
const wholeRecord = (effect: Effect, record: EffectRecord, before: EffectRecord | undefined): EffectRecord => ({
  ...record,
  ...(effect.do === 'page' && effect.kind === 'withdrawal' && defined({ round: before?.round })),
  ...defined({ series: effect.series }),
  ...(isMessage(effect) && { isMessage: true }),
  ...(effect.do === 'page' && { to: effect.to }),
});

function missed(incident: Incident, id: string, at: Instant): Incident {
  const obligation = incident.obligations[id];
  // Its time may have moved since the plan was made.
  if (obligation?.state !== 'open' || (obligation.dueAt ?? Infinity) > at) return incident;
  const next = noted(miss(incident, id), at, { kind: 'missed', text: `Missed: ${obligation.what}`, key: id });
  if (readObligation(id).of !== 'decision' || next.decision === undefined) return next;
  return { ...next, decision: { ...next.decision, missedAt: at } };
}

/** An effect happened. */
export function effectDone(
  policy: Policy,
  incident: Incident,
  effect: Effect,
  outcome: EffectOutcome,
  at: Instant,
): Incident {
  const startedAt = incident.effects[effect.key]?.at ?? at;
  const done = recorded(incident, effect, {
    status: 'done',
    at: startedAt,
    ...(outcome.of === 'delivered' && outcome.url !== undefined && { url: outcome.url }),
  });
  switch (outcome.of) {
    case 'people':
      if (effect.do === 'find-holders') return holdersFound(policy, done, effect, outcome, at);
      if (effect.do !== 'find-people') return done;
      return rungInVain(
        policy,
        takenOver(
          policy,
          peopleFound(policy, withShiftChange(done, outcome, startedAt), effect, outcome, at),
          { roles: effect.roles, dueAt: calledAt(done, effect, at) },
          outcome,
          at,
        ),
        { id: effect.contact },
        outcome.rung ?? [],
        at,
      );
    case 'delivered':
      return delivered(policy, tellNotReached(policy, done, effect.key, outcome.notReached, at), effect, outcome, at);
    case 'finding':
      return effect.do === 'investigate'
        ? noted({ ...done, findings: { ...done.findings, [effect.step]: outcome.finding } }, at, {
            kind: 'finding',
            text: `${outcome.finding.title}: ${headline(outcome.finding.text)}${outcome.finding.state === 'cut-off' ? ' (stopped at its time limit)' : ''}`,
            key: effect.key,
          })
        : done;
    case 'rehearsed':
      return effect.do === 'rehearse-rollback' && isCurrentStep(done, effect) ? rehearsed(done, outcome, at) : done;
    case 'read-back':
      return effect.do === 'read-back-rollback' && isCurrentStep(done, effect)
        ? readBack(policy, done, outcome.current, at)
        : done;
    case 'versions':
      return effect.do === 'read-versions' ? versionsRead(done, effect.decision, outcome.versions) : done;
    case 'readings':
      return effect.do === 'find-stable' ? stableFound(policy, done, effect, outcome, startedAt) : done;
    case 'business-day':
      return { ...done, nextBusinessDayAt: outcome.endsAt };
    case 'slot':
      return { ...done, meetingAt: outcome.startsAt };
    case 'previous':
      return outcome.incidentId === undefined
        ? done
        : noted({ ...done, previous: outcome.incidentId }, at, {
            kind: 'previous',
            text: `Previous incident: ${outcome.incidentId}`,
          });
  }
}

const headline = (text: string): string => inertLine(text.split('\n')[0] ?? '', 160);

function delivered(
  policy: Policy,
  incident: Incident,
  effect: Effect,
  { reference, url, note, isRepeat, tries }: Extract<EffectOutcome, { of: 'delivered' }>,
  at: Instant,
): Incident {
  if (effect.do === 'page') return tellWays(waysTaken(paged(incident, effect), effect, tries, at), effect, tries, at);
  if (effect.do === 'show-statement')
    return shownToPublic(incident, effect.key, { reference, ...defined({ url }) }, at);
  if (effect.do === 'open-bridge') return bridgeOpened(incident, { key: effect.key, url, note }, at);
  if (effect.do === 'create-ticket') {
    const ticket = { reference, ...defined({ url }) };
    const next = effect.purpose === 'incident' ? { ...incident, ticket } : incident;
    const filed = noted(next, at, {
      kind: 'ticket',
      text:
        (isRepeat === true ? 'The alert has a ticket already, which has a new comment' : 'Ticket created') +
        (url === undefined ? '' : `: ${url}`) +
        (note === undefined ? '' : ` (${inertLine(note, 300)})`),
      key: effect.key,
    });
    const isAll = effect.purpose === 'incident' && isEndedByTicket(policy, incident);
    return isAll ? endedWithTicket(filed, at) : filed;
  }
  if (effect.do === 'execute-rollback' && incident.rollback?.phase === 'executing' && isCurrentStep(incident, effect))
    return inPhase(incident, { phase: 'watching' }, at, 'The rollback is under way');
  return incident;
}

/** An effect failed. It stays visible and is retried, except a rollback, which never is. */
export function effectFailed(
  policy: Policy,
  incident: Incident,
  effect: Effect,
  failure: Failure,
  at: Instant,
): Incident {
  const before = incident.effects[effect.key];
  const reason = clean(failure.reason, 500);
  const failed = recorded(incident, effect, { status: 'failed', at, reason });
  const name = effectName(policy, incident, effect.key, effect.do === 'page' ? effect.to : undefined);
  const again = waitsForChannel(incident, effect, failure) ? WAITS_FOR_CHANNEL : retryText(policy);
  const retry = isTriedAgain(incident, effect, failure, at) ? ` ${again}` : '';
  const text = `${name} failed: ${sentence(failure.reason)}${retry}`;
  const told = before?.reason === reason ? failed : noted(failed, at, { kind: 'not-delivered', text, key: effect.key });
  switch (effect.do) {
    case 'rehearse-rollback':
    case 'execute-rollback':
    case 'read-back-rollback':
      return isCurrentStep(told, effect) ? stepFailed(policy, told, effect, failure, at) : told;
    case 'read-versions': {
      const unread = { kept: [], problem: failure.reason };
      return versionsRead(settledAsFailed(told, effect, at), effect.decision, unread);
    }
    case 'find-holders':
      return notLookedUp(told, effect);
    case 'page': {
      const tried = waysTaken(notRung(told, effect, before?.at), effect, failure.tries, at);
      return isExhausted(effect, failure.tries) ? settledAsFailed(tried, effect, at) : tried;
    }
    case 'follow':
      // A refusal (a revoked key) stays a refusal; the incident does not wait for it.
      return failure.unclear ? told : settledAsFailed(told, effect, at);
    case 'investigate': {
      const title = policy.investigation.steps.find(({ id }) => id === effect.step)?.title ?? effect.step;
      return {
        ...told,
        findings: { ...told.findings, [effect.step]: { title, state: 'failed', text: failure.reason, at } },
      };
    }
    default:
      return told;
  }
}

/** A step of the rollback failed. An unclear order is read back; what can't be read back in time is for people to find out. */
function stepFailed(policy: Policy, incident: Incident, effect: Effect, failure: Failure, at: Instant): Incident {
  const closed = settledAsFailed(incident, effect, at);
  if (effect.do === 'read-back-rollback')
    return isReadInVain(incident, at)
      ? reopened(policy, closed, `nobody knows which version is running (${failure.reason}); check that first`, at)
      : incident;
  if (effect.do === 'execute-rollback' && incident.rollback?.phase === 'by-hand') return incident;
  if (effect.do === 'execute-rollback' && failure.unclear)
    return inPhase(
      closed,
      { phase: 'reading-back' },
      at,
      `No clear answer to the rollback order (${failure.reason}); checking which version is running`,
    );
  return reopened(policy, closed, failure.reason, at);
}

/** Whether the same is retried; a rollback, a step of the investigation and the date for the last word are not. */
function isTriedAgain(incident: Incident, effect: Effect, { unclear, tries }: Failure, at: Instant): boolean {
  switch (effect.do) {
    case 'rehearse-rollback':
    case 'read-versions':
    case 'investigate':
    case 'find-slot':
      return false;
    case 'execute-rollback':
      return incident.rollback?.phase === 'by-hand';
    case 'read-back-rollback':
      return !isReadInVain(incident, at);
    case 'page':
      return !isExhausted(effect, tries);
    case 'follow':
      return unclear;
    default:
      return true;
  }
}

const waitsForChannel = (incident: Incident, effect: Effect, { tries = [] }: Failure): boolean =>
  effect.do === 'page' && isOpen(incident) && tries.some(({ outcome }) => outcome === 'failed for now');

/** Keeps the key taken, so that the effect is never retried. */
const settledAsFailed = (incident: Incident, effect: Effect, at: Instant): Incident =>
  recorded(incident, effect, { status: 'done', at, reason: 'failed' });
