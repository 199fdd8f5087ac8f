/** Which policies are in use, and which of them applies to a service? */
import { type LoadedPolicy, loadPolicies } from '../../policy/load';
import { type LivePoliciesOptions, livePolicies } from '../../policy/live';
import { scalePolicy } from '../../policy/scale';
import type { Policy } from '../../policy/schema';
import type { PinnedPolicy } from '../../workflows/contract';
import { severitiesOf } from '../../domain/severity/scale';
import { safeName } from './address';

/** Reads the policies and puts them on the clock of this system. Throws `PolicyInvalid` with everything that is wrong. */
export const pinPolicies = (files: readonly string[], speed: number): PinnedPolicy[] =>
  pinned(loadPolicies(files), speed);

const pinned = (loaded: readonly LoadedPolicy[], speed: number): PinnedPolicy[] =>
  loaded.map(({ policy, hash }) => ({ policy: scalePolicy(policy, speed), hash, speed }));

/**
 * Policies that follow their files: a change applies to the next incident, a maintenance window from the next alert on.
 * While a file is invalid, the last valid version stays in use.
 */
export function followPolicies(speed: number, options: LivePoliciesOptions): () => readonly PinnedPolicy[] {
  const current = livePolicies(options);
  let from = current();
  let now = pinned(from, speed);
  return () => {
    const loaded = current();
    if (loaded !== from) now = pinned(loaded, speed);
    from = loaded;
    return now;
  };
}

/** The severities of the policies in use, each one's worst first. */
export const knownSeverities = (policies: readonly PinnedPolicy[]): string[] => [
  ...new Set(policies.flatMap(({ policy }) => severitiesOf(policy))),
];

/** Which policy answers for a service, and what the service is called there. */
export interface Responsibility {
  pinned: PinnedPolicy;
  service: string;
  title: string;
  unknown: boolean;
}

type Service = Policy['services'][number];

/** Whether the labels of an alert are those of this service. */
const hasLabels = (service: Service, labels: Record<string, string>): boolean => {
  const asked = Object.entries(service.labels);
  return asked.length > 0 && asked.every(([name, value]) => labels[name] === value);
};

/**
 * The policy whose service has these labels, or is named so, or else the one that catches all. An alert that nobody expected is
 * better handled by someone than by nobody: if no policy catches all, the first one has to.
 */
export function responsibleFor(
  policies: readonly PinnedPolicy[],
  named: string,
  labels: Record<string, string> = {},
): Responsibility {
  const listed = policies.flatMap((pinned) => pinned.policy.services.map((service) => ({ pinned, service })));
  const found =
    listed.find(({ service }) => hasLabels(service, labels)) ??
    listed.find(({ service: { name, aliases } }) => name === named || aliases.includes(named));
  if (found !== undefined)
    return { pinned: found.pinned, service: found.service.name, title: found.service.title, unknown: false };
  const pinned = policies.find(({ policy }) => policy.catchAll) ?? policies[0];
  if (pinned === undefined) throw new RangeError('No policy is loaded.');
  return { pinned, service: named, title: named, unknown: true };
}

/** The policy that an incident's address or id was made for. */
export function policyOfAddress(policies: readonly PinnedPolicy[], address: string): PinnedPolicy {
  const made = policies.find(({ policy }) =>
    policy.services.some(({ name }) => address.startsWith(`${safeName(name)}-`)),
  );
  return made ?? responsibleFor(policies, address).pinned;
}
