/** What does every client stand on: policies, directory, Temporal and the incident client? */
import { createOverrideFile } from '../launcher/override-file';
import type { OverrideBook } from '../directory/override-book';
import type { OnCallBook } from '../directory/provider-on-call';
import { createDirectory, type LiveDirectory } from '../directory/directory';
import { rolesOf } from './people/directory-findings';
import type { DirectoryInvalid } from '../directory/load';
import type { Examined } from '../domain/doctor/finding';
import type { TestMessage } from '../domain/doctor/test-message';
import type { PolicyInvalid } from '../policy/problems';
import type { Policy } from '../policy/schema';
import type { PinnedPolicy } from '../workflows/contract';
import type { ClientConfig } from './config';
import { currentTroubles } from './health/audit';
import type { Check } from './health/check';
import { createAhead } from './health/clock';
import { examineIntegrations, sendTest } from './health/integrations';
import { examineTemporal, type QueueView } from './health/temporal';
import type { IncidentClient } from './incidents/api';
import { createIncidentClient } from './incidents/client';
import { withTroubles } from './incidents/troubles';
import { followPolicies } from './incidents/policies';
import { connectTemporal, connectTemporalLazily, type TemporalLink, type TemporalWish } from './temporal/connection';
import { inWords } from './temporal/errors';

/** What a client is made of besides its connection. Both follow their files. */
export interface Ground {
  readonly policies: readonly PinnedPolicy[];
  readonly directory: LiveDirectory;
  /** The shifts that people took over here. */
  readonly overrides: OverrideBook;
}

export interface GroundOptions {
  /** Called once for each invalid change; `validSince` is there if the file was invalid from the start. */
  onProblem?: (problem: DirectoryInvalid | PolicyInvalid, validSince?: number) => void;
  /** Hears what is wrong with the copies of the last valid files. Without it no copies are stored. */
  onTrouble?: (text: string) => void;
  book?: OnCallBook | undefined;
}

/**
 * Reads policies and directory. A file that is invalid is replaced by the last valid version, if the home has one; else
 * this throws `PolicyInvalid` or `DirectoryInvalid` with everything that is wrong.
 */
export function readGround(config: ClientConfig, { book, ...hearing }: GroundOptions = {}): Ground {
  const { home, speed } = config;
  const policies = followPolicies(speed, { files: [config.policy], home, ...hearing });
  const overrides = createOverrideFile(home);
  const policyRoles = (): string[] => rolesOf(policies().map(({ policy }) => policy));
  const directory = createDirectory({ file: config.directory, home, book, overrides, policyRoles, ...hearing });
  return {
    get policies() {
      return policies();
    },
    directory,
    overrides,
  };
}

/** An incident client on a connection of its own. */
export interface Connected {
  incidents: IncidentClient;
  address: string;
  /** Looks at Temporal, the namespace and the workers; never rejects. */
  examine: (view?: QueueView) => Promise<Check[]>;
  /** The names that the namespace has. */
  searchAttributes: () => Promise<string[]>;
  /** Has the worker try its integrations with a policy. Takes up to a minute. */
  integrations: (policy: Policy) => Promise<Examined[]>;
  /** Has the worker send one marked test message; says what became of it on each way. */
  sendTest: (test: TestMessage) => Promise<Examined[]>;
  close: () => Promise<void>;
}

/** Rejects with `Unreachable` when Temporal does not answer. */
export const connect = async (config: ClientConfig, ground: Ground, wish: TemporalWish): Promise<Connected> =>
  connected(config, ground, await connectTemporal(wish));

/** Connects when first needed, and again whenever it has to. */
export const connectLazily = (config: ClientConfig, ground: Ground, wish: TemporalWish): Connected =>
  connected(config, ground, connectTemporalLazily(wish));

function connected({ continueAfterEvents, home }: ClientConfig, ground: Ground, link: TemporalLink): Connected {
  const calls = createCalls();
  const ahead = createAhead(link);
  const incidents = withTroubles(createIncidentClient({ client: link.client, continueAfterEvents, ground }), () =>
    currentTroubles(home),
  );
  return {
    incidents: {
      alertsArrived: (arrived) => calls.counted(incidents.alertsArrived(arrived)),
      providerActed: (act) => calls.counted(incidents.providerActed(act)),
      pageAnswered: (answer) => calls.counted(incidents.pageAnswered(answer)),
      declare: (by, declaring) => calls.counted(incidents.declare(by, declaring)),
      act: (ref, by, deed) => calls.counted(incidents.act(ref, by, deed)),
      merge: (first, by, second, reason) => calls.counted(incidents.merge(first, by, second, reason)),
      show: (ref) => calls.counted(incidents.show(ref)),
      mark: (ref) => calls.counted(incidents.mark(ref)),
      list: (which) => calls.counted(incidents.list(which)),
      postMortem: (ref) => calls.counted(incidents.postMortem(ref)),
      postMortemAct: (ref, by, deed) => calls.counted(incidents.postMortemAct(ref, by, deed)),
    },
    address: link.address,
    examine: (view) => calls.counted(examineTemporal(link, { ...view, ahead })),
    integrations: (policy) => calls.counted(examineIntegrations(link.client, policy)),
    sendTest: (test) => calls.counted(sendTest(link.client, test)),
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
    close: async () => {
      await calls.over();
      await link.close();
    },
  };
}

/**
 * Counts calls under way. If the connection is closed during a call, the SDK's retry throws an error that nobody can
 * catch and that would end the process; so closing waits for these calls. Each has a time limit of its own.
 */
function createCalls() {
  const underWay = new Set<Promise<unknown>>();
  return {
    counted: <Result>(running: Promise<Result>): Promise<Result> => {
      underWay.add(running);
      const forget = (): void => void underWay.delete(running);
      running.then(forget, forget);
      return running;
    },
    over: () => Promise.allSettled(underWay),
  };
}
