/** Which versions do a step's commands mean: those that the deployment tool names now, not the guide's example? */
import { type Parameters, placeholdersIn } from '../../policy/parameters';
import type { InvestigationCommand } from '../../policy/schema';
import type { Deployments, Revision } from '../ports/deployments';

type Version = NonNullable<Parameters[string]['version']>;

const withEach = (parameters: Parameters, valueOf: (version: Version) => string): Parameters =>
  Object.fromEntries(
    Object.entries(parameters).map(([name, { value, version }]) => [
      name,
      { value: version === undefined ? value : valueOf(version) },
    ]),
  );

/** For whoever runs a command by hand while the deployment tool can't say its versions: better none than the guide's example. */
export const withUnknownVersions = (parameters: Parameters): Parameters =>
  withEach(parameters, (version) => (version === 'running' ? 'RUNNING_VERSION' : 'PREVIOUS_VERSION'));

const tagOf = ({ id, tag }: Revision): string => tag ?? id;

/**
 * The parameters as a command means them: a parameter that is a `version` has the one that runs, or the one that a rollback
 * returns to. The tool is asked only if the command names one; rejects with the reason where it can't say which.
 */
export async function withVersions(
  deployments: Deployments,
  { byHand, tool }: InvestigationCommand,
  parameters: Parameters,
  signal: AbortSignal,
): Promise<Parameters> {
  const isNamed = placeholdersIn(`${byHand} ${JSON.stringify(tool)}`).some((name) => parameters[name]?.version);
  if (!isNamed || !deployments.automatic) return parameters;
  const { current, previous } = await deployments.read(signal);
  if (previous === undefined) throw new Error(`the deployment tool names no version before ${tagOf(current)}`);
  return withEach(parameters, (version) => tagOf(version === 'running' ? current : previous));
}
