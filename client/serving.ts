import type { FastifyInstance } from 'fastify';
import type { HttpSide } from '../launcher/start';
import { readConfig } from './config';
import { connectLazily, readGround } from './connected';
import { createHttpServer } from './http/server';
import { addSlack } from './http/slack/routes';
import { openSlack, type OpenSlackOptions } from './slack/open';
import { readSlackSettings, type SlackSettings } from './slack/settings';
import { openSlackSocket, type SlackSocket } from './slack/socket';

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
  const slackSettings = readSlackSettings(env);
  const ground = readGround(config, ({ message }) =>
    say(`The directory is broken; the last sound one holds.\n${message}`),
  );
  const connected = connectLazily(config, ground, {
    env,
    ownPort: config.temporalPort,
    ...(address !== undefined && { address }),
    ...(namespace !== undefined && { namespace }),
  });
  const onBug = (error: unknown): void => say(error instanceof Error ? (error.stack ?? error.message) : String(error));
  const { incidents, reachable: temporalReachable } = connected;
  const server = createHttpServer({ incidents, temporalReachable, onBug });
  const openSocket = wireSlack(server, slackSettings, {
    incidents,
    directory: ground.directory,
    onTrouble: say,
    onBug,
  });
  try {
    await server.listen({ host: config.host, port: config.port });
  } catch (error) {
    await connected.close();
    throw error;
  }
  const socket = openSocket();
  return {
    url: `http://${config.host}:${config.port}`,
    close: async () => {
      await socket?.close();
      await server.close();
      await connected.close();
    },
  };
}

/** Adds Slack's doors where they are configured; answers how to open its socket, once everything else stands. */
function wireSlack(
  server: FastifyInstance,
  settings: SlackSettings | undefined,
  world: Omit<OpenSlackOptions, 'settings'>,
): () => SlackSocket | undefined {
  if (settings === undefined) return () => undefined;
  const { signingSecrets, appToken, apiUrl } = settings;
  const handlers = openSlack({ settings, ...world });
  if (signingSecrets.length > 0) addSlack(server, { handlers, signingSecrets, onBug: world.onBug });
  return () => (appToken === undefined ? undefined : openSlackSocket({ appToken, apiUrl, handlers, ...world }));
}
