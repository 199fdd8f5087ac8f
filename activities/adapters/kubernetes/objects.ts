/** The parts of Kubernetes' objects that are read here. What else they hold is kept as it is. */
import { z } from 'zod';

const Texts = z.record(z.string(), z.string());
const Instant = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));
const Count = z.number().int().nonnegative();

const Condition = z.object({
  type: z.string(),
  status: z.string(),
  reason: z.string().optional(),
  message: z.string().optional(),
  lastUpdateTime: Instant.nullish(),
});

const Source = z.looseObject({
  name: z.string().optional(),
  key: z.string().optional(),
  fieldPath: z.string().optional(),
});

const Variable = z.looseObject({
  name: z.string(),
  value: z.string().optional(),
  valueFrom: z.record(z.string(), Source).optional(),
});

const Resources = z.looseObject({
  requests: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
  limits: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
});

export const Container = z.looseObject({
  name: z.string(),
  image: z.string().default(''),
  env: z.array(Variable).optional(),
  resources: Resources.optional(),
});
export type Container = z.infer<typeof Container>;

export const Template = z.looseObject({
  metadata: z.looseObject({ labels: Texts.optional(), annotations: Texts.optional() }).default({}),
  spec: z.looseObject({ containers: z.array(Container).min(1) }),
});
export type Template = z.infer<typeof Template>;

const Selector = z.object({
  matchLabels: Texts.optional(),
  matchExpressions: z
    .array(z.object({ key: z.string(), operator: z.string(), values: z.array(z.string()).optional() }))
    .optional(),
});
export type Selector = z.infer<typeof Selector>;

const Metadata = z.object({
  name: z.string(),
  uid: z.string(),
  generation: z.number().default(0),
  resourceVersion: z.string(),
  creationTimestamp: Instant,
  labels: Texts.default({}),
  annotations: Texts.optional(),
  managedFields: z.array(z.object({ manager: z.string().optional(), time: Instant.optional() })).default([]),
  ownerReferences: z.array(z.object({ uid: z.string() })).default([]),
});

export const Deployment = z.object({
  metadata: Metadata,
  spec: z.object({
    replicas: Count.default(1),
    paused: z.boolean().default(false),
    selector: Selector,
    template: Template,
    strategy: z.object({ type: z.string().default('RollingUpdate') }).default({ type: 'RollingUpdate' }),
  }),
  status: z
    .object({
      observedGeneration: z.number().default(0),
      replicas: Count.default(0),
      updatedReplicas: Count.default(0),
      readyReplicas: Count.default(0),
      availableReplicas: Count.default(0),
      conditions: z.array(Condition).default([]),
    })
    .prefault({}),
});
export type Deployment = z.infer<typeof Deployment>;

export const ReplicaSet = z.object({ metadata: Metadata, spec: z.object({ template: Template }) });
export type ReplicaSet = z.infer<typeof ReplicaSet>;

const Ended = z.object({
  reason: z.string().optional(),
  exitCode: z.number().optional(),
  finishedAt: Instant.nullish(),
});
const ContainerState = z.object({
  running: z.object({}).optional(),
  waiting: z.object({ reason: z.string().optional(), message: z.string().optional() }).optional(),
  terminated: Ended.optional(),
});

export const Pod = z.object({
  metadata: Metadata,
  spec: z.object({ nodeName: z.string().optional(), containers: z.array(Container) }),
  status: z
    .object({
      phase: z.string().default('Unknown'),
      reason: z.string().optional(),
      conditions: z.array(Condition).default([]),
      containerStatuses: z
        .array(
          z.object({
            name: z.string(),
            ready: z.boolean().default(false),
            restartCount: Count.default(0),
            state: ContainerState.default({}),
            lastState: ContainerState.default({}),
          }),
        )
        .default([]),
    })
    .prefault({}),
});
export type Pod = z.infer<typeof Pod>;

export const Event = z.object({
  metadata: z.object({ creationTimestamp: Instant.nullish() }),
  involvedObject: z.object({ kind: z.string().default(''), name: z.string().default('') }),
  type: z.string().default('Normal'),
  reason: z.string().default(''),
  message: z.string().default(''),
  count: z.number().nullish(),
  lastTimestamp: Instant.nullish(),
  eventTime: Instant.nullish(),
});
export type Event = z.infer<typeof Event>;

export const PodMetrics = z.object({
  metadata: z.object({ name: z.string() }),
  containers: z.array(z.object({ name: z.string(), usage: Texts })),
});

export const Node = z.object({
  metadata: z.object({ name: z.string() }),
  status: z.object({ conditions: z.array(Condition).default([]) }).prefault({}),
});
