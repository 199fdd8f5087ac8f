/** Which database the investigation looks into, as the environment says it. */
import { StartRefused } from '../../../launcher/refusal';
import { secretSetting } from '../../../launcher/secret-setting';
import type { PostgresqlOptions } from './';

/** Where the database is, or nothing where none is set. Refuses what can't be used. The address may be in a file. */
export function readPostgresqlSettings(env: NodeJS.ProcessEnv): PostgresqlOptions | undefined {
  const url = secretSetting(env, 'MUSTER_DATABASE_URL');
  if (url === undefined) return undefined;
  if (/^postgres(ql)?:\/\//.test(url)) return { url };
  // Not quoted: it may hold a password.
  throw new StartRefused(
    'MUSTER_DATABASE_URL must be an address such as postgresql://muster:...@db:5432/release_manager.',
  );
}
