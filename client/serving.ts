import type { HttpSide } from '../launcher/start';
import { createOpenGate } from './access/open-gate';
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

/** Starts the HTTP side. It answers before Temporal does, and says so. */
export async function serveHttp({ env, say, address, namespace }: ServingOptions): Promise<HttpSide> {
  const config = readConfig(env);
  const ground = readGround(config, ({ name, message }) => {
    const what = name === 'DirectoryInvalid' ? 'directory' : 'policy';
    say(`The ${what} is broken; the last sound one holds.\n${message}`);
  });
  const connected = connectLazily(config, ground, {
    env,
    ownPort: config.temporalPort,
    ...(address !== undefined && { address }),
    ...(namespace !== undefined && { namespace }),
  });
  const server = createHttpServer({
    incidents: connected.incidents,
    gate: createOpenGate(),
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
    url: `http://${config.host}:${config.port}`,
    close: async () => {
      await server.close();
      await connected.close();
    },
  };
}
