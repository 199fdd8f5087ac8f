/** How does Muster query PostgreSQL without being able to write, wait long or use up its connections? */
import { Pool, type PoolClient } from 'pg';
import { z } from 'zod';
import { ProviderRejected } from '../../errors';
import { postgresFailure } from './failures';

/** One fixed query with its values; the rows are checked. */
export type Select = <Row>(row: z.ZodType<Row>, sql: string, values?: (string | number)[]) => Promise<Row[]>;

export interface Sessions {
  /**
   * Reads in one transaction that can't write. Throws `ProviderUnavailable` or `ProviderRejected`; where `signal` ended
   * it, its reason, at once, and the query that runs is cancelled at the server.
   */
  read<Found>(look: (select: Select) => Promise<Found>, signal?: AbortSignal): Promise<Found>;
  close(): Promise<void>;
}

/** What one statement may take at the server, and how long it may wait for somebody's lock. */
const STATEMENT_MS = 5_000;
const LOCK_MS = 1_000;
/** For a connection: a step's commands come at the same time, and two at a time are let in. */
const CONNECT_MS = 12_000;
/** Connections may be what is scarce: none is kept for long. */
const IDLE_MS = 2_000;

// In the transaction and not in the connection's options: so no address can change it, even behind a pooler.
const BEGIN = `BEGIN TRANSACTION READ ONLY; SET LOCAL statement_timeout = ${STATEMENT_MS}; SET LOCAL lock_timeout = ${LOCK_MS}`;

const Backend = z.object({ pid: z.number() });

/** Connections for looking: at most two. Nothing but the transactions here is ever run on them. */
export function createSessions({ url }: { url: string }): Sessions {
  const role = roleIn(url);
  const pool = new Pool({
    connectionString: url,
    max: 2,
    application_name: 'muster',
    connectionTimeoutMillis: CONNECT_MS,
    idleTimeoutMillis: IDLE_MS,
    // For a server that is gone without a word: its own limit comes first.
    query_timeout: STATEMENT_MS + 2_000,
    keepAlive: true,
    allowExitOnIdle: true,
  });
  // A connection that breaks while nobody uses it is left out by the pool; without this the process would end.
  pool.on('error', () => undefined);

  /** Another connection asks the server to stop what this one does. Where there is none, the server's own limit does. */
  const cancel = (pid: number): Promise<unknown> =>
    pool.query('SELECT pg_cancel_backend($1)', [pid]).catch(() => undefined);

  const run = async <Found>(
    client: PoolClient,
    look: (select: Select) => Promise<Found>,
    signal: AbortSignal | undefined,
  ): Promise<Found> => {
    const cancellations: Promise<unknown>[] = [];
    try {
      await client.query(BEGIN);
      const { pid } = Backend.parse((await client.query('SELECT pg_backend_pid() AS pid')).rows[0]);
      signal?.addEventListener('abort', () => cancellations.push(cancel(pid)), { once: true });
      return await look(async (row, sql, values = []) => {
        signal?.throwIfAborted();
        return rowsOf(row, (await client.query(sql, values)).rows);
      });
    } finally {
      const isBroken = await client.query('ROLLBACK').then(
        () => false,
        () => true,
      );
      // Held until then: a late cancellation must not hit the next look.
      await Promise.all(cancellations);
      client.release(isBroken);
    }
  };

  return {
    async read(look, signal) {
      signal?.throwIfAborted();
      const looking = pool.connect().then((client) => run(client, look, signal));
      try {
        return await (signal === undefined ? looking : Promise.race([looking, aborted(signal)]));
      } catch (error) {
        signal?.throwIfAborted();
        throw postgresFailure(error, role);
      }
    },
    close: () => pool.end(),
  };
}

const aborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });

function rowsOf<Row>(row: z.ZodType<Row>, rows: unknown[]): Row[] {
  const parsed = z.array(row).safeParse(rows);
  if (!parsed.success)
    throw new ProviderRejected('postgresql', `unexpected response: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}

/** Who logs in, for a hint that can be typed. */
function roleIn(url: string): string {
  const user = URL.canParse(url) ? decodeURIComponent(new URL(url).username) : '';
  return /^[a-z_][a-z0-9_]*$/.test(user) ? user : `"${(user || 'muster').replaceAll('"', '""')}"`;
}
