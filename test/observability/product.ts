import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fromFirstToLast } from '../support/from-first-to-last';
import { serveHttp } from '../../client/serve';
import type { ChildHandle } from '../../launcher/child';
import type { HttpSide } from '../../launcher/start';
import { obtainTemporal } from '../../launcher/temporal-binary';
import { startTemporal, type TemporalHandle } from '../../launcher/temporal-server';
import { startWorker } from '../../launcher/worker-process';
import { builtWorker } from '../support/built-product';
import { RollbackVendor } from '../support/rollback-vendor';
import { writeDirectory, writePolicy } from '../support/settings';
import { freePort } from '../support/servers';
import { parseExposition, type Sample } from './exposition';

/** The product as it is started, but with nobody who starts again what was killed. */
export class Product {
  private constructor(
    /** By how much the HTTP side's clock is ahead, where it judges whether a worker is gone. */
    readonly clock: { aheadMs: number },
    readonly home: string,
    readonly http: HttpSide,
    readonly temporal: TemporalHandle,
    private readonly vendor: RollbackVendor,
    private readonly env: NodeJS.ProcessEnv,
    private worker: ChildHandle,
  ) {}

  static async start(settings: NodeJS.ProcessEnv = {}): Promise<Product> {
    const home = mkdtempSync(join(tmpdir(), 'muster-observed-'));
    const vendor = await RollbackVendor.start();
    const binary = await obtainTemporal({ say: () => undefined });
    const temporal = await startTemporal({ binary, home, port: await freePort() });
    const env = {
      PATH: process.env['PATH'],
      TEMPORAL_ADDRESS: temporal.address,
      MUSTER_HOME: home,
      MUSTER_PORT: String(await freePort()),
      MUSTER_POLICY: writePolicy(home, vendor.url),
      MUSTER_DIRECTORY: writeDirectory(home),
      MUSTER_WORKER_METRICS: `127.0.0.1:${await freePort()}`,
      MUSTER_LOG_LEVEL: 'debug',
      ...settings,
    };
    const worker = await startWorker({ script: builtWorker(), log: join(home, 'worker.log'), env });
    const clock = { aheadMs: 0 };
    const now = (): number => Date.now() + clock.aheadMs;
    const http = await serveHttp({ env, say: () => undefined, logFile: join(home, 'http.log'), now });
    return new Product(clock, home, http, temporal, vendor, env, worker);
  }

  get(path: string): Promise<Response> {
    return fetch(`${this.http.url}${path}`);
  }

  /** What a scrape sees; refuses a text that Prometheus would not read. */
  async scrape(): Promise<Sample[]> {
    return parseExposition(await (await this.get('/metrics')).text());
  }

  async postAlert(body: object): Promise<number> {
    const request = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
    return (await fetch(`${this.http.url}/v1/alerts/alertmanager`, request)).status;
  }

  /** The lines of a log; throws at one that is not JSON. */
  log(name: 'worker' | 'http'): Record<string, unknown>[] {
    const lines = readFileSync(join(this.home, `${name}.log`), 'utf8').split('\n');
    return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Record<string, unknown>);
  }

  async killWorker(): Promise<void> {
    process.kill(this.worker.pid, 'SIGKILL');
    await this.worker.exited;
  }

  async startWorkerAgain(): Promise<void> {
    this.worker = await startWorker({ script: builtWorker(), log: join(this.home, 'worker.log'), env: this.env });
  }

  async killTemporal(): Promise<void> {
    process.kill(this.temporal.pid, 'SIGKILL');
    await this.temporal.exited;
  }

  async stop(): Promise<void> {
    await this.http.close();
    await this.worker.stop();
    await this.temporal.stop();
    await this.vendor.stop();
    rmSync(this.home, { recursive: true, force: true });
  }
}

/** A test file's product from its first test to its last. */
export function useProduct(settings: NodeJS.ProcessEnv = {}): { readonly product: Product } {
  const running = fromFirstToLast('product', () => Product.start(settings), { startMs: 90_000, stopMs: 60_000 });
  return {
    get product() {
      return running();
    },
  };
}
