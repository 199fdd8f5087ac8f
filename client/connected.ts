import { createDirectory, type LiveDirectory } from '../directory/directory';
import type { DirectoryInvalid } from '../directory/load';
import type { PinnedPolicy } from '../workflows/contract';
import type { ClientConfig } from './config';
import { answers, connectTemporal, connectTemporalLazily, type TemporalLink, type TemporalWish } from './connection';
import { createIncidentClient } from './incident-client';
import type { IncidentClient } from './incidents';
import { pinPolicies } from './policies';
import { inWords } from './temporal-errors';

/** What a client is made of besides its connection. */
export interface Ground {
  policies: PinnedPolicy[];
  directory: LiveDirectory;
}

/** Reads policies and directory. Throws `PolicyInvalid` or `DirectoryInvalid` with everything that is wrong. */
export const readGround = (config: ClientConfig, onProblem?: (problem: DirectoryInvalid) => void): Ground => ({
  policies: pinPolicies([config.policy], config.speed),
  directory: createDirectory({ file: config.directory, ...(onProblem !== undefined && { onProblem }) }),
});

/** An incident client on a connection of its own. */
export interface Connected {
  incidents: IncidentClient;
  address: string;
  reachable: () => Promise<boolean>;
  /** The names that the namespace has. */
  searchAttributes: () => Promise<string[]>;
  close: () => Promise<void>;
}

/** Rejects with `Unreachable` when Temporal does not answer. */
export const connect = async (config: ClientConfig, ground: Ground, wish: TemporalWish): Promise<Connected> =>
  connected(config, ground, await connectTemporal(wish));

/** Connects when first needed, and again whenever it has to. */
export const connectLazily = (config: ClientConfig, ground: Ground, wish: TemporalWish): Connected =>
  connected(config, ground, connectTemporalLazily(wish));

function connected({ continueAfterEvents }: ClientConfig, ground: Ground, link: TemporalLink): Connected {
  return {
    incidents: createIncidentClient({ client: link.client, continueAfterEvents, ...ground }),
    address: link.address,
    reachable: () => answers(link),
    searchAttributes: async () => {
      try {
        const { namespace, connection } = link;
        const { customAttributes } = await connection.withDeadline(Date.now() + 3_000, () =>
          connection.operatorService.listSearchAttributes({ namespace }),
        );
        return Object.keys(customAttributes);
      } catch (error) {
        throw inWords(error);
      }
    },
    close: link.close,
  };
}
