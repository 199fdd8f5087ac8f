/** How does the guide's time relate to the demo's real time? */

/** By how much the policy's durations are divided: a minute of the policy is a second of the play. */
export const SPEED = 60;

/** Minutes of the policy between two instants of the real clock. */
export const policyMinutes = (from: number, to: number): number => ((to - from) * SPEED) / 60_000;

/** A length of policy time in milliseconds of the real clock. */
export const minutes = (count: number): number => (count * 60_000) / SPEED;

/** An age in policy time, as `12:30` (minutes and seconds); more than an hour stays in minutes. */
export function policyAge(from: number, to: number): string {
  const seconds = Math.max(0, Math.floor(policyMinutes(from, to) * 60));
  const [whole, rest] = [Math.floor(seconds / 60), seconds % 60];
  return `${String(whole)}:${String(rest).padStart(2, '0')}`;
}
