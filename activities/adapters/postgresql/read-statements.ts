/** Which SQL statements are slowest on average? */
import { escapeIdentifier } from 'pg';
import { z } from 'zod';
import { codeOf } from '../shared/system-error';
import { counted, lasting, oneLine, wholeFinding } from '../shared/finding';
import { rightsNote, SEES_ALL } from './rights';
import type { Select } from './session';
import { withoutLiterals } from './statement-text';

const Extension = z.object({
  seesAll: z.boolean(),
  role: z.string(),
  database: z.string(),
  schema: z.string().nullable(),
  columns: z.array(z.string()),
});

// The columns are the extension's, not the server's: after an upgrade of the server alone the old ones are still there.
const EXTENSION = `
  SELECT ${SEES_ALL} AS "seesAll", current_user::text AS role, current_database()::text AS database,
    n.nspname::text AS schema,
    coalesce(array(
      SELECT a.attname::text FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
      WHERE c.relnamespace = n.oid AND c.relname = 'pg_stat_statements' AND a.attnum > 0
    ), '{}') AS columns
  FROM (SELECT 1) AS one
  LEFT JOIN pg_extension e ON e.extname = 'pg_stat_statements'
  LEFT JOIN pg_namespace n ON n.oid = e.extnamespace`;

const Statement = z.object({
  database: z.string().nullable(),
  mean: z.number(),
  total: z.number(),
  calls: z.string(),
  query: z.string().nullable(),
});

/** `mean_exec_time` since version 1.8 of the extension (PostgreSQL 13), `mean_time` before. Milliseconds. */
const statements = (schema: string, which: '_exec_time' | '_time'): string => `
  SELECT d.datname::text AS database, s.mean${which} AS mean, s.total${which} AS total, s.calls::text AS calls,
    left(s.query, 2000) AS query
  FROM ${escapeIdentifier(schema)}.pg_stat_statements s LEFT JOIN pg_database d ON d.oid = s.dbid
  ORDER BY s.mean${which} DESC LIMIT 10`;

const PRELOAD = `shared_preload_libraries = 'pg_stat_statements' in postgresql.conf and a restart`;

/** The statements that take longest on average, as the database itself has counted them. */
export async function readSlowStatements(select: Select): Promise<string> {
  const [extension] = await select(Extension, EXTENSION);
  if (extension === undefined || extension.schema === null) {
    const where = extension === undefined ? '' : ` in ${extension.database}`;
    return wholeFinding(`not counted: pg_stat_statements is not installed${where}`, [
      `to enable: ${PRELOAD}, then there: CREATE EXTENSION pg_stat_statements`,
    ]);
  }
  const which = extension.columns.includes('mean_exec_time') ? '_exec_time' : '_time';
  try {
    const slow = await select(Statement, statements(extension.schema, which));
    return told(slow, extension);
  } catch (error) {
    if (codeOf(error) !== '55000') throw error;
    return wholeFinding('not counted: pg_stat_statements is installed, but not loaded', [`to enable: ${PRELOAD}`]);
  }
}

function told(slow: z.infer<typeof Statement>[], extension: z.infer<typeof Extension>): string {
  const described = slow.map(({ database, mean, total, calls, query }) => {
    const where = database === extension.database ? '' : ` in ${database ?? 'a dropped database'}`;
    const text = oneLine(withoutLiterals(query ?? '') || 'text not visible', 140);
    return `${lasting(mean / 1000)} on average, ${counted(Number(calls), 'call')}, ${lasting(total / 1000)} in all${where}: ${text}`;
  });
  const [slowest, ...others] = described;
  if (slowest === undefined) return wholeFinding('none counted since the statistics were reset');
  return wholeFinding(slowest, [...others, ...rightsNote(extension)]);
}

/** What a person has to set up before all queries return something. */
export async function readProblems(select: Select): Promise<string[]> {
  const [extension] = await select(Extension, EXTENSION);
  if (extension === undefined) return [];
  return [
    ...rightsNote(extension),
    ...(extension.schema === null
      ? [
          `slow statements are not counted in ${extension.database}: ${PRELOAD}, then CREATE EXTENSION pg_stat_statements`,
        ]
      : []),
  ];
}
