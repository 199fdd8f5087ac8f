/** What does an incident keep when its workflow starts a new history? */
import type { Policy } from '../../policy/schema';
import { isFollowOwed } from '../paging/provider-sync';
import type { PostMortem } from '../post-mortem/state';
import type { EffectRecord, Incident } from './incident';
import { memberOf, readSeries } from './keys';
import { readObligation } from './obligation-ids';
import type { Call } from './people';

/** How much of the past an incident carries along when its workflow starts a new history. */
const KEPT = { timeline: 150, updateObligations: 20, answers: 500 };

/**
 * The state as the next history begins with it: what the lasting record has is dropped from the timeline, settled updates
 * are counted instead of listed, members of series that have moved on are forgotten. An effect that was under way counts
 * as not started: it is started again under the same key, should it still be wanted.
 */
export function compact(policy: Policy, incident: Incident): Incident {
  const { timeline, recordedSeq } = incident;
  const firstKept = (timeline.at(-1)?.seq ?? 0) - KEPT.timeline;
  const { obligations, archived } = withoutOldUpdates(incident);
  return {
    ...incident,
    timeline: timeline.filter(({ seq }) => seq > recordedSeq || seq > firstKept),
    effects: carriedEffects(incident),
    series: Object.fromEntries(Object.entries(incident.series).filter(([series]) => !isOver(incident, series))),
    calls: unsettledCalls(policy, incident),
    answered: Object.fromEntries(Object.entries(incident.answered).slice(-KEPT.answers)),
    obligations,
    archived,
  };
}

/** What is known of effects: all that is settled, but of a series only what its newest member came to in vain. */
function carriedEffects(incident: Incident): Incident['effects'] {
  const carried = Object.entries(incident.effects).flatMap(([key, record]) => {
    const next = isCarried(incident, key, record) ? asNotUnderWay(record) : undefined;
    return next === undefined ? [] : [[key, next] as const];
  });
  return Object.fromEntries(carried);
}

function isCarried(incident: Incident, key: string, { status, series }: EffectRecord): boolean {
  if (series === undefined || status === 'failed') return true;
  return status !== 'done' && memberOf(key) === incident.series[series] && !isOver(incident, series);
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
 * What has been said is forgotten, unless it is why an earlier withdrawal is not sent any more. A withdrawal is kept until it
 * is one elsewhere too.
 */
function unsettledCalls(policy: Policy, incident: Incident): Call[] {
  const { calls, effects } = incident;
  const isUnsaid = ({ key }: Call): boolean => effects[key]?.status !== 'done';
  return calls.filter((call, n) => {
    const earlier = calls.slice(0, n).filter(({ to, kind }) => to === call.to && kind === 'withdrawal');
    return isUnsaid(call) || isFollowOwed(policy, incident, call) || earlier.some(isUnsaid);
  });
}

/** Rounds of an idle time that somebody's act has ended will not come again. */
const isOver = ({ counts }: Incident, series: string): boolean => {
  const read = readSeries(series);
  return read.of === 'idle' && read.count < counts.acts;
};

function withoutOldUpdates({ obligations, archived, updates }: Incident): Pick<Incident, 'obligations' | 'archived'> {
  const isOld = (id: string): boolean => {
    const read = readObligation(id);
    return read.of === 'update' && read.number <= updates.count - KEPT.updateObligations;
  };
  const counted = { ...archived };
  const kept = Object.entries(obligations).filter(([id, { state }]) => {
    if (!isOld(id) || state === 'open') return true;
    counted[state] += 1;
    return false;
  });
  return { obligations: Object.fromEntries(kept), archived: counted };
}

/** The same for a post-mortem. */
export function compactPostMortem(postMortem: PostMortem): PostMortem {
  const { timeline, recordedSeq } = postMortem;
  const firstKept = (timeline.at(-1)?.seq ?? 0) - KEPT.timeline;
  return {
    ...postMortem,
    timeline: timeline.filter(({ seq }) => seq > recordedSeq || seq > firstKept),
    answered: Object.fromEntries(Object.entries(postMortem.answered).slice(-KEPT.answers)),
  };
}
