/** Which revisions of a deployment are there, and which one does a person mean? */
import { isDeepStrictEqual } from 'node:util';
import type { Deployment, ReplicaSet, Template } from './objects';

const REVISION = 'deployment.kubernetes.io/revision';
const HASH = 'pod-template-hash';
export const CHANGE_CAUSE = 'kubernetes.io/change-cause';

/** One template that a deployment ran or runs. */
export interface TemplateRevision {
  /**
   * What it is called here: its images' versions and the hash of its template, `api:v1.4#6d5f7c9b8`. Not the number:
   * returning to a template gives it a new one.
   */
  id: string;
  hash: string;
  /** Kubernetes' own number, which changes; 0 while it has none. */
  number: number;
  template: Template;
  cause: string | undefined;
  createdAt: number;
}

export interface RolloutHistory {
  current: TemplateRevision;
  /** The others that are still kept, the newest first. */
  others: TemplateRevision[];
}

/** `registry.example/team/api:v1.4` is `api:v1.4`; of a digest the beginning is enough to tell it from others. */
const shortImage = (image: string): string =>
  (image.split('/').at(-1) ?? image).replace(/@sha256:([0-9a-f]{12})[0-9a-f]*$/, '@$1');

/** The images of a template as people call them. */
export const imagesOf = ({ spec }: Template): string => spec.containers.map(({ image }) => shortImage(image)).join('+');

/** A template as it stands in the deployment: without the label by which Kubernetes tells its copies apart. */
export function withoutHash(template: Template): Template {
  const { [HASH]: _hash, ...labels } = template.metadata.labels ?? {};
  return { ...template, metadata: { ...template.metadata, labels } };
}

function revisionOf({ metadata, spec }: ReplicaSet): TemplateRevision {
  const hash = metadata.labels[HASH] ?? metadata.name;
  return {
    id: `${imagesOf(spec.template)}#${hash}`,
    hash,
    number: Number(metadata.annotations?.[REVISION] ?? 0),
    template: withoutHash(spec.template),
    cause: metadata.annotations?.[CHANGE_CAUSE],
    createdAt: metadata.creationTimestamp,
  };
}

/**
 * What a deployment runs and ran. Current is the revision whose template the deployment asks for now, also when
 * Kubernetes has not begun to act on it.
 */
export function historyOf(deployment: Deployment, replicaSets: ReplicaSet[]): RolloutHistory {
  const { metadata, spec } = deployment;
  const owned = replicaSets.filter(({ metadata: { ownerReferences } }) =>
    ownerReferences.some(({ uid }) => uid === metadata.uid),
  );
  const revisions = owned.map(revisionOf).sort((one, other) => other.number - one.number);
  const wanted = withoutHash(spec.template);
  const current = revisions.find(({ template }) => isDeepStrictEqual(template, wanted)) ?? {
    id: `${imagesOf(wanted)}#new`,
    hash: 'new',
    number: 0,
    template: wanted,
    cause: metadata.annotations?.[CHANGE_CAUSE],
    createdAt: metadata.creationTimestamp,
  };
  return { current, others: revisions.filter(({ hash }) => hash !== current.hash) };
}

/** What `kubectl rollout restart` changes: the same version is rolled out again. */
const RESTARTED_AT = 'kubectl.kubernetes.io/restartedAt';

function withoutRestart({ metadata, spec }: Template): Template {
  const { [RESTARTED_AT]: _at, ...annotations } = metadata.annotations ?? {};
  return { metadata: { labels: metadata.labels ?? {}, annotations }, spec };
}

/** Whether two revisions differ in nothing but a restart. */
export const isSameVersion = (one: TemplateRevision, other: TemplateRevision): boolean =>
  isDeepStrictEqual(withoutRestart(one.template), withoutRestart(other.template));

/** The other versions that are still kept, the newest first; of one that was restarted only the newest revision. */
export const otherVersions = ({ current, others }: RolloutHistory): TemplateRevision[] =>
  others.filter(
    (revision, n) =>
      !isSameVersion(revision, current) && !others.slice(0, n).some((newer) => isSameVersion(newer, revision)),
  );

/**
 * The revision that a person or a record means: its id, hash or number, its image, or the image's tag. Where an image
 * ran in several revisions, the newest one that is another version than the current.
 */
export function findRevision(history: RolloutHistory, wanted: string): TemplateRevision | undefined {
  const { current, others } = history;
  const all = [...others, current];
  const byImage = ({ template }: TemplateRevision): boolean =>
    template.spec.containers.some(
      ({ image }) => image === wanted || shortImage(image) === wanted || image.endsWith(`:${wanted}`),
    );
  return (
    all.find(({ id, hash }) => id === wanted || hash === wanted) ??
    all.find(({ number }) => number > 0 && String(number) === wanted.replace(/^revision /, '')) ??
    [...otherVersions(history), current].find(byImage)
  );
}

/** All that `findRevision` takes for this revision. */
export const namesOfRevision = ({ hash, number, template }: TemplateRevision): string[] => [
  hash,
  ...(number > 0 ? [String(number), `revision ${number}`] : []),
  ...template.spec.containers.flatMap(({ image }) => [image, shortImage(image), image.split(':').at(-1) ?? image]),
];

/** The tag of the image that people call a version by. */
export const tagOfRevision = ({ template }: TemplateRevision): { tag?: string } => {
  const tag = /:([^:/@]+)$/.exec(template.spec.containers[0]?.image.split('@')[0] ?? '')?.[1];
  return tag === undefined ? {} : { tag };
};

/** A revision with what a person needs to recognise it. */
export const described = ({ id, number }: TemplateRevision): string =>
  number === 0 ? `${id} (not rolled out yet)` : `${id} (revision ${number})`;
