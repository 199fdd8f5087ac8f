/** Is this machine fast enough for the demo, judging by how late the demo's own timers fire? */
import { minutes } from './clock';

const EVERY_MS = 100;
/** A timer that is later than that is late: a quarter of a minute of the policy. */
const LATE_MS = minutes(0.25);
/** Late timers do no harm if fewer than one in this many is late, and none by a whole minute. */
const ONE_IN = 20;

/** Takes by how many milliseconds each timer was late; says why nothing can be judged here, if that is so. */
export function slowness(lagsMs: readonly number[]): string | undefined {
  const late = lagsMs.filter((ms) => ms > LATE_MS);
  const worstMs = Math.max(0, ...late);
  if (worstMs < minutes(1) && late.length * ONE_IN < lagsMs.length) return undefined;
  if (late.length === 0) return undefined;
  const share = Math.round((late.length / lagsMs.length) * 100);
  return (
    'This machine is too slow to play at this speed, where a minute of the policy takes one second: ' +
    `${share} % of the demo's own timers were late, the worst by ${(worstMs / 1_000).toFixed(1)} s. ` +
    'End what else runs here, and try again.'
  );
}

/** Sets timers from now on until `stop`, which answers by how much each was late. */
export function measureLag(): { stop: () => number[] } {
  const lagsMs: number[] = [];
  let dueAt = performance.now() + EVERY_MS;
  const timer = setInterval(() => {
    const now = performance.now();
    lagsMs.push(Math.max(0, now - dueAt));
    dueAt = now + EVERY_MS;
  }, EVERY_MS);
  timer.unref();
  return {
    stop: () => {
      clearInterval(timer);
      return lagsMs;
    },
  };
}
