/**
 * PostgreSQL, as one vendor among others: Muster looks into the database. This room runs fixed queries in read-only
 * transactions, on two connections at most; it ends nobody's session.
 */
import { declareVendor } from '../shared/vendor';
import { createPostgresql } from './';
import { createPostgresqlCheck } from './check';
import { readPostgresqlSettings } from './settings';

export const postgresqlVendor = declareVendor({
  name: 'PostgreSQL',
  turnedOnBy: 'MUSTER_DATABASE_URL',
  settings: readPostgresqlSettings,
  ports: ['database'],
  open: (settings) => ({ database: createPostgresql(settings) }),
  check: (settings) => createPostgresqlCheck(settings?.url),
});
