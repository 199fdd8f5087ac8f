/** Would the people whom the policy names be reached, and does the policy look into the service that it is for? */
import { type OffIntegration, offIntegrations, offText } from '../../launcher/off-integrations';
import { servedChannels } from '../../directory/ways';
import type { DirectoryData } from '../../directory/schema';
import { loadPolicies } from '../../policy/load';
import { describeProblem, PolicyInvalid } from '../../policy/problems';
import type { Policy } from '../../policy/schema';
import type { ClientConfig } from '../config';
import { directoryFindings } from '../people/directory-findings';
import { type Check, failed, passed } from './check';

interface Reached {
  config: Pick<ClientConfig, 'home' | 'policy'>;
  directory: DirectoryData;
  policies: readonly Policy[];
  now: number;
  /** Integrations of the HTTP server itself that are off. */
  off?: readonly OffIntegration[];
}

/** Everything that would keep the next incident from being handled as the policy says, one sentence each. */
export const reachProblems = ({ config, directory, policies, now, off = [] }: Reached): string[] => [
  // The worker and the HTTP server read some settings both.
  ...new Set([...offIntegrations(config.home), ...off].map(offText)),
  ...directoryFindings(directory, policies, now, servedChannels(config.home))
    .filter(({ severity }) => severity === 'error')
    .map(({ message }) => message),
  ...policyQuestions(config.policy),
];

/** What in the policy file is valid and probably not meant; nothing of a file that is invalid, which is said elsewhere. */
export function policyQuestions(file: string): string[] {
  try {
    return loadPolicies([file]).flatMap(({ questions }) =>
      questions.map((question) => `${describeProblem(question)}.`),
    );
  } catch (error) {
    if (error instanceof PolicyInvalid) return [];
    throw error;
  }
}

/** The same as a check. */
export function examineReach(reached: Reached): Check {
  const problems = reachProblems(reached);
  return problems.length === 0
    ? passed('reach', 'Everyone the policy names can be reached.')
    : failed('reach', problems.join(' '));
}
