/** What has happened to the deployment and its pods, as the cluster's events tell it? */
import { ageText, counted, finding } from '../shared/finding';
import { Event, type Pod } from './objects';
import { podProblems } from './pods';
import { readDeployment, readPods, type Reader } from './reader';
import { pathOf } from './target';

/** A namespace keeps an hour of events by default; of a busy one this many are looked through. */
const MOST_EVENTS = 3_000;

/** Events of the deployment, its replica sets and its pods, and the state of each pod that has a problem. */
export async function readEvents(reader: Reader): Promise<string> {
  const deployment = await readDeployment(reader);
  const pods = await readPods(reader, deployment);
  const { events, more } = await readOwnEvents(reader, deployment.metadata.name, pods);
  const troubled = pods
    .map((pod) => ({ name: pod.metadata.name, problems: podProblems(pod, reader.now) }))
    .filter(({ problems }) => problems.length > 0);
  const warnings = events.filter(({ type }) => type === 'Warning');
  const normal = events.filter(({ type }) => type !== 'Warning');
  return finding(
    [
      troubled.length === 0
        ? `${counted(pods.length, 'pod')}, all healthy`
        : `${troubled.length} of ${counted(pods.length, 'pod')} with problems: ${troubled[0]?.problems.join('; ') ?? ''}`,
      warnings.length === 0 ? 'no warning events' : counted(warnings.length, 'warning event'),
    ].join('; '),
    [
      ...(more ? [`only the first ${MOST_EVENTS} events in the namespace were read`] : []),
      ...troubled.map(({ name, problems }) => `${name}: ${problems.join('; ')}`),
      ...[...warnings, ...normal].map((event) => eventLine(event, reader.now)),
    ],
  );
}

async function readOwnEvents(
  { api, target, signal }: Reader,
  deployment: string,
  pods: Pod[],
): Promise<{ events: Event[]; more: boolean }> {
  const { items, more } = await api.list(pathOf.events(target), Event, { most: MOST_EVENTS, signal });
  const podNames = new Set(pods.map(({ metadata }) => metadata.name));
  // Pods that are gone had names that begin with their deployment's; another deployment's name may begin so, too.
  const isOwn = ({ involvedObject: { kind, name } }: Event): boolean =>
    podNames.has(name) ||
    (kind === 'Deployment' && name === deployment) ||
    (['ReplicaSet', 'Pod'].includes(kind) &&
      name.startsWith(`${deployment}-`) &&
      /^[a-z0-9]+(-[a-z0-9]{5})?$/.test(name.slice(deployment.length + 1)));
  return { events: items.filter(isOwn).sort((one, other) => seenAt(other) - seenAt(one)), more };
}

const seenAt = ({ lastTimestamp, eventTime, metadata }: Event): number =>
  lastTimestamp ?? eventTime ?? metadata.creationTimestamp ?? 0;

function eventLine(event: Event, now: number): string {
  const { reason, message, count, involvedObject } = event;
  const times = count == null || count < 2 ? '' : ` ${count}x`;
  return `${ageText(now - seenAt(event))} ago${times} ${reason} ${involvedObject.name}: ${message}`;
}
