/**
 * Which Temporal do we talk to, and how do we connect to it? This room knows Temporal's addresses, time limits, retries
 * and errors; which workflow is called, and why, is up to its callers.
 */
import { ConfigInvalid } from '../config';
import { Unreachable } from '../errors';
import { Client, Connection, type ConnectionOptions } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { messageOf } from '../../domain/text/message-of';
import { LOOK_AGAIN } from '../../launcher/look-again';
import { retries } from '../../launcher/retries';

/** Which Temporal to talk to: what the command line says, else the environment, else our own server. */
export interface TemporalWish {
  env: NodeJS.ProcessEnv;
  /** Where our own server listens. */
  ownPort: number;
  address?: string;
  namespace?: string;
}

/** A connection with a client on it. */
export interface TemporalLink {
  client: Client;
  connection: Connection;
  address: string;
  namespace: string;
  close: () => Promise<void>;
}

const CONNECT_MS = 3_000;

/** Connects now. Rejects with `Unreachable`, in a sentence that says what to do, when Temporal does not answer. */
export async function connectTemporal(wish: TemporalWish): Promise<TemporalLink> {
  const { address, namespace, options } = settle(wish);
  try {
    return link(await Connection.connect({ ...options, connectTimeout: CONNECT_MS }), address, namespace);
  } catch (error) {
    const message = `Temporal does not answer at ${address}. Is \`muster start\` running?${passedOver(wish)}`;
    throw new Unreachable(message, { cause: error });
  }
}

/** For a server that has to answer, if only that Temporal doesn't, before Temporal is there. */
export function connectTemporalLazily(wish: TemporalWish): TemporalLink {
  const { address, namespace, options } = settle(wish);
  return link(Connection.lazy({ ...options, connectTimeout: CONNECT_MS }), address, namespace);
}

function settle(wish: TemporalWish): { address: string; namespace: string; options: ConnectionOptions } {
  const own = `127.0.0.1:${wish.ownPort}`;
  const { connectionOptions, namespace } = isNamed(wish) ? fromEnvironment(wish.env) : {};
  const address = wish.address ?? connectionOptions?.address ?? own;
  const options: ConnectionOptions = {
    ...connectionOptions,
    address,
    channelArgs: { ...connectionOptions?.channelArgs, ...LOOK_AGAIN },
    // The default tries ten times, which takes half a minute, until it gives up. Our callers try again themselves.
    interceptors: retries(3),
  };
  return { address, namespace: wish.namespace ?? namespace ?? 'default', options };
}

/**
 * A profile, TLS or a key that a person has set up for a cluster of theirs must not apply to our own server: it counts where
 * an address names that cluster, as it does for `muster start` and `muster worker`.
 */
const isNamed = ({ env, address }: TemporalWish): boolean =>
  [address, env.TEMPORAL_ADDRESS].some((setting) => setting !== undefined && setting !== '');

/** A person who has set one of these but no address would assume that we asked the cluster which it names. */
function passedOver(wish: TemporalWish): string {
  const { TEMPORAL_PROFILE: profile = '', TEMPORAL_CONFIG_FILE: file = '' } = wish.env;
  if (isNamed(wish) || profile + file === '') return '';
  return ` ${profile === '' ? 'TEMPORAL_CONFIG_FILE' : 'TEMPORAL_PROFILE'} has no effect unless TEMPORAL_ADDRESS is set.`;
}

function fromEnvironment(env: NodeJS.ProcessEnv): { connectionOptions?: ConnectionOptions; namespace?: string } {
  const set = Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]));
  try {
    return loadClientConnectConfig({ overrideEnvVars: Object.fromEntries(set) });
  } catch (error) {
    const reason = messageOf(error);
    throw new ConfigInvalid(`The TEMPORAL_ settings are invalid: ${reason}`);
  }
}

const link = (connection: Connection, address: string, namespace: string): TemporalLink => ({
  client: new Client({ connection, namespace }),
  connection,
  address,
  namespace,
  close: () => connection.close(),
});
