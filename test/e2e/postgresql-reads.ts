import { createPostgresql, type Postgresql } from '../../activities/adapters/postgresql';
import type { Database } from '../../activities/ports/diagnostics';
import { untilTrue } from '../support/until';
import { type PostgresqlServer, startPostgresql, SUPERUSER } from './postgresql-server';
import { resolve } from 'node:path';
import type { Client } from 'pg';

const ROLE = resolve(__dirname, '../../deploy/postgresql/role.sql');

export const MUSTER = { user: 'muster', password: 'canary-77af' };

const APP = { user: 'app', password: 'app-1d3f' };

export const DATABASE = 'release_manager';

type Read = Parameters<Database['read']>[0]['read'];

/** A server with the shipped role and somebody else's application, for the tests of the block that calls it. */
export function usePostgresql() {
  let server: PostgresqlServer;
  let admin: Client;
  let database: Postgresql;
  const clients: Client[] = [];

  beforeAll(async () => {
    server = await startPostgresql();
    const first = await server.connect(SUPERUSER, 'postgres');
    await first.query(`CREATE DATABASE ${DATABASE}`);
    await first.query(`CREATE ROLE app LOGIN PASSWORD '${APP.password}'`);
    await first.end();
    // Nothing more than what is shipped: all that the adapter reads below it reads with this role.
    server.runFile(ROLE, DATABASE);
    admin = await server.connect(SUPERUSER, DATABASE);
    await admin.query(`ALTER ROLE muster PASSWORD '${MUSTER.password}'`);
    await admin.query('CREATE EXTENSION pg_stat_statements');
    await admin.query('CREATE TABLE releases (id int PRIMARY KEY, state text)');
    await admin.query(`INSERT INTO releases SELECT n, 'new' FROM generate_series(1, 10) n`);
    await admin.query('GRANT ALL ON releases TO app');
  });
  beforeEach(() => {
    database = createPostgresql({ url: server.url(MUSTER, DATABASE) });
  });
  afterEach(async () => {
    await database.close();
    await Promise.all(clients.splice(0).map((client) => client.end().catch(() => undefined)));
    await untilTrue('the connections of the test are closed', async () => {
      const left = await admin.query(`SELECT FROM pg_stat_activity WHERE usename IN ('app', 'muster', 'blind')`);
      return left.rowCount === 0;
    });
  });
  afterAll(async () => {
    await admin.end();
    await server.stop();
  });

  const app = async (application = 'shop'): Promise<Client> => {
    const client = await server.connect(APP, DATABASE, application);
    clients.push(client);
    return client;
  };
  const pidOf = async (client: Client): Promise<number> => {
    const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    return rows[0]?.pid ?? 0;
  };
  const read = (what: Read, from: Database = database, signal?: AbortSignal): Promise<string> =>
    from.read({ use: 'database', read: what }, { database: DATABASE }, signal);
  const check = (under: number) =>
    database.check({ use: 'database', check: 'connections', title: 'Database connections under the limit', under }, {});
  const lookingInto = async <Found>(
    login: { user: string; password: string },
    name: string,
    look: (found: Postgresql) => Promise<Found>,
  ): Promise<Found> => {
    const other = createPostgresql({ url: server.url(login, name) });
    try {
      return await look(other);
    } finally {
      await other.close();
    }
  };

  return {
    server: () => server,
    admin: () => admin,
    database: () => database,
    /** The connections of the application that are open. */
    clients,
    app,
    pidOf,
    read,
    check,
    lookingInto,
  };
}
