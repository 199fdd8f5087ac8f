/** How is a length of time written where a person reads it at a glance? */
import { spokenDuration } from '../../../domain/text/format';

/** `2 h 5 min`, `45 min`, `90 s`: the two biggest units; seconds only below ten minutes. */
export function shortDuration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1_000));
  return spokenDuration((seconds >= 600 ? Math.round(seconds / 60) * 60 : seconds) * 1_000);
}

/** How far an instant is away: `in 5 min`, `12 s late`. */
export const countdownText = (dueAt: number, now: number): string =>
  dueAt >= now ? `in ${shortDuration(dueAt - now)}` : `${shortDuration(now - dueAt)} late`;

/** How long an instant is past: `5 min ago`. */
export const agoText = (at: number, now: number): string => `${shortDuration(now - at)} ago`;
