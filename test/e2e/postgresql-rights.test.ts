import { z } from 'zod';
import { createPostgresql } from '../../activities/adapters/postgresql';
import { createSessions } from '../../activities/adapters/postgresql/session';
import { ProviderRejected, ProviderUnavailable } from '../../activities/errors';
import { untilTrue } from '../support/until';
import { freePort } from '../support/servers/free-port';
import { DATABASE, MUSTER, usePostgresql } from './postgresql-reads';
import { describeWithPostgresql, SUPERUSER } from './postgresql-server';

describeWithPostgresql('what Muster may do in a real PostgreSQL, and what goes wrong', () => {
  const { server, admin, database, app, read, lookingInto } = usePostgresql();

  describe('rights', () => {
    it('are enough as shipped', async () => {
      expect(await database().examine()).toEqual({
        text: expect.stringMatching(/^answers; \d+ of 17 connections in use$/) as string,
        problems: [],
      });
    });

    it('do not let it write, whatever it tries', async () => {
      const muster = await server().connect(MUSTER, DATABASE);
      try {
        // 25006: a read-only transaction. 42501: no right.
        await expect(muster.query('CREATE TABLE mine ()')).rejects.toMatchObject({ code: '25006' });
        await muster.query('SET default_transaction_read_only = off');
        for (const sql of [
          `INSERT INTO releases VALUES (99, 'x')`,
          'DELETE FROM releases',
          'SELECT * FROM releases',
          'TRUNCATE releases',
          'CREATE TABLE mine ()',
          'CREATE SCHEMA mine',
          'ALTER SYSTEM SET work_mem = 1000',
          `COPY (SELECT 1) TO PROGRAM 'true'`,
        ]) {
          await expect(muster.query(sql)).rejects.toMatchObject({ code: '42501' });
        }
      } finally {
        await muster.end();
      }
    });

    it('of a superuser would not let it write either', async () => {
      const sessions = createSessions({ url: server().url(SUPERUSER, DATABASE) });
      const attempt = sessions.read((select) => select(z.unknown(), 'DELETE FROM releases'));
      await expect(attempt).rejects.toThrow('read-only transaction (25006)');
      await sessions.close();
      expect((await admin().query('SELECT FROM releases')).rowCount).toBe(10);
    });

    it('that are missing are named with the grant', async () => {
      await admin().query(`CREATE ROLE blind LOGIN PASSWORD 'blind-1'`);
      await app('shop');
      await lookingInto({ user: 'blind', password: 'blind-1' }, DATABASE, async (blind) => {
        const [summary, ...details] = (await read('connections', blind)).split('\n');
        expect(summary).toMatch(/^\d of 17 connections in use/);
        expect(details.at(-1)).toBe(
          '  INCOMPLETE: blind sees only its own sessions; a superuser can grant it: GRANT pg_monitor TO "blind"',
        );
        expect((await blind.examine()).problems).toHaveLength(1);
      });
      await admin()
        .query('CREATE DATABASE closed; ')
        .then(() => admin().query('REVOKE CONNECT ON DATABASE closed FROM PUBLIC'));
      const text = await lookingInto(MUSTER, 'closed', (closed) => read('connections', closed));
      expect(text).toContain('missing permission: ');
      expect(text).toContain('GRANT CONNECT ON DATABASE closed TO muster');
    });
  });

  describe('when it goes wrong', () => {
    it('stops at once when it is called off, and so does the server', async () => {
      const sessions = createSessions({ url: server().url(MUSTER, DATABASE) });
      const controller = new AbortController();
      const reason = new Error('the time box is over');
      const asleep = `SELECT pid FROM pg_stat_activity WHERE query LIKE '%pg_sleep(600)%' AND usename = 'muster' AND state = 'active'`;
      const looking = sessions.read((select) => select(z.unknown(), 'SELECT pg_sleep(600)'), controller.signal);
      looking.catch(() => undefined);
      await untilTrue('it runs', async () => (await admin().query(asleep)).rowCount === 1);
      controller.abort(reason);
      await expect(looking).rejects.toBe(reason);
      await untilTrue('the server has stopped it', async () => (await admin().query(asleep)).rowCount === 0);
      await sessions.close();
    });

    it('ends a query that takes too long', async () => {
      const sessions = createSessions({ url: server().url(MUSTER, DATABASE) });
      const endless = sessions.read((select) => select(z.unknown(), 'SELECT pg_sleep(60)'));
      await expect(endless).rejects.toThrow('postgresql is not available: a query timed out');
      await sessions.close();
    });

    it('reads four things at the same time with two connections', async () => {
      const all = await Promise.all(
        (['connections', 'long-queries', 'slow-statements', 'largest-tables'] as const).map((what) => read(what)),
      );
      expect(all.map((text) => text.length > 0)).toEqual([true, true, true, true]);
    });

    it('says that the password is wrong, without it', async () => {
      const failure = await lookingInto({ user: 'muster', password: 'canary-wrong' }, DATABASE, (other) =>
        read('connections', other).catch((error: unknown) => error),
      );
      expect(failure).toBeInstanceOf(ProviderRejected);
      expect(String(failure)).toContain('the login failed: password authentication failed for user "muster"');
      expect(String(failure)).not.toContain('canary');
      expect(failure instanceof Error && failure.cause).toBeUndefined();
    });

    it('says that nobody is there', async () => {
      const url = `postgresql://muster:canary-1@127.0.0.1:${await freePort()}/x`;
      const nowhere = createPostgresql({ url });
      const failure = read('connections', nowhere);
      await expect(failure).rejects.toBeInstanceOf(ProviderUnavailable);
      await expect(failure).rejects.toThrow('postgresql is not available: connection refused');
      await nowhere.close();
    });
  });
});
