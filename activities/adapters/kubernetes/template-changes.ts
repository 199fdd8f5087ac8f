/** What is different between two versions of a deployment, without showing secrets? */
import { isDeepStrictEqual } from 'node:util';
import { redactNamed } from '../../../domain/text/redact';
import type { Container, Template } from './objects';

type Variable = NonNullable<Container['env']>[number];

/** What is different between two templates, one line each: images, environment, resources, then the names of the rest. */
export function templateChanges(before: Template, after: Template): string[] {
  const names = [...new Set([...before.spec.containers, ...after.spec.containers].map(({ name }) => name))];
  const perContainer = names.flatMap((name) => {
    const [old, now] = [before, after].map(({ spec }) => spec.containers.find((one) => one.name === name));
    if (old === undefined) return [`${name}: added, image ${now?.image ?? ''}`];
    if (now === undefined) return [`${name}: removed`];
    return containerChanges(old, now).map((change) => `${name}: ${change}`);
  });
  const { containers: _before, ...specBefore } = before.spec;
  const { containers: _after, ...specAfter } = after.spec;
  return [
    ...perContainer,
    ...differing(before.metadata.annotations ?? {}, after.metadata.annotations ?? {}).map(
      (name) => `pod annotation ${name} changed`,
    ),
    ...differing(before.metadata.labels ?? {}, after.metadata.labels ?? {}).map((name) => `pod label ${name} changed`),
    ...differing(specBefore, specAfter).map((name) => `pod ${name} changed`),
  ];
}

function containerChanges(before: Container, after: Container): string[] {
  const { image: oldImage, env: oldEnv = [], resources: oldResources, ...oldRest } = before;
  const { image, env = [], resources, ...rest } = after;
  return [
    ...(image === oldImage ? [] : [`image ${oldImage} -> ${image}`]),
    ...changes(environment(oldEnv), environment(env)).map((change) => `env ${change}`),
    ...changes(amounts(oldResources), amounts(resources)),
    ...differing(oldRest, rest).map((name) => `${name} changed`),
  ];
}

/** A setting as it is compared and as it is shown, which is not the same where it is a secret. */
interface Setting {
  is: string;
  shown: string;
}

/** What variables are set to. Of a secret only where it comes from; a value that looks like one is not shown. */
const environment = (env: Variable[]): Record<string, Setting> =>
  Object.fromEntries(
    env.map(({ name, value = '', valueFrom }) => {
      const [source] = Object.entries(valueFrom ?? {});
      if (source === undefined) return [name, { is: value, shown: shown(name, value) }];
      const [kind, { name: from, key, fieldPath }] = source;
      const origin = `from ${kind.replace(/Ref$/, '')} ${[from, key, fieldPath].filter(Boolean).join('/')}`;
      return [name, { is: origin, shown: origin }];
    }),
  );

function shown(name: string, value: string): string {
  const safe = redactNamed({ [name]: value })[name] ?? '';
  return JSON.stringify(safe.length > 60 ? `${safe.slice(0, 60)}…` : safe);
}

const amounts = (resources: Container['resources']): Record<string, Setting> =>
  Object.fromEntries(
    Object.entries({ requests: resources?.requests, limits: resources?.limits }).flatMap(([kind, of]) =>
      Object.entries(of ?? {}).map(([name, amount]) => [
        `${kind}.${name}`,
        { is: String(amount), shown: String(amount) },
      ]),
    ),
  );

function changes(before: Record<string, Setting>, after: Record<string, Setting>): string[] {
  return differing(before, after).map((name) => {
    const [old, now] = [before[name], after[name]];
    if (old === undefined) return `${name} added: ${now?.shown ?? ''}`;
    if (now === undefined) return `${name} removed (was ${old.shown})`;
    return old.shown === now.shown ? `${name} changed (not shown)` : `${name} ${old.shown} -> ${now.shown}`;
  });
}

const differing = (before: Record<string, unknown>, after: Record<string, unknown>): string[] =>
  [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .sort()
    .filter((name) => !isDeepStrictEqual(before[name], after[name]));
