import { once } from 'node:events';
import { z } from 'zod';
import { Deployment, UnknownVersion } from './deployment';
import { Meter, metricsPage } from './meter';
import { answerQuery } from './query';
import { RollbackWebhook } from './rollback';
import { serve, textOf } from './server';
import type { Answer, Request } from './server';
import { Traffic } from './traffic';
import { GOOD_VERSION } from './versions';

export interface ReleaseManagerOptions {
  /** 0 takes any free port. */
  port?: number;
  host?: string;
  /** The version that runs at the start. */
  version?: string;
  /** What `[5m]` means in queries. */
  windowSeconds?: number;
  /** The service's own traffic; 0 for none. */
  requestsPerSecond?: number;
  poolSize?: number;
  patienceMs?: number;
  /** Asked for as `Authorization: Bearer` on `/deploy` and `/rollback`, where set. */
  token?: string;
}

export interface ReleaseManagerService {
  /** Serves and begins its traffic; answers its URL. */
  start(): Promise<string>;
  deploy(version: string): void;
  stop(): Promise<void>;
}

const DeployOrder = z.object({ version: z.string() });

/**
 * A Release Manager small enough to read: it serves its release history out of a bounded connection pool, tells its
 * health and metrics, and can be deployed and rolled back. Its v2024.01.15 really breaks, and v2024.01.14 really heals.
 */
export function createReleaseManagerService(options: ReleaseManagerOptions = {}): ReleaseManagerService {
  const { port = 9911, host = '127.0.0.1', windowSeconds = 300, requestsPerSecond = 20, token } = options;
  const { version = GOOD_VERSION, poolSize = 10, patienceMs = 300 } = options;
  const deployment = new Deployment(version, { poolSize, patienceMs });
  const webhook = new RollbackWebhook(deployment);
  const meter = new Meter();
  const traffic = new Traffic();
  const windowMs = windowSeconds * 1000;

  const releases = async (): Promise<Answer> => {
    const startedAt = performance.now();
    const answer = await deployment.releases().then(
      (history): Answer => ({ status: 200, body: { version: deployment.version, releases: history } }),
      (error: unknown): Answer => ({ status: 500, body: { error: textOf(error) } }),
    );
    meter.count((performance.now() - startedAt) / 1000, answer.status === 500);
    return answer;
  };

  const health = (): Promise<Answer> =>
    deployment.checkHealth().then(
      (): Answer => ({ status: 200, body: { status: 'ok', version: deployment.version } }),
      (error: unknown): Answer => ({
        status: 503,
        body: { status: 'down', version: deployment.version, reason: textOf(error) },
      }),
    );

  const deploy = (body: string): Answer => {
    const order = DeployOrder.safeParse(parsed(body));
    if (!order.success) return { status: 400, body: { error: 'a deployment says which version' } };
    try {
      deployment.deploy(order.data.version);
      return { status: 202, body: { version: deployment.version } };
    } catch (error) {
      if (error instanceof UnknownVersion) return { status: 422, body: { error: error.message } };
      throw error;
    }
  };

  const route = async ({ method, path, query, headers, body }: Request): Promise<Answer> => {
    const guarded = path === '/deploy' || path === '/rollback';
    if (guarded && token !== undefined && headers.authorization !== `Bearer ${token}`) {
      return { status: 401, body: { error: 'the token is missing or wrong' } };
    }
    switch (`${method} ${path}`) {
      case 'GET /releases':
        return releases();
      case 'GET /health':
        return health();
      case 'GET /metrics':
        return { status: 200, body: metricsPage(meter.now(), deployment.connectionsInUse) };
      case 'GET /api/v1/query':
        return answerQuery(meter, windowMs, query);
      case 'POST /api/v1/query':
        return answerQuery(meter, windowMs, new URLSearchParams(body));
      case 'POST /deploy':
        return deploy(body);
      case 'GET /rollback':
        return webhook.state();
      case 'POST /rollback':
        return webhook.order(parsed(body), headers['idempotency-key']?.toString());
      default:
        return { status: 404, body: { error: 'there is no such page' } };
    }
  };

  const server = serve(route);
  let remembering: NodeJS.Timeout | undefined;

  return {
    async start() {
      server.listen(port, host);
      await once(server, 'listening');
      const address = server.address();
      const url = `http://${host}:${typeof address === 'object' && address !== null ? address.port : port}`;
      meter.remember();
      remembering = setInterval(() => meter.remember(), Math.min(1000, Math.max(50, windowMs / 20)));
      traffic.start(`${url}/releases`, requestsPerSecond);
      return url;
    },
    deploy: (next) => deployment.deploy(next),
    async stop() {
      traffic.stop();
      clearInterval(remembering);
      deployment.stop();
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
