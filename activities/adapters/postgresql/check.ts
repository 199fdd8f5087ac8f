/** Can Muster reach the database, and what is its role not allowed to see? */
import { noteFinding, ok } from '../../../domain/doctor/finding';
import type { IntegrationCheck } from '../../ports/check';
import { createPostgresql } from './';

/** Asks the server how many connections are in use, and the role what it may not see. */
export const createPostgresqlCheck = (url: string | undefined): IntegrationCheck => ({
  what: 'database',
  async examine({ signal }) {
    if (url === undefined)
      return [noteFinding('database', 'MUSTER_DATABASE_URL is not set, so people check the database by hand')];
    // Of its own, beside the one that investigations use: that one has two connections and may be at work.
    const database = createPostgresql({ url });
    try {
      const { text, problems } = await database.examine(signal);
      return [ok('database', text), ...problems.map((problem) => noteFinding('database', problem))];
    } finally {
      // Not waited for: a server that does not answer does not answer this either.
      void database.close();
    }
  },
});
