/** What does a Kubernetes API server accept, refuse and answer for one deployment? */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { z } from 'zod';
import { FakeVendor, json, type VendorAnswer, type VendorRequest } from './vendor';
import { temporaryFolder } from '../support/temporary-folder';

const APPS = '/apis/apps/v1/namespaces/production';
const CORE = '/api/v1/namespaces/production';

const Patch = z.tuple(
  [
    z.strictObject({ op: z.literal('replace'), path: z.literal('/metadata/resourceVersion'), value: z.string() }),
    z.strictObject({
      op: z.literal('replace'),
      path: z.literal('/spec/template'),
      value: z.looseObject({
        metadata: z.looseObject({ labels: z.record(z.string(), z.string()) }),
        spec: z.looseObject({ containers: z.array(z.looseObject({ name: z.string(), image: z.string() })) }),
      }),
    }),
  ],
  z.strictObject({ op: z.literal('add'), path: z.string().startsWith('/metadata/annotations/'), value: z.string() }),
);

const AccessReview = z.strictObject({
  apiVersion: z.literal('authorization.k8s.io/v1'),
  kind: z.literal('SelfSubjectAccessReview'),
  spec: z.strictObject({
    resourceAttributes: z.strictObject({
      namespace: z.literal('production'),
      verb: z.enum(['get', 'list', 'patch']),
      group: z.string(),
      resource: z.string(),
      subresource: z.string().optional(),
      name: z.literal('rm').optional(),
    }),
  }),
});

/** A template as Kubernetes keeps it: in a deployment without, in a replica set with the label that holds its hash. */
const template = (version: string, hash?: string, restartedAt?: string) => ({
  metadata: {
    labels: { app: 'rm', ...(hash !== undefined && { 'pod-template-hash': hash }) },
    ...(restartedAt !== undefined && { annotations: { 'kubectl.kubernetes.io/restartedAt': restartedAt } }),
  },
  spec: {
    containers: [{ name: 'app', image: `registry.example/rm:${version}`, resources: {}, futureField: { kept: true } }],
    restartPolicy: 'Always',
  },
});

const metadata = (name: string, more: object = {}) => ({
  name,
  uid: `uid-${name}`,
  resourceVersion: '1',
  creationTimestamp: '2026-01-01T00:00:00Z',
  ...more,
});

/**
 * The few routes of a Kubernetes API server that the adapters use, strict about method, query and content type. It has
 * one deployment, `rm` in `production`, where v2 runs and v1 ran before.
 */
export class FakeKubernetes {
  readonly ids = { v1: 'rm:v1#hash1', v2: 'rm:v2#hash2' };
  readonly rollbacks: string[] = [];
  resourceVersion = 7;
  annotations: Record<string, string> = { 'deployment.kubernetes.io/revision': '2' };
  current: unknown = template('v2');
  private readonly replicaSets = [replicaSet('v1', 1), replicaSet('v2', 2)];
  pods: unknown[] = [];
  events: unknown[] = [];
  logs: Record<string, VendorAnswer> = {};
  /** Rights that the account does not have: `list events`, `get pods/log`. */
  refused: string[] = [];
  metrics: VendorAnswer = json(404, { message: 'the server could not find the requested resource' });
  /** Called when the replica sets were listed, which is the last look before a patch. */
  afterLooking: () => void = () => undefined;
  /** Called before a patch is looked at; a test moves the deployment here. */
  beforePatch: () => void = () => undefined;

  private constructor(
    readonly token: string,
    readonly kubeconfig: string,
  ) {}

  static async start(token = 'canary-9c2e'): Promise<{ kubernetes: FakeKubernetes; vendor: FakeVendor }> {
    const file = join(temporaryFolder('kubeconfig'), 'config');
    const kubernetes = new FakeKubernetes(token, file);
    const vendor = await FakeVendor.start((request) => kubernetes.answer(request));
    writeFileSync(file, stringify(kubeconfig(vendor.url, token)));
    return { kubernetes, vendor };
  }

  /** `kubectl rollout restart`: v2 is rolled out again. */
  restart(at: string): void {
    this.current = template('v2', undefined, at);
    this.replicaSets.push(replicaSet('v2', this.replicaSets.length + 1, at));
  }

  private answer({ method, path, headers, body }: VendorRequest): VendorAnswer {
    if (headers.authorization !== `Bearer ${this.token}`) return json(401, { message: 'Unauthorized' });
    const url = new URL(path, 'http://kubernetes');
    const query = url.searchParams;
    const selected = query.get('labelSelector') === 'app=rm';
    const list = (items: unknown[]): VendorAnswer =>
      query.has('limit') ? json(200, { metadata: {}, items }) : json(400, { message: 'a list without a limit' });
    switch (`${method} ${url.pathname}`) {
      case `GET ${APPS}/deployments/rm`:
        return json(200, this.deployment());
      case `PATCH ${APPS}/deployments/rm`:
        if (headers['content-type'] !== 'application/json-patch+json')
          return json(415, { message: 'not a JSON Patch' });
        if (query.get('fieldManager') !== 'muster') return json(400, { message: 'who writes?' });
        return this.patch(Patch.parse(JSON.parse(body)), query.get('dryRun') === 'All');
      case `GET ${APPS}/replicasets`:
        this.afterLooking();
        return selected ? list(this.replicaSets) : json(400, { message: 'not selected' });
      case `GET ${CORE}/pods`:
        return selected ? list(this.pods) : json(400, { message: 'not selected' });
      case `GET ${CORE}/events`:
        return list(this.events);
      case 'GET /apis/metrics.k8s.io/v1beta1/namespaces/production/pods':
        return this.metrics;
      case 'POST /apis/authorization.k8s.io/v1/selfsubjectaccessreviews':
        return this.review(AccessReview.parse(JSON.parse(body)));
      default:
        return this.logs[`${url.pathname.split('/').at(-2) ?? ''}?${query.get('previous') ?? ''}`] ?? unknown(url);
    }
  }

  private review({ spec: { resourceAttributes: asked }, ...review }: z.infer<typeof AccessReview>): VendorAnswer {
    const { verb, resource, subresource } = asked;
    const right = `${verb} ${resource}${subresource === undefined ? '' : `/${subresource}`}`;
    return json(201, { ...review, status: { allowed: !this.refused.includes(right) } });
  }

  private deployment(): object {
    const { annotations, current, resourceVersion } = this;
    return {
      metadata: metadata('rm', {
        namespace: 'production',
        generation: 2,
        annotations,
        resourceVersion: `${resourceVersion}`,
      }),
      spec: { replicas: 3, selector: { matchLabels: { app: 'rm' } }, template: current },
      status: { observedGeneration: 2, replicas: 3, updatedReplicas: 3, readyReplicas: 3, availableReplicas: 3 },
    };
  }

  private patch([version, wanted, ...annotations]: z.infer<typeof Patch>, dryRun: boolean): VendorAnswer {
    this.beforePatch();
    if (version.value !== String(this.resourceVersion)) {
      return json(409, { message: 'the object has been modified; please apply your changes to the latest version' });
    }
    if (!dryRun) {
      this.resourceVersion += 1;
      this.current = wanted.value;
      for (const { path, value } of annotations) {
        this.annotations[path.replace('/metadata/annotations/', '').replace('~1', '/')] = value;
      }
      this.rollbacks.push(wanted.value.spec.containers[0]?.image.split(':')[1] ?? '');
    }
    return json(200, this.deployment());
  }
}

const unknown = ({ pathname }: URL): VendorAnswer => json(404, { message: `nothing at ${pathname}` });

const replicaSet = (version: string, revision: number, restartedAt?: string): object => ({
  metadata: metadata(`rm-hash${revision}`, {
    labels: { app: 'rm', 'pod-template-hash': `hash${revision}` },
    annotations: { 'deployment.kubernetes.io/revision': String(revision) },
    ownerReferences: [{ uid: 'uid-rm' }],
  }),
  spec: { template: template(version, `hash${revision}`, restartedAt) },
});

const kubeconfig = (server: string, token: string): object => ({
  clusters: [{ name: 'fake', cluster: { server, 'insecure-skip-tls-verify': true } }],
  users: [{ name: 'muster', user: { token } }],
  contexts: [{ name: 'looking', context: { cluster: 'fake', user: 'muster' } }],
  'current-context': 'looking',
});

/** A pod of the fake's deployment. */
export const pod = (name: string, containerStatus: object = {}, more: object = {}): object => ({
  metadata: metadata(name, { labels: { app: 'rm' } }),
  spec: { nodeName: 'node-0', containers: [{ name: 'app', image: 'registry.example/rm:v2' }] },
  status: {
    phase: 'Running',
    containerStatuses: [{ name: 'app', ready: true, restartCount: 0, state: { running: {} }, ...containerStatus }],
    ...more,
  },
});
