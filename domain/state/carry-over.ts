/** What does an incident keep when its workflow starts a new history? */
import type { Policy } from '../../policy/schema';
import { isRinging, outdated } from '../paging/calls';
import { isFollowOwed } from '../paging/provider-sync';
import type { PostMortem } from '../post-mortem/state';
import type { EffectRecord, Incident } from './incident';
import { memberOf, readKey, readSeries } from './keys';
import { readObligation } from './obligation-ids';
import type { Call } from './people';
import type { PersonId } from './vocabulary';

/** How many of the newest updates stay on the ledger one by one. */
const KEPT_UPDATES = 20;

/** How many of the newest times that the team was asked to join stay on the ledger. */
const KEPT_TEAMS = 5;

/**
 * The state as the next history begins with it: settled updates are counted instead of listed, members of series that have
 * moved on are forgotten. An effect that was under way counts
 * as not started: it is started again under the same key, should it still be wanted.
 */
export function compact(policy: Policy, incident: Incident): Incident {
  const { obligations, archived } = withoutOldUpdates(incident);
  const calls = unsettledCalls(policy, incident);
  return {
    ...incident,
    effects: carriedEffects(incident, calls),
    series: Object.fromEntries(Object.entries(incident.series).filter(([series]) => !isOver(incident, series))),
    calls,
    obligations,
    archived,
  };
}

/** What is known of effects: all that can be asked for again, but of a series only what its newest member came to in vain. */
function carriedEffects(incident: Incident, calls: Call[]): Incident['effects'] {
  const called = new Set(calls.map(({ key }) => key));
  const carried = Object.entries(incident.effects).flatMap(([key, record]) => {
    const isGone = record.status === 'done' && !called.has(key) && isPast(incident, key);
    const isKept = isCarried(incident, key, record) && !isGone;
    const next = isKept ? asNotUnderWay(record) : undefined;
    return next === undefined ? [] : [[key, next] as const];
  });
  return Object.fromEntries(carried);
}

function isCarried(incident: Incident, key: string, { status, series }: EffectRecord): boolean {
  if (series === undefined || status === 'failed') return true;
  return status !== 'done' && memberOf(key) === incident.series[series] && !isOver(incident, series);
}

/** Never asked for again once it is done: it was about a change after which came another one, or a word to one person. */
function isPast(incident: Incident, key: string): boolean {
  const { counts, statusPage } = incident;
  const read = readKey(key);
  switch (read.of) {
    case 'confirmed':
      return read.number < counts.severities;
    case 'all-clear':
      return read.number < counts.clears;
    case 'unticked':
      return read.number < counts.unticks;
    case 'log-watch':
      return read.number < counts.logFailures;
    case 'statement':
      // Only updates have a number.
      return read.report < (statusPage?.number ?? 0) || (read.n ?? Infinity) < (statusPage?.statement.n ?? 0);
    case 'severity-notice':
    case 'relapse-page':
    case 'wanted-again':
    case 'rung-now':
    case 'hand-over':
    case 'lead-page':
    case 'proposal-page':
      return true;
    case 'withdrawal':
      return read.cause !== 'cancelled' && read.cause !== 'merged';
    case 'follow-withdrawal':
      return isPast(incident, read.withdrawal);
    default:
      return false;
  }
}

/**
 * A message that was under way is known to be one that was not sent: which round a withdrawal takes back, that an update
 * took the place of the first word. Started at once where it is wanted, so without the reason of an earlier failure.
 */
function asNotUnderWay(record: EffectRecord): EffectRecord | undefined {
  if (record.status !== 'running') return record;
  if (record.isMessage !== true && record.series === undefined) return undefined;
  const { reason: _before, ...rest } = record;
  return { ...rest, status: 'overtaken' };
}

/**
 * What has been said is forgotten, unless it rings on, or is why an earlier withdrawal is not sent any more. A withdrawal is kept until it
 * is one elsewhere too.
 */
function unsettledCalls(policy: Policy, incident: Incident): Call[] {
  const { calls, effects } = incident;
  /** Who has a withdrawal coming that is not sent because of what came after it. */
  const waiting = new Set<PersonId>();
  const isOutdated = outdated(incident);
  return calls.filter((call) => {
    const isUnsaid = effects[call.key]?.status !== 'done' && !isOutdated(call);
    const isKept =
      isUnsaid || isRinging(incident, call) || isFollowOwed(policy, incident, call) || waiting.has(call.to);
    if (isUnsaid && call.kind === 'withdrawal') waiting.add(call.to);
    return isKept;
  });
}

/** Rounds of an idle time that somebody's act has ended will not come again. */
const isOver = ({ counts }: Incident, series: string): boolean => {
  const read = readSeries(series);
  return read.of === 'idle' && read.count < counts.acts;
};

function withoutOldUpdates({
  obligations,
  archived,
  updates,
  team,
}: Incident): Pick<Incident, 'obligations' | 'archived'> {
  const isOld = (id: string): boolean => {
    const read = readObligation(id);
    if (read.of === 'join') return (read.number ?? 1) <= team.number - KEPT_TEAMS;
    return read.of === 'update' && read.number <= updates.count - KEPT_UPDATES;
  };
  const counted = { ...archived };
  const kept = Object.entries(obligations).filter(([id, { state }]) => {
    if (!isOld(id) || state === 'open') return true;
    counted[state] += 1;
    return false;
  });
  return { obligations: Object.fromEntries(kept), archived: counted };
}

/** The same for a post-mortem: what was under way is started again under its key. */
export const compactPostMortem = (postMortem: PostMortem): PostMortem => ({
  ...postMortem,
  effects: Object.fromEntries(Object.entries(postMortem.effects).filter(([, { status }]) => status !== 'running')),
});
