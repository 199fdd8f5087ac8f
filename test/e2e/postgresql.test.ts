import { ProviderUnavailable } from '../../activities/errors';
import { until, untilTrue } from '../support/until';
import { describeDatabase } from '../contracts/database.contract';
import { DATABASE, MUSTER, usePostgresql } from './postgresql-reads';
import { describeWithPostgresql, SUPERUSER } from './postgresql-server';

describeWithPostgresql('a real PostgreSQL', () => {
  const { server, admin, database, app, clients, pidOf, read, check, lookingInto } = usePostgresql();

  describeDatabase('PostgreSQL', database);

  it('counts the connections, by state and by who has them', async () => {
    const [one, two] = [await app(), await app(), await app('cron')];
    await one.query('BEGIN; SELECT 1');
    await two.query('BEGIN; SELECT 1');
    const [summary = '', ...details] = (await read('connections')).split('\n');
    expect(summary).toMatch(/^\d+ of 17 connections in use \(\d+ %\): .*2 idle in transaction/);
    expect(details[0]).toBe('  max_connections 20, 3 of them reserved; read in database release_manager');
    expect(details.join('\n')).toContain('shop as app from 127.0.0.1: 2 connections, 2 of them idle in transaction');
    expect(details.join('\n')).toContain('cron as app from 127.0.0.1: 1 connection');
    expect(details.join('\n')).not.toContain('INCOMPLETE');
  });

  it('tells by the share whether the connections are normal', async () => {
    const before = await check(0.8);
    expect(before).toMatchObject({ passed: true });
    expect(before.evidence).toMatch(/^Database connections under the limit: \d of 17 in use \(\d+ %, limit 80 %\)$/);
    for (let more = 0; more < 12; more++) await app();
    const after = await check(0.8);
    expect(after.passed).toBe(false);
    expect(after.evidence).toMatch(/1[45] of 17 in use \(8\d %, limit 80 %\)/);
  });

  it('finds that no connection is left, and that there are some again', async () => {
    await expect(
      (async () => {
        for (;;) await app();
      })(),
    ).rejects.toMatchObject({ code: '53300' });
    const found = await until(
      'the last connection is taken',
      async () => {
        await app().catch(() => undefined);
        const text = await read('connections');
        return text.startsWith('NO CONNECTION LEFT') ? text : undefined;
      },
      { withinMs: 20_000 },
    );
    expect(found).toMatch(
      /the server accepts no further connections: (sorry, too many clients|remaining connection slots)/,
    );
    const verdict = await check(0.8);
    expect(verdict.passed).toBe(false);
    expect(verdict.evidence).toContain('Database connections under the limit: no connections left');
    await Promise.all(clients.splice(0).map((client) => client.end()));
    await untilTrue('connections are free again', async () => (await check(0.8)).passed);
  });

  it('tells its own limit from that of the database', async () => {
    const own = [await server().connect(MUSTER, DATABASE), await server().connect(MUSTER, DATABASE)];
    try {
      const failure = check(0.8);
      await expect(failure).rejects.toBeInstanceOf(ProviderUnavailable);
      await expect(failure).rejects.toThrow("Muster's own role");
    } finally {
      await Promise.all(own.map((client) => client.end()));
    }
  });

  it('shows what runs, without what was put into the query', async () => {
    const client = await app('report');
    const query = client.query(`SELECT pg_sleep(60), 'ada@example.com' /* token=xoxb-123456789012 */`);
    query.catch(() => undefined);
    const pid = await until('the query is seen', async () => {
      const { rows } = await admin().query<{ pid: number }>(
        `SELECT pid FROM pg_stat_activity WHERE application_name = 'report' AND state = 'active'`,
      );
      return rows[0]?.pid;
    });
    const text = await read('long-queries');
    expect(text).toMatch(
      new RegExp(
        `1 session not idle, the oldest: pid ${pid} \\(report\\) active for [\\d.]+ s, waits for Timeout PgSleep`,
      ),
    );
    expect(text).toContain('SELECT pg_sleep(?), ?');
    expect(text).not.toMatch(/ada@|xoxb/);
    await admin().query('SELECT pg_cancel_backend($1)', [pid]);
    await expect(query).rejects.toMatchObject({ code: '57014' });
    expect((await read('long-queries')).split('\n')[0]).toBe('none running');
  });

  it('finds who is at the beginning of a chain of locks', async () => {
    const [first, second, third] = [await app('migration'), await app('worker'), await app('web')];
    const pids = await Promise.all([first, second, third].map(pidOf));
    await first.query(`BEGIN; UPDATE releases SET state = 'a' WHERE id = 1`);
    await second.query(`BEGIN; UPDATE releases SET state = 'b' WHERE id = 2`);
    const waiting = [
      second.query(`UPDATE releases SET state = 'b' WHERE id = 1`),
      third.query(`UPDATE releases SET state = 'c' WHERE id = 2`),
    ];
    await untilTrue('both wait', async () => {
      const waits = await admin().query(`SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock'`);
      return waits.rowCount === 2;
    });
    const text = await read('long-queries');
    expect(text.split('\n')[0]).toMatch(
      new RegExp(`^pid ${pids[0]} \\(migration, idle in transaction for [\\d.]+ s\\) blocks 2 sessions, for up to`),
    );
    expect(text).toContain(`waits for pid ${pids[0]}: pid ${pids[1]} (worker) active`);
    expect(text).toContain(`waits for pid ${pids[1]}: pid ${pids[2]} (web) active`);
    expect(text).toContain(`to end it, run: SELECT pg_terminate_backend(${pids[0]});`);
    expect(text).toContain('UPDATE releases SET state = ? WHERE id = ?');
    // The hint is good: all others go on.
    await admin().query('SELECT pg_terminate_backend($1)', [pids[0]]);
    await waiting[0];
    await second.query('ROLLBACK');
    await waiting[1];
  });

  it('names the statements that take longest on average', async () => {
    await admin().query('SELECT pg_stat_statements_reset()');
    const client = await app();
    for (const name of ['ada', 'bob']) await client.query(`SELECT pg_sleep(0.3), '${name}'`);
    const [slowest] = (await read('slow-statements')).split('\n');
    expect(slowest).toMatch(/^0\.3 s on average, 2 calls, 0\.[67] s in all: SELECT pg_sleep\(\$1\), \$2$/);
  });

  it('reads the old column where the extension is an old one', async () => {
    await admin().query('CREATE DATABASE upgraded');
    const old = await server().connect(SUPERUSER, 'upgraded');
    await old.query(`CREATE SCHEMA statistics; CREATE EXTENSION pg_stat_statements SCHEMA statistics VERSION '1.7'`);
    await old.query('GRANT USAGE ON SCHEMA statistics TO muster');
    await old.query('SELECT pg_sleep(0.5)');
    const { rows } = await old.query(`SELECT mean_time FROM statistics.pg_stat_statements LIMIT 1`);
    expect(rows).toHaveLength(1);
    await old.end();
    const text = await lookingInto(MUSTER, 'upgraded', (upgraded) => read('slow-statements', upgraded));
    expect(text).toMatch(/^0\.5 s on average, 1 call, 0\.5 s in all: SELECT pg_sleep\(\$1\)\n/);
  });

  it('says how to have statements counted', async () => {
    const text = await lookingInto(MUSTER, 'postgres', (other) => read('slow-statements', other));
    expect(text).toBe(
      "not counted: pg_stat_statements is not installed in postgres\n  to enable: shared_preload_libraries = 'pg_stat_statements' in postgresql.conf and a restart, then there: CREATE EXTENSION pg_stat_statements",
    );
  });

  it('names the largest tables, also while a migration holds one', async () => {
    await admin().query('CREATE TABLE events (id int, body text) WITH (autovacuum_enabled = off)');
    await admin().query(`INSERT INTO events SELECT n, repeat('x', 200) FROM generate_series(1, 20000) n`);
    await admin().query('CREATE INDEX ON events (id)');
    await admin().query('DELETE FROM events WHERE id <= 10000');
    await untilTrue('its dead rows are counted', async () => {
      const { rows } = await admin().query<{ dead: string }>(
        `SELECT n_dead_tup AS dead FROM pg_stat_user_tables WHERE relname = 'events'`,
      );
      return rows[0]?.dead === '10000';
    });
    await admin().query('ANALYZE events, releases');
    const measured = (await read('largest-tables')).split('\n');
    expect(measured[0]).toMatch(/^largest: public\.events \d{4} kB, \d{3} kB of it indexes, 50 % of its rows dead$/);
    expect(measured[1]).toMatch(/^ {2}public\.releases \d+ kB/);

    await admin().query('BEGIN; LOCK TABLE events IN ACCESS EXCLUSIVE MODE');
    const estimated = (await read('largest-tables')).split('\n');
    await admin().query('ROLLBACK');
    expect(estimated[0]).toMatch(/^largest: public\.events \d{4} kB, \d{3} kB of it indexes, 50 % of its rows dead$/);
    expect(estimated.at(-1)).toBe(
      '  sizes as of the last vacuum, because a table is exclusively locked (a migration?)',
    );
  });

  it('says so where it looks into another database than the guide', async () => {
    const text = await lookingInto(MUSTER, 'postgres', (other) => read('largest-tables', other));
    expect(text).toBe(
      'none: the database has no tables\n  connected to database postgres, but the policy names release_manager',
    );
  });
});
