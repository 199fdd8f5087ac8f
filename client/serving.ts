import type { HttpSide } from '../launcher/start';
import { createGate } from './access/create-gate';
import { hostAndPort } from './access/loopback';
import { createOidc } from './access/oidc';
import { refuseOpenDoor } from './access/open-door';
import { createTokens } from './access/tokens';
import { readConfig } from './config';
import { connectLazily, readGround } from './connected';
import { readIntakeSecrets } from './http/intake/secrets';
import { createHttpServer } from './http/server';

export interface ServingOptions {
  env: NodeJS.ProcessEnv;
  /** Hears, a line at a time, of what went wrong. */
  say: (line: string) => void;
  address?: string;
  namespace?: string;
}

/**
 * Starts the HTTP side. It answers before Temporal does, and says so. Throws `StartRefused` where others could reach it
 * and nobody could show who they are.
 */
export async function serveHttp({ env, say, address, namespace }: ServingOptions): Promise<HttpSide> {
  const config = readConfig(env);
  const ground = readGround(config, ({ name, message }) => {
    const what = name === 'DirectoryInvalid' ? 'directory' : 'policy';
    say(`The ${what} is broken; the last sound one holds.\n${message}`);
  });
  const tokens = createTokens({
    file: config.tokens,
    onProblem: ({ message }) => say(`The tokens are broken; the last sound ones count.\n${message}`),
  });
  const { loopback } = await refuseOpenDoor(config, tokens);
  const oidc = config.oidc === undefined ? {} : { oidc: createOidc(config.oidc) };
  const gate = createGate({ tokens, directory: ground.directory, loopback, ...oidc });
  const connected = connectLazily(config, ground, {
    env,
    ownPort: config.temporalPort,
    ...(address !== undefined && { address }),
    ...(namespace !== undefined && { namespace }),
  });
  const server = createHttpServer({
    gate,
    keepOut: (headers) => gate.keepOutForeign(headers),
    incidents: connected.incidents,
    secrets: readIntakeSecrets(env),
    policies: () => ground.policies,
    directory: ground.directory,
    home: config.home,
    temporalReachable: connected.reachable,
    onBug: (error) => say(error instanceof Error ? (error.stack ?? error.message) : String(error)),
  });
  try {
    await server.listen({ host: config.host, port: config.port });
  } catch (error) {
    await connected.close();
    throw error;
  }
  return {
    url: `http://${hostAndPort(config.host, config.port)}`,
    close: async () => {
      await server.close();
      await connected.close();
    },
  };
}
