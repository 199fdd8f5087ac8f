import { redact } from '../domain/redact';
import type { HttpSide } from '../launcher/start';
import { readConfig } from './config';
import { connectLazily, readGround } from './connected';
import { examineFiles } from './file-checks';
import { createIncidentGauges } from './gauges';
import { createHttpMetrics } from './http/metrics';
import { createHttpServer } from './http/server';
import { openHttpLog } from './logging';
import { createReadiness } from './readiness';
import { createWorkerMetrics } from './worker-metrics';

export interface ServingOptions {
  env: NodeJS.ProcessEnv;
  /** Hears, a line at a time, of what went wrong. */
  say: (line: string) => void;
  address?: string;
  namespace?: string;
  /** Where its log goes; standard output where no file is named. */
  logFile?: string;
}

/** Starts the HTTP side. It answers before Temporal does, and says so. */
export async function serveHttp({ env, say, address, namespace, logFile }: ServingOptions): Promise<HttpSide> {
  const config = readConfig(env);
  const { log, close: closeLog } = openHttpLog(config.logLevel, logFile);
  const ground = readGround(config, ({ message }) => {
    log.error('The directory is broken; the last sound one holds', { problem: message });
    say(`The directory is broken; the last sound one holds.\n${message}`);
  });
  const connected = connectLazily(config, ground, {
    env,
    ownPort: config.temporalPort,
    ...(address !== undefined && { address }),
    ...(namespace !== undefined && { namespace }),
  });
  const { incidents, examine } = connected;
  const { workerMetrics } = config;
  const server = createHttpServer({
    incidents,
    readiness: createReadiness({ temporal: examine, files: () => examineFiles(config, ground) }),
    metrics: createHttpMetrics([
      createIncidentGauges(incidents),
      ...(workerMetrics === undefined ? [] : [createWorkerMetrics(workerMetrics)]),
    ]),
    log,
    onBug: (error) => {
      log.error('A bug', { error });
      say(redact(error instanceof Error ? (error.stack ?? error.message) : String(error)));
    },
  });
  try {
    await server.listen({ host: config.host, port: config.port });
  } catch (error) {
    await connected.close();
    closeLog();
    throw error;
  }
  return {
    url: `http://${config.host}:${config.port}`,
    close: async () => {
      await server.close();
      await connected.close();
      closeLog();
    },
  };
}
