/** Which revisions has the deployment run, what did the newest one change, and how is its rollout going? */
import { ageText, counted, finding } from '../shared/finding';
import { readHistory, type Reader } from './reader';
import { described, imagesOf, type TemplateRevision } from './revisions';
import { rolloutState } from './rollout';
import { templateChanges } from './template-changes';

const DEFAULT_REVISIONS = 10;

/** The last revisions, how the rollout of the newest stands, and what it changed. */
export async function readRolloutHistory(reader: Reader, most = DEFAULT_REVISIONS): Promise<string> {
  const { deployment, history } = await readHistory(reader);
  const { current, others } = history;
  const before = others[0];
  const { state, text } = rolloutState(deployment);
  const listed = [current, ...others].slice(0, most);
  return finding(
    `${described(current)} is running, rollout ${state} (${text}); ${
      before === undefined ? 'no earlier revision is kept' : `before it ${described(before)}`
    }`,
    [
      ...changesSince(before, current),
      ...listed.map(({ number, id, cause, createdAt }) => {
        const because = cause === undefined ? '' : `, cause: ${cause}`;
        return `${number === 0 ? '-' : number}  ${id}, first seen ${ageText(reader.now - createdAt)} ago${because}`;
      }),
    ],
  );
}

function changesSince(before: TemplateRevision | undefined, current: TemplateRevision): string[] {
  if (before === undefined) return [];
  const changes = templateChanges(before.template, current.template);
  return [`changed since ${described(before)}: ${changes[0] ?? 'nothing'}`, ...changes.slice(1)];
}

/** The deployment as it is: replicas, rollout, conditions, and of each container image, resources and environment names. */
export async function readDeploymentDetail(reader: Reader): Promise<string> {
  const { deployment, history } = await readHistory(reader);
  const { spec, status } = deployment;
  const { state, text } = rolloutState(deployment);
  return finding(
    `${imagesOf(spec.template)}: ${status.readyReplicas} of ${spec.replicas} ready, rollout ${state} (${text})${
      spec.paused ? ', PAUSED' : ''
    }`,
    [
      ...changesSince(history.others[0], history.current),
      ...status.conditions.map(({ type, status: is, reason, message }) =>
        [`${type}=${is}`, reason, message].filter(Boolean).join(', '),
      ),
      `strategy ${spec.strategy.type}, ${counted(history.others.length, 'older revision')} kept`,
      ...spec.template.spec.containers.flatMap(({ name, image, env = [], resources }) => [
        `${name}: ${image}, ${amounts('requests', resources?.requests)}, ${amounts('limits', resources?.limits)}`,
        ...(env.length === 0 ? [] : [`${name} environment: ${env.map((one) => one.name).join(', ')}`]),
      ]),
    ],
  );
}

/** `requests cpu 100m, memory 128Mi`, or that there are none. */
export function amounts(kind: string, of: Record<string, string | number> | undefined): string {
  const listed = Object.entries(of ?? {}).map(([name, amount]) => `${name} ${amount}`);
  return listed.length === 0 ? `no ${kind}` : `${kind} ${listed.join(' ')}`;
}
