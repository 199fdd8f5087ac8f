import type { Call, Incident } from './incident';
import type { PostMortem } from './post-mortem';

/** How much of the past an incident carries along when its workflow starts a new history. */
const KEPT = { timeline: 150, updateObligations: 20, answers: 500 };

/**
 * The state as the next history begins with it: what the lasting record has is dropped from the timeline, settled updates
 * are counted instead of listed, members of series that have moved on are forgotten. An effect that was under way counts
 * as not started: it is started again under the same key.
 */
export function compact(incident: Incident): Incident {
  const { timeline, recordedSeq } = incident;
  const firstKept = (timeline.at(-1)?.seq ?? 0) - KEPT.timeline;
  const effects = Object.entries(incident.effects).filter(
    ([, { status, series }]) => status !== 'running' && (series === undefined || status === 'failed'),
  );
  const { obligations, archived } = withoutOldUpdates(incident);
  return {
    ...incident,
    timeline: timeline.filter(({ seq }) => seq > recordedSeq || seq > firstKept),
    effects: Object.fromEntries(effects),
    series: Object.fromEntries(
      Object.entries(withoutRunning(incident)).filter(([series]) => !isOver(incident, series)),
    ),
    calls: unsettledCalls(incident),
    answered: Object.fromEntries(Object.entries(incident.answered).slice(-KEPT.answers)),
    obligations,
    archived,
  };
}

/**
 * The series as they stand without their running members, which will be started again, and without those that were
 * overtaken, which are sent should they be wanted again.
 */
function withoutRunning({ series, effects }: Incident): Record<string, number> {
  const running = new Map(
    Object.entries(effects).flatMap(([key, { status, series: name }]) =>
      (status === 'running' || status === 'overtaken') && name !== undefined
        ? [[name, Number(/:(\d+)(?::(?:chat|mail))?$/.exec(key)?.[1] ?? 0)]]
        : [],
    ),
  );
  return Object.fromEntries(Object.entries(series).map(([name, n]) => [name, running.get(name) === n ? n - 1 : n]));
}

/** What has been said is forgotten, unless it is why an earlier withdrawal is not sent any more. */
function unsettledCalls({ calls, effects }: Incident): Call[] {
  const isOpen = ({ key }: Call): boolean => effects[key]?.status !== 'done';
  return calls.filter((call, n) => {
    const earlier = calls.slice(0, n).filter(({ to, kind }) => to === call.to && kind === 'withdrawal');
    return isOpen(call) || earlier.some(isOpen);
  });
}

/** Rounds of an idle time that somebody's act has ended will not come again. */
const isOver = ({ counts }: Incident, series: string): boolean => {
  const acts = /^idle(?:-all)?:(\d+):/.exec(series)?.[1];
  return acts !== undefined && Number(acts) < counts.acts;
};

function withoutOldUpdates({ obligations, archived, updates }: Incident): Pick<Incident, 'obligations' | 'archived'> {
  const isOld = (id: string): boolean =>
    id.startsWith('update:') && Number(id.slice('update:'.length)) <= updates.count - KEPT.updateObligations;
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
