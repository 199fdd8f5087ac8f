/** What is wrong with a pod: a crash loop, too little memory, not scheduled, not ready? */
import { ageText, counted } from '../shared/finding';
import type { Pod } from './objects';

type ContainerStatus = Pod['status']['containerStatuses'][number];

/** Kubernetes waits at most five minutes between the restarts of a container that crashes. */
const LONGEST_BACK_OFF_MS = 5 * 60_000;

/**
 * Whether a container crashes again and again: it waits in CrashLoopBackOff, or it was just started for another try, which
 * looks like "running" for a moment.
 */
export function crashLoops({ state, lastState, restartCount }: ContainerStatus, now: number): boolean {
  if (state.waiting?.reason === 'CrashLoopBackOff') return true;
  const endedAt = lastState.terminated?.finishedAt ?? undefined;
  return restartCount > 1 && endedAt !== undefined && now - endedAt < LONGEST_BACK_OFF_MS;
}

/** Whether a container was ended for want of memory, now or the last time. */
export const oomKilled = ({ state, lastState }: ContainerStatus): boolean =>
  [state.terminated, lastState.terminated].some((ended) => ended?.reason === 'OOMKilled');

/** What is wrong with a pod, in words; empty where nothing is. */
export function podProblems(pod: Pod, now: number): string[] {
  const { phase, reason, conditions, containerStatuses } = pod.status;
  const unscheduled = conditions.find(({ type, status }) => type === 'PodScheduled' && status === 'False');
  return [
    ...(phase === 'Running' || phase === 'Succeeded' ? [] : [[phase, reason].filter(Boolean).join(' ')]),
    ...(unscheduled === undefined ? [] : [`not scheduled: ${unscheduled.message ?? unscheduled.reason ?? ''}`]),
    ...containerStatuses.flatMap((status) => containerProblems(status, now)),
  ];
}

function containerProblems(status: ContainerStatus, now: number): string[] {
  const { name, state, lastState, restartCount, ready } = status;
  const ended = lastState.terminated;
  const waiting = state.waiting?.reason;
  const words = [
    ...(crashLoops(status, now) && waiting !== 'CrashLoopBackOff' ? ['crash loop, just restarted'] : []),
    ...(waiting === undefined || waiting === 'ContainerCreating' ? [] : [waiting]),
    ...(oomKilled(status) ? ['OOMKilled'] : []),
    ...(restartCount > 0 ? [counted(restartCount, 'restart')] : []),
    ...(ended?.exitCode === undefined || ended.exitCode === 0 ? [] : [`last exit code ${ended.exitCode}`]),
    ...(ended?.finishedAt == null ? [] : [`ended ${ageText(now - ended.finishedAt)} ago`]),
    ...(state.running !== undefined && !ready ? ['not ready'] : []),
    ...(waiting !== undefined && state.waiting?.message !== undefined ? [state.waiting.message] : []),
  ];
  return words.length === 0 ? [] : [`${name} ${words.join(', ')}`];
}
