/** What the test cluster starts with: a node, a metrics API of which tests write the numbers, and the guide's service. */

export const NODE = {
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name: 'node-0', labels: { 'kubernetes.io/hostname': 'node-0' } },
};
export const NODE_STATUS = {
  ...NODE,
  status: {
    allocatable: { cpu: '32', memory: '256Gi', pods: '110' },
    capacity: { cpu: '32', memory: '256Gi', pods: '110' },
  },
};

/** Stands in for metrics-server: the same address, with numbers that a test writes. */
export const METRICS_API = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: {
    name: 'pods.metrics.k8s.io',
    annotations: { 'api-approved.kubernetes.io': 'unapproved, for tests only' },
  },
  spec: {
    group: 'metrics.k8s.io',
    scope: 'Namespaced',
    names: { plural: 'pods', singular: 'pod', kind: 'PodMetrics', listKind: 'PodMetricsList' },
    versions: [
      {
        name: 'v1beta1',
        served: true,
        storage: true,
        schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
      },
    ],
  },
};

export const NAMESPACE = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'production' } };

export interface AppOptions {
  image: string;
  cpu?: string;
  env?: { name: string; value?: string; valueFrom?: unknown }[];
}

export const deployment = ({ image, cpu = '100m', env = [] }: AppOptions) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'release-manager-prod', namespace: 'production', labels: { app: 'release-manager' } },
  spec: {
    replicas: 3,
    progressDeadlineSeconds: 5,
    selector: { matchLabels: { app: 'release-manager' } },
    template: {
      metadata: { labels: { app: 'release-manager' } },
      spec: {
        containers: [
          { name: 'app', image, env, resources: { requests: { cpu, memory: '128Mi' }, limits: { memory: '512Mi' } } },
        ],
      },
    },
  },
});

/**
 * How the stand-in for kubelets treats pods: they are ready at once, but one whose image has "crash" in its name crashes
 * for want of memory again and again.
 */
export const podStages = (): object[] => [
  stage('pod-ready', [alive, unborn, { key: crashing, operator: 'DoesNotExist' }], podStatus('True', RUNNING)),
  stage('pod-crashes', [alive, unborn, { key: crashing, operator: 'Exists' }], podStatus('False', CRASH_LOOP)),
  stage('pod-delete', [{ key: '.metadata.deletionTimestamp', operator: 'Exists' }], undefined),
];

const alive = { key: '.metadata.deletionTimestamp', operator: 'DoesNotExist' };
const unborn = { key: '.status.podIP', operator: 'DoesNotExist' };
const crashing = '.spec.containers[].image | select(test("crash"))';

const RUNNING = `
  ready: true
  restartCount: 0
  state: { running: { startedAt: {{ Now | Quote }} } }`;

const CRASH_LOOP = `
  ready: false
  restartCount: 4
  state: { waiting: { reason: CrashLoopBackOff, message: back-off 1m20s restarting failed container } }
  lastState: { terminated: { reason: OOMKilled, exitCode: 137, startedAt: {{ Now | Quote }}, finishedAt: {{ Now | Quote }} } }`;

const podStatus = (ready: 'True' | 'False', container: string): string => `
conditions:
- { type: Initialized, status: "True", lastTransitionTime: {{ Now | Quote }} }
- { type: Ready, status: "${ready}", lastTransitionTime: {{ Now | Quote }} }
- { type: ContainersReady, status: "${ready}", lastTransitionTime: {{ Now | Quote }} }
containerStatuses:
{{ range .spec.containers }}
- name: {{ .name | Quote }}
  image: {{ .image | Quote }}${container}
{{ end }}
hostIP: {{ NodeIPWith .spec.nodeName | Quote }}
podIP: {{ PodIPWith .spec.nodeName false .metadata.uid .metadata.name .metadata.namespace | Quote }}
phase: Running
startTime: {{ Now | Quote }}
`;

const stage = (name: string, matchExpressions: object[], statusTemplate: string | undefined): object => ({
  apiVersion: 'kwok.x-k8s.io/v1alpha1',
  kind: 'Stage',
  metadata: { name },
  spec: {
    resourceRef: { apiGroup: 'v1', kind: 'Pod' },
    selector: { matchExpressions },
    next: statusTemplate === undefined ? { finalizers: { empty: true }, delete: true } : { statusTemplate },
  },
});
