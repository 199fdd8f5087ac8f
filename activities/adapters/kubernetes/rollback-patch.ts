/** The one change that a rollback makes to a deployment, and what it leaves there to be known by. */
import type { JsonPatchOperation } from './api';
import type { Deployment } from './objects';
import { CHANGE_CAUSE, type TemplateRevision } from './revisions';

/** The annotation with the order that was carried out last. */
export const ROLLBACK_KEY = 'muster.dev/rollback-key';
/** The annotation with the rollout that was left by it. */
export const ROLLED_BACK_FROM = 'muster.dev/rolled-back-from';

export interface Order {
  incidentId: string;
  key: string;
}

export const keyOf = ({ incidentId, key }: Order): string => `${incidentId}/${key}`;

/** A revision and when it was rolled out: rolled out again, it has another number. */
export const rolloutOf = ({ hash, number }: TemplateRevision): string => `${hash}/${number}`;

/** Gives the deployment the template of an older revision, as long as it is the version that was looked at. */
export function operations(
  { metadata }: Deployment,
  goal: TemplateRevision,
  current: TemplateRevision,
  order: Order,
): JsonPatchOperation[] {
  const annotations = {
    [ROLLBACK_KEY]: keyOf(order),
    [ROLLED_BACK_FROM]: rolloutOf(current),
    // Where causes are kept, the old revision would else be listed with the cause of the new one.
    ...(metadata.annotations?.[CHANGE_CAUSE] !== undefined && {
      [CHANGE_CAUSE]: goal.cause ?? `rolled back by Muster, ${order.incidentId}`,
    }),
  };
  return [
    { op: 'replace', path: '/metadata/resourceVersion', value: metadata.resourceVersion },
    { op: 'replace', path: '/spec/template', value: goal.template },
    ...(metadata.annotations === undefined
      ? [{ op: 'add', path: '/metadata/annotations', value: annotations } as const]
      : Object.entries(annotations).map(
          ([name, value]) => ({ op: 'add', path: `/metadata/annotations/${name.replace('/', '~1')}`, value }) as const,
        )),
  ];
}
