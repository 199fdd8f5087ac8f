/** Is a deployment's rollout done, under way or failed? */
import type { Deployment } from './objects';

export type RolloutState = 'done' | 'under way' | 'failed';

/** The field manager under which Muster's changes are booked by the API server. */
export const FIELD_MANAGER = 'muster';

/**
 * How the rollout of a deployment stands: done when the newest template was seen and all wanted replicas run it and are
 * available. Failed only by a verdict that is newer than Muster's own last change, because the one on the rollout before
 * stays on the deployment until the next makes progress.
 */
export function rolloutState({ metadata, spec, status }: Deployment): { state: RolloutState; text: string } {
  const { replicas: wanted } = spec;
  const counts = `${status.updatedReplicas} of ${wanted} updated, ${status.availableReplicas} available`;
  if (status.observedGeneration < metadata.generation) return { state: 'under way', text: 'not started yet' };
  const settled = [status.replicas, status.updatedReplicas, status.availableReplicas].every(
    (count) => count === wanted,
  );
  if (settled) return { state: 'done', text: counts };
  const verdict = status.conditions.find(({ reason }) => reason === 'ProgressDeadlineExceeded');
  const changedAt = Math.max(
    0,
    ...metadata.managedFields.flatMap(({ manager, time }) => (manager === FIELD_MANAGER && time ? [time] : [])),
  );
  if (verdict !== undefined && (verdict.lastUpdateTime ?? 0) > changedAt) {
    return { state: 'failed', text: `the rollout exceeded its progress deadline: ${counts}` };
  }
  return { state: 'under way', text: counts };
}
