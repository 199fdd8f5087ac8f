/** Which queries answer a question about the database, and what does Muster say when it can't connect? */
import type { Database } from '../../ports';
import { wholeFinding } from '../shared/finding';
import { NoConnectionLeft, RightMissing } from './failures';
import { percent, readConnections, readShare } from './read-connections';
import { readLongQueries } from './read-queries';
import { readProblems, readSlowStatements } from './read-statements';
import { readLargestTables } from './read-tables';
import { createSessions, type Select } from './session';

export interface PostgresqlOptions {
  /** `postgresql://muster:...@db:5432/release_manager?sslmode=verify-full`. Never from a policy or an alert. */
  url: string;
}

export interface Postgresql extends Database {
  /** Whether it can be reached, and what is missing before every query returns something. */
  examine(signal?: AbortSignal): Promise<{ text: string; problems: string[] }>;
  close(): Promise<void>;
}

/**
 * Looks into a PostgreSQL server with fixed queries, at most two at a time, in transactions that can't write. A server
 * that takes nobody in, and a right that is missing, are findings: they are what a person has to know.
 */
export function createPostgresql({ url }: PostgresqlOptions): Postgresql {
  const sessions = createSessions({ url });

  return {
    async read({ read: what }, { database }, signal) {
      const look = <Found>(within: (select: Select) => Promise<Found>) => sessions.read(within, signal);
      try {
        switch (what) {
          case 'connections':
            return await look(readConnections);
          case 'long-queries':
            return await look(readLongQueries);
          case 'slow-statements':
            return await look(readSlowStatements);
          case 'largest-tables':
            return elsewhere(await readLargestTables(look), database, url);
        }
      } catch (error) {
        if (error instanceof NoConnectionLeft) return wholeFinding(`NO CONNECTION LEFT: ${error.message}`);
        if (error instanceof RightMissing) return wholeFinding(`missing permission: ${error.message}`);
        throw error;
      }
    },

    async check({ title, under }, _parameters, signal) {
      try {
        const { used, usable, share } = await sessions.read(readShare, signal);
        return {
          passed: share < under,
          evidence: `${title}: ${used} of ${usable} in use (${percent(share)}, limit ${percent(under)})`,
        };
      } catch (error) {
        if (!(error instanceof NoConnectionLeft)) throw error;
        return { passed: false, evidence: `${title}: no connections left; ${error.message}` };
      }
    },

    examine: (signal) =>
      sessions.read(async (select) => {
        const { used, usable } = await readShare(select);
        return { text: `answers; ${used} of ${usable} connections in use`, problems: await readProblems(select) };
      }, signal),

    close: () => sessions.close(),
  };
}

/** Tables are those of the database that is connected, which may not be the one that the guide means. */
function elsewhere(text: string, meant: string | undefined, url: string): string {
  const connected = URL.canParse(url) ? decodeURIComponent(new URL(url).pathname.slice(1)) : '';
  return meant === undefined || meant === '' || connected === '' || meant === connected
    ? text
    : `${text}\n  connected to database ${connected}, but the policy names ${meant}`;
}
