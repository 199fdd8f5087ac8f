/** What do the `MUSTER_` environment variables say, and are they valid? */
import { LOG_LEVELS, type LogLevel } from '../launcher/json-log';
import { METRICS_ADDRESS } from '../launcher/metrics-address';
import { isSafeAddress } from '../launcher/vendor-settings';
import { secretSetting } from '../launcher/secret-setting';
import { hostAndPort } from './access/loopback';
import { packageRoot } from './package-root';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { defined } from '../domain/state/fields';

/** What a client is told by its environment. Files and folders are absolute. */
export interface ClientConfig {
  home: string;
  /** Where the HTTP server listens. Loopback, unless a container has to be reached from outside of it. */
  host: string;
  port: number;
  temporalPort: number;
  policy: string;
  directory: string;
  speed: number;
  continueAfterEvents: number;
  /** The file with what is kept of the tokens. */
  tokens: string;
  /** Absent where no identity provider is named. */
  oidc?: OidcSettings;
  logLevel: LogLevel;
  /** Where the worker offers its metrics, if it does. */
  workerMetrics?: string;
}

/** A setting that can't be used. The message names each, what it is and what it should be. */
export class ConfigInvalid extends Error {
  override name = 'ConfigInvalid';
}

const PORT = 'a port (a whole number from 1 to 65535)';

const port = (fallback: number) => z.coerce.number(PORT).int(PORT).min(1, PORT).max(65_535, PORT).default(fallback);

const SPEED = 'a number greater than 0';

const EVENTS = 'a whole number from 10 to 40000';

const ADDRESS = 'an address with https (http on this machine only)';

const address = () => z.string().refine(isSafeAddress, ADDRESS).optional();

const LEVEL = `one of ${LOG_LEVELS.join(', ')}`;

const HOST_AND_PORT = 'host:port, such as 127.0.0.1:9464';

const Environment = z.object({
  MUSTER_HOME: z.string().default('.muster'),
  MUSTER_HOST: z.string().default('127.0.0.1'),
  MUSTER_PORT: port(8080),
  MUSTER_TEMPORAL_PORT: port(7233),
  MUSTER_POLICY: z.string().optional(),
  MUSTER_DIRECTORY: z.string().optional(),
  MUSTER_SPEED: z.coerce.number(SPEED).positive(SPEED).default(1),
  MUSTER_CONTINUE_AFTER_EVENTS: z.coerce.number(EVENTS).int(EVENTS).min(10, EVENTS).max(40_000, EVENTS).default(1_000),
  MUSTER_TOKENS: z.string().optional(),
  MUSTER_OIDC_ISSUER: address(),
  MUSTER_OIDC_AUDIENCE: z.string().optional(),
  MUSTER_OIDC_JWKS_URL: address(),
  MUSTER_OIDC_PERSON_CLAIM: z.string().optional(),
  MUSTER_OIDC_ACCESS_CLAIM: z.string().optional(),
  MUSTER_OIDC_CLIENT_ID: z.string().optional(),
  MUSTER_OIDC_SCOPE: z.string().default('openid email'),
  MUSTER_PUBLIC_URL: z.string().optional(),
  MUSTER_LOG_LEVEL: z.enum(LOG_LEVELS, LEVEL).default('info'),
  MUSTER_WORKER_METRICS: z.string().regex(METRICS_ADDRESS, HOST_AND_PORT).optional(),
});

type Environment = z.output<typeof Environment>;

/** Reads the `MUSTER_` settings; an empty one counts as not set. Throws `ConfigInvalid`. */
export function readConfig(env: NodeJS.ProcessEnv): ClientConfig {
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const parsed = Environment.safeParse(set);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path, message }) => {
      const name = String(path[0]);
      return `${name} is "${env[name] ?? ''}"; it must be ${message}.`;
    });
    throw new ConfigInvalid(problems.join('\n'));
  }
  const { data } = parsed;
  const own = (file: string | undefined, shipped: string): string =>
    file === undefined ? join(packageRoot(), shipped) : resolve(file);
  const home = resolve(data.MUSTER_HOME);
  const client = readOidcClient(data, env);
  const oidc = readOidc(data, client);
  return {
    home,
    host: data.MUSTER_HOST,
    port: data.MUSTER_PORT,
    temporalPort: data.MUSTER_TEMPORAL_PORT,
    policy: own(data.MUSTER_POLICY, join('policy', 'release-manager.yaml')),
    directory: own(data.MUSTER_DIRECTORY, join('examples', 'release-manager', 'directory.yaml')),
    speed: data.MUSTER_SPEED,
    continueAfterEvents: data.MUSTER_CONTINUE_AFTER_EVENTS,
    tokens: data.MUSTER_TOKENS === undefined ? join(home, 'tokens.json') : resolve(data.MUSTER_TOKENS),
    ...defined({ oidc }),
    logLevel: data.MUSTER_LOG_LEVEL,
    ...defined({ workerMetrics: data.MUSTER_WORKER_METRICS }),
  };
}

/** Refuses half a configuration: nobody should believe that an identity provider is in use when it isn't. */
function readOidc(data: Environment, client: OidcClientSettings | undefined): OidcSettings | undefined {
  const { MUSTER_OIDC_ISSUER: issuer, MUSTER_OIDC_AUDIENCE: audience } = data;
  const { MUSTER_OIDC_JWKS_URL: jwksUrl, MUSTER_OIDC_ACCESS_CLAIM: accessClaim } = data;
  const { MUSTER_OIDC_PERSON_CLAIM: personClaim } = data;
  if ([issuer, audience, jwksUrl, accessClaim, personClaim, client].every((setting) => setting === undefined))
    return undefined;
  if (issuer === undefined || audience === undefined)
    throw new ConfigInvalid(
      `${issuer === undefined ? 'MUSTER_OIDC_ISSUER' : 'MUSTER_OIDC_AUDIENCE'} is not set. An identity provider needs both MUSTER_OIDC_ISSUER and MUSTER_OIDC_AUDIENCE.`,
    );
  return {
    issuer,
    audience,
    personClaim: personClaim ?? 'email',
    ...defined({ jwksUrl, accessClaim, client }),
  };
}

/** How browsers sign in. The provider sends them back to where people reach us, and nowhere else. */
function readOidcClient(data: Environment, env: NodeJS.ProcessEnv): OidcClientSettings | undefined {
  const { MUSTER_OIDC_CLIENT_ID: id, MUSTER_OIDC_SCOPE: scope, MUSTER_HOST: host, MUSTER_PUBLIC_URL: url } = data;
  const secret = secretSetting(env, 'MUSTER_OIDC_CLIENT_SECRET');
  if (id === undefined) {
    if (secret === undefined) return undefined;
    throw new ConfigInvalid('MUSTER_OIDC_CLIENT_ID is not set, but MUSTER_OIDC_CLIENT_SECRET is.');
  }
  const address = url ?? `http://${hostAndPort(host, data.MUSTER_PORT)}`;
  if (!isSafeAddress(address))
    throw new ConfigInvalid(
      `MUSTER_PUBLIC_URL is "${url ?? ''}"; to sign people in (MUSTER_OIDC_CLIENT_ID) it must be ${ADDRESS}.`,
    );
  return { id, scope, redirectUri: new URL('/sign-in/callback', address).href, ...defined({ secret }) };
}

/** An identity provider that we trust to say who people are. */
export interface OidcSettings {
  issuer: string;
  /** Our name there; a token that was made for another service is refused. */
  audience: string;
  /** Where its public keys are; without it the issuer is asked. */
  jwksUrl?: string;
  /** The claim that names a person of the directory. */
  personClaim: string;
  /** The claim that holds one or more access levels. Without it only the directory says what a person may do. */
  accessClaim?: string;
  /** How people sign in to the room there; without it they bring a token. */
  client?: OidcClientSettings;
}

/** What we are registered as at the provider. */
export interface OidcClientSettings {
  id: string;
  /** Absent where the provider needs none. */
  secret?: string;
  scope: string;
  /** Where it sends browsers back to. */
  redirectUri: string;
}
