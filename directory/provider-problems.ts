/** What should people know about another system's answer to who is on call? */
import { onCall } from './on-call';
import { isOld, nameOfSource } from './provider-on-call';
import type { DirectoryData, Rotation } from './schema';

/** What people have to know about an answer of another system: that it is old, absent or empty, or names strangers. */
export function askedProblems(directory: DirectoryData, rotation: Rotation, at: number, now: number): string[] {
  if (rotation.onCall === undefined) return [];
  const source = nameOfSource(rotation.onCall);
  const { answer, askedAt, trouble } = rotation.asked ?? {};
  const shifts = onCall(rotation, at);
  const instead = standIns(rotation, shifts[0]?.because);
  if (answer === undefined || askedAt === undefined) {
    return [`Can't get the on-call from ${source} (${trouble ?? 'not asked yet'}): ${instead}`];
  }
  const why = trouble ?? (isOld(askedAt, now) ? 'not asked since' : undefined);
  const old = why === undefined ? [] : [`${source}: using the answer from ${spoken(now - askedAt)} ago (${why})`];
  if (at < answer.from || at >= answer.until) {
    return [...old, `${source} has no answer for ${new Date(at).toISOString()}: ${instead}`];
  }
  if (shifts[0]?.because !== 'asked') return [...old, `Nobody is on call in ${source}: ${instead}`];
  return [...old, ...strangers(directory, shifts)];
}

function strangers({ outside = [] }: DirectoryData, shifts: { person: string }[]): string[] {
  return outside
    .filter(({ id }) => shifts.some(({ person }) => person === id))
    .map(
      ({ name, pagerduty = '' }) =>
        `${name} is on call in PagerDuty but not in the directory; add them with pagerduty: ${pagerduty}`,
    );
}

function standIns(rotation: Rotation, because: string | undefined): string {
  if (because === undefined) return `and rotation ${rotation.id} has no fallback`;
  return because === 'fallback' ? 'paging its fallback' : `paging the layers of rotation ${rotation.id}`;
}

/** Where the answer for a rotation comes from: `PagerDuty schedule PABC123, asked 20 s ago`, or what stands in for it. */
export function answeredBy(rotation: Rotation, at: number, now: number): string {
  if (rotation.onCall === undefined) return `rotation ${rotation.id}`;
  const because = onCall(rotation, at)[0]?.because;
  if (because === 'asked') {
    const { askedAt = now } = rotation.asked ?? {};
    return `${nameOfSource(rotation.onCall)}, asked ${spoken(now - askedAt)} ago`;
  }
  return because === 'fallback'
    ? `fallback of rotation ${rotation.id}`
    : `rotation ${rotation.id}, instead of PagerDuty`;
}

/** A time that has passed, in one unit: 20 s, 14 min, 3 h. */
export function spoken(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1_000));
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 120 ? `${minutes} min` : `${Math.round(minutes / 60)} h`;
}
