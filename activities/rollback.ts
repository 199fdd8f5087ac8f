/** How is a rollback rehearsed, ordered once, read back and watched? */
import type { Versions } from '../domain/state/decision';
import type { Parameters } from '../policy/parameters';
import { defined } from '../domain/state/fields';
import { ProviderRejected } from './errors';
import { classed } from './failures';
import { beating } from './heartbeat';
import type { Ports, Receipt } from './ports';
import type { Deployments, Revision } from './ports/deployments';
import { Context } from '@temporalio/activity';

export interface Rehearsal {
  from?: string;
  to: string;
  text: string;
  /** Nothing is connected that could do it, so a person has to. */
  byHand: boolean;
}

/** How often a rollback under way is looked at. */
const LOOK_EVERY_MS = 1_000;

/** What the tool itself calls the version that a person named. */
const idOf = async (deployments: Deployments, wanted: string, signal: AbortSignal): Promise<string> =>
  deployments.find === undefined ? wanted : (await deployments.find(wanted, signal)).id;

/** A tool may keep hundreds; people choose among the newest. */
const MOST_VERSIONS = 20;

/** More names than this say nothing about what is missing among them. */
const MOST_NAMES = 400;

/** Every name that a person can choose; nothing where they are too many. */
function namesOf(versions: readonly Revision[]): string[] | undefined {
  const names = [...new Set(versions.flatMap(({ id, names: others = [] }) => [id, ...others]))];
  return names.length > MOST_NAMES ? undefined : names;
}

interface Order {
  incidentId: string;
  key: string;
  parameters: Parameters;
}

export const createRollbackActivities = ({ deployments: through }: Pick<Ports, 'deployments'>) => ({
  /** What runs, and what a rollback returns to unless the decision names another version. */
  readVersions: ({ parameters }: { parameters: Parameters }): Promise<Versions> =>
    classed(async () => {
      const deployments = through(parameters);
      if (!deployments.automatic) return { kept: [], problem: 'no deployment tool is connected' };
      const { current, previous, kept } = await deployments.read(Context.current().cancellationSignal);
      const others = [...(previous === undefined ? [] : [previous]), ...(kept ?? [])].filter(
        ({ id }) => id !== current.id,
      );
      return {
        running: current.id,
        kept: [...new Set(others.map(({ id }) => id))].slice(0, MOST_VERSIONS),
        ...(previous !== undefined && previous.id !== current.id && { target: previous.id }),
        ...(kept !== undefined && defined({ names: namesOf(others) })),
      };
    }),

  /** The dry run: what would happen, to which version. Changes nothing. */
  rehearseRollback: ({ incidentId, key, parameters, to: wanted }: Order & { to?: string }): Promise<Rehearsal> =>
    classed(async () => {
      const deployments = through(parameters);
      const signal = Context.current().cancellationSignal;
      if (!deployments.automatic) {
        const to = wanted ?? 'the previous version';
        return { to, text: await deployments.rehearse({ incidentId, key, to }, signal), byHand: true };
      }
      const state = await deployments.read(signal);
      const from = state.current.id;
      const to = wanted === undefined ? state.previous?.id : await idOf(deployments, wanted, signal);
      if (to === undefined)
        throw new ProviderRejected('rollback', `${from} is running and the deployment tool keeps no older version`);
      if (to === from) throw new ProviderRejected('rollback', `${to} is already running`);
      const text = await deployments.rehearse({ incidentId, key, to }, signal);
      return { from, to, text, byHand: false };
    }),

  /** Gives the order, once. An unclear answer is not repeated here: the workflow reads back what runs. */
  executeRollback: ({ parameters, ...request }: Order & { from: string; to: string }): Promise<Receipt> =>
    classed(() => through(parameters).rollBack(request, Context.current().cancellationSignal)),

  /** What runs now. */
  readBackRollback: ({ parameters }: { parameters: Parameters }): Promise<{ current: string }> =>
    classed(async () => ({
      current: (await through(parameters).read(Context.current().cancellationSignal)).current.id,
    })),

  /** Watches until the target runs and is healthy, is given up, or time is up. Looks that fail are looked at again. */
  watchRollback: ({
    to,
    untilAt,
    parameters,
  }: {
    to: string;
    untilAt: number;
    parameters: Parameters;
  }): Promise<{ healthy: boolean; text: string }> =>
    beating(async (pause) => {
      const signal = Context.current().cancellationSignal;
      for (;;) {
        const state = await through(parameters)
          .read(signal)
          .catch(() => undefined);
        if (state?.current.id === to && state.current.healthy === true)
          return { healthy: true, text: `${to} is running and healthy` };
        if (state?.current.id === to && state.current.failure !== undefined)
          return { healthy: false, text: `${to} is running but will not become healthy: ${state.current.failure}` };
        if (Date.now() >= untilAt) {
          const seen =
            state === undefined
              ? 'the deployment tool does not answer'
              : `${state.current.id} is running${state.current.healthy === true ? '' : ' and is not healthy'}`;
          return { healthy: false, text: `not healthy in time: ${seen}` };
        }
        await pause(LOOK_EVERY_MS);
      }
    }),
});
