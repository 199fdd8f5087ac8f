import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { tailOf, withLog } from '../../launcher/child';
import { until } from '../support/until';
import { freePort } from '../support/servers/free-port';

/** Where Debian and others put PostgreSQL's own programs; they are not on the PATH. */
const BIN = [18, 17, 16, 15, 14, 13].map((version) => `/usr/lib/postgresql/${version}/bin`).find(existsSync);

/**
 * `describe` for tests with a real PostgreSQL. Where it is missing they are left out with a line that says so; in CI that is
 * a failure.
 */
export function describeWithPostgresql(what: string, tests: () => void): void {
  if (BIN !== undefined) {
    describe(what, tests);
  } else if (process.env['CI'] === 'true') {
    describe(what, () => {
      it('has the PostgreSQL that it needs', () => {
        expect(BIN).toBeDefined();
      });
    });
  } else {
    console.warn(`Left out: "${what}". There is no /usr/lib/postgresql/*/bin (apt-get install postgresql).`);
    describe.skip(what, tests);
  }
}

export const SUPERUSER = { user: 'postgres', password: 'superuser-4c1e' };

export interface PostgresqlServer {
  readonly port: number;
  url(login: { user: string; password: string }, database: string): string;
  /** Runs a file of SQL as a superuser, as a person does. */
  runFile(file: string, database: string): void;
  connect(login: { user: string; password: string }, database: string, application?: string): Promise<Client>;
  stop(): Promise<void>;
}

/** A server of its own with 20 connections, 3 of them for superusers, which counts statements. */
export async function startPostgresql(): Promise<PostgresqlServer> {
  const bin = BIN ?? '';
  const home = mkdtempSync(join(tmpdir(), 'muster-postgresql-'));
  const [data, log, secret] = [join(home, 'data'), join(home, 'log'), join(home, 'secret')];
  writeFileSync(secret, SUPERUSER.password);
  // PostgreSQL refuses to run as root.
  const isRoot = process.getuid?.() === 0;
  if (isRoot) {
    const [uid = 0, gid = 0] = ['-u', '-g'].map((which) => Number(execFileSync('id', [which, 'postgres'])));
    for (const path of [home, secret]) chownSync(path, uid, gid);
  }
  const asItsUser = (program: string, args: string[]): [string, string[]] =>
    isRoot ? ['setpriv', ['--reuid=postgres', '--regid=postgres', '--init-groups', program, ...args]] : [program, args];
  const [initdb, initdbArgs] = asItsUser(`${bin}/initdb`, [
    `--pgdata=${data}`,
    '--auth=scram-sha-256',
    `--username=${SUPERUSER.user}`,
    `--pwfile=${secret}`,
    '--no-sync',
    '--locale=C.UTF-8',
  ]);
  execFileSync(initdb, initdbArgs, { cwd: home });

  const port = await freePort();
  const settings = {
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: home,
    shared_preload_libraries: 'pg_stat_statements',
    max_connections: 20,
    superuser_reserved_connections: 3,
    fsync: 'off',
  };
  const [program, args] = asItsUser(`${bin}/postgres`, [
    '-D',
    data,
    ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ]);
  const server = withLog(log, (output) => spawn(program, args, { cwd: home, stdio: ['ignore', output, output] }));
  const exited = once(server, 'exit');

  const url: PostgresqlServer['url'] = ({ user, password }, database) =>
    `postgresql://${user}:${password}@127.0.0.1:${port}/${database}`;
  const connect: PostgresqlServer['connect'] = async (login, database, application = 'test') => {
    const client = new Client({ connectionString: url(login, database), application_name: application });
    // Ended by the server when it stops, or by a person in a test.
    client.on('error', () => undefined);
    await client.connect();
    return client;
  };
  const stop = async (): Promise<void> => {
    // SIGINT: at once, without waiting for those who are connected.
    if (server.exitCode === null && server.signalCode === null) server.kill('SIGINT');
    await exited;
    rmSync(home, { recursive: true, force: true });
  };
  try {
    await until(
      () => `PostgreSQL takes connections: ${tailOf(log)}`,
      () =>
        connect(SUPERUSER, 'postgres').then(
          (client) => client.end().then(() => true),
          () => undefined,
        ),
      { withinMs: 30_000 },
    );
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    port,
    url,
    connect,
    stop,
    runFile(file, database) {
      const psql = ['-X', '-q', '-v', 'ON_ERROR_STOP=1', '-f', file, url(SUPERUSER, database)];
      execFileSync(`${bin}/psql`, psql);
    },
  };
}
