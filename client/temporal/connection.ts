import { ConfigInvalid } from '../config';
import { Unreachable } from '../errors';
import {
  Client,
  Connection,
  type ConnectionOptions,
  defaultGrpcRetryOptions,
  makeGrpcRetryInterceptor,
} from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { messageOf } from '../../domain/text/message-of';

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

/**
 * How soon a Temporal that was away is looked for again. The default waits longer and longer, up to two minutes: after an
 * outage alerts would go on being refused although Temporal has long been back.
 */
const LOOK_AGAIN = { 'grpc.initial_reconnect_backoff_ms': 100, 'grpc.max_reconnect_backoff_ms': 1_000 };

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
    // The default tries ten times and takes half a minute to say that nobody is there. Whoever calls tries again.
    interceptors: [makeGrpcRetryInterceptor(defaultGrpcRetryOptions({ maxAttempts: 3 }))],
  };
  return { address, namespace: wish.namespace ?? namespace ?? 'default', options };
}

/**
 * A profile, TLS or a key that a person has set up for a cluster of theirs must not apply to our own server: it counts where
 * an address names that cluster, as it does for `muster start` and `muster worker`.
 */
const isNamed = ({ env, address }: TemporalWish): boolean =>
  [address, env.TEMPORAL_ADDRESS].some((setting) => setting !== undefined && setting !== '');

/** Whoever has set one of these and no address takes it for granted that the cluster which it names was asked. */
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
