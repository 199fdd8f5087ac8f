import { ConnectionPool } from './connection-pool';
import type { Release } from './versions';
import { VERSIONS } from './versions';

export interface PoolSettings {
  poolSize: number;
  /** How long a request waits for a connection before it fails. */
  patienceMs: number;
}

export class UnknownVersion extends Error {
  override readonly name = 'UnknownVersion';
}

/** What runs, and what ran before. Each deployment starts with a new connection pool, as a new process would. */
export class Deployment {
  private readonly past: string[] = [];
  private running: { version: string; pool: ConnectionPool };

  constructor(
    version: string,
    private readonly settings: PoolSettings,
  ) {
    this.running = { version, pool: this.newPool(version) };
  }

  get version(): string {
    return this.running.version;
  }

  /** What could be returned to: what was deployed before the present version, until it has been returned to. */
  get previous(): string | undefined {
    return this.past.at(-1);
  }

  get connectionsInUse(): number {
    return this.running.pool.inUse;
  }

  deploy(version: string): void {
    const replaced = this.running;
    this.running = { version, pool: this.newPool(version) };
    replaced.pool.close();
    const returnedTo = this.past.indexOf(version);
    if (returnedTo >= 0) this.past.length = returnedTo;
    else if (version !== replaced.version) this.past.push(replaced.version);
  }

  /** The release history, by the code of the version that runs. */
  async releases(): Promise<Release[]> {
    const { version, pool } = this.running;
    const history = VERSIONS.get(version);
    if (history === undefined) throw new UnknownVersion(version);
    return history(pool);
  }

  /** Healthy is who can reach the database. Throws what prevents it. */
  async checkHealth(): Promise<void> {
    const connection = await this.running.pool.take();
    try {
      await connection.query(1);
    } finally {
      connection.release();
    }
  }

  /** Ends what still waits. */
  stop(): void {
    this.running.pool.close();
  }

  private newPool(version: string): ConnectionPool {
    if (!VERSIONS.has(version)) throw new UnknownVersion(`there is no version ${version}`);
    return new ConnectionPool(this.settings.poolSize, this.settings.patienceMs);
  }
}
