/** Does Muster's role see what other sessions do, and which grant does it need if not? */
import { escapeIdentifier } from 'pg';

/** Whether the role sees what other sessions do. Without it PostgreSQL answers, but with holes instead of values. */
export const SEES_ALL = `pg_has_role(current_user, 'pg_read_all_stats', 'USAGE')`;

/** A line that names the grant, where one is missing. */
export const rightsNote = ({ seesAll, role }: { seesAll: boolean; role: string }): string[] =>
  seesAll
    ? []
    : [
        `INCOMPLETE: ${role} sees only its own sessions; a superuser can grant it: GRANT pg_monitor TO ${escapeIdentifier(role)}`,
      ];
