/** Lent by the pool. Whoever takes one gives it back: nothing else does. */
export interface Connection {
  query(milliseconds: number): Promise<void>;
  release(): void;
}

export class PoolExhausted extends Error {
  override readonly name = 'PoolExhausted';
}

/** A bounded pool of database connections, as every service has one. The database behind it is a stopwatch. */
export class ConnectionPool {
  private lent = 0;
  private closed = false;
  private readonly waiting: { take: () => void; fail: (error: Error) => void }[] = [];

  constructor(
    readonly size: number,
    private readonly patienceMs: number,
  ) {}

  get inUse(): number {
    return this.lent;
  }

  /** A free connection, after a wait where all are lent; `PoolExhausted` where none comes back in time. */
  async take(): Promise<Connection> {
    if (this.closed) throw new PoolExhausted('the connection pool is closed');
    if (this.lent === this.size) await this.turn();
    else this.lent += 1;
    let given = false;
    return {
      query: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
      release: () => {
        if (!given) this.giveBack();
        given = true;
      },
    };
  }

  /** The process that had this pool is replaced: who still waits is told so. */
  close(): void {
    this.closed = true;
    for (const { fail } of this.waiting.splice(0)) fail(new PoolExhausted('the connection pool is closed'));
  }

  private giveBack(): void {
    const next = this.waiting.shift();
    if (next === undefined) this.lent -= 1;
    else next.take();
  }

  private turn(): Promise<void> {
    return new Promise((resolve, reject) => {
      const entry = {
        take: () => {
          clearTimeout(timer);
          resolve();
        },
        fail: (error: Error) => {
          clearTimeout(timer);
          reject(error);
        },
      };
      const timer = setTimeout(() => {
        this.waiting.splice(this.waiting.indexOf(entry), 1);
        const all = `${this.size} of ${this.size}`;
        reject(new PoolExhausted(`no database connection within ${this.patienceMs} ms (${all} in use)`));
      }, this.patienceMs);
      this.waiting.push(entry);
    });
  }
}
