/** PostgreSQL, as one vendor among others: it is looked into. */
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
