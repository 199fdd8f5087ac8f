/** Which tables are largest, and how many of their rows are dead? */
import { z } from 'zod';
import { wholeFinding } from '../shared/finding';
import { TableLocked } from './failures';
import type { Select } from './session';

const Table = z.object({
  schema: z.string(),
  name: z.string(),
  size: z.string(),
  indexes: z.string(),
  /** How much of the rows are dead, from 0 to 1: bloat that a vacuum would give back. */
  dead: z.number().nullable(),
});

// To size a table takes a lock and a look at the disk, so only those that may be among the largest are sized.
const LIKELY = `
  SELECT c.oid FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'm') AND n.nspname NOT IN ('pg_catalog', 'information_schema')
  ORDER BY c.relpages DESC LIMIT 1000`;

const tables = (size: string, indexes: string): string => `
  WITH likely AS (${LIKELY}),
  sized AS (
    SELECT c.oid, c.relname, c.relnamespace, ${size} AS size, ${indexes} AS indexes
    FROM likely JOIN pg_class c ON c.oid = likely.oid
    ORDER BY 4 DESC NULLS LAST LIMIT 10
  )
  SELECT n.nspname::text AS schema, sized.relname::text AS name,
    pg_size_pretty(coalesce(size, 0)::bigint) AS size, pg_size_pretty(coalesce(indexes, 0)::bigint) AS indexes,
    (s.n_dead_tup::float8 / nullif(s.n_live_tup + s.n_dead_tup, 0))::float8 AS dead
  FROM sized JOIN pg_namespace n ON n.oid = sized.relnamespace
  LEFT JOIN pg_stat_all_tables s ON s.relid = sized.oid
  ORDER BY sized.size DESC NULLS LAST`;

const MEASURED = tables('pg_total_relation_size(c.oid)', 'pg_indexes_size(c.oid)');

// As of the last vacuum or analyze. Takes no lock, so it also answers while a migration holds a table.
const block = `current_setting('block_size')::bigint`;
const indexPages = `(SELECT sum(i.relpages) FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid WHERE x.indrelid = c.oid)`;
const ESTIMATED = tables(
  `(c.relpages + coalesce(${indexPages}, 0)
    + coalesce((SELECT t.relpages FROM pg_class t WHERE t.oid = c.reltoastrelid), 0)) * ${block}`,
  `${indexPages} * ${block}`,
);

/** Looks in a transaction of its own: one in which a look has failed answers nothing more. */
type Read = <Found>(look: (select: Select) => Promise<Found>) => Promise<Found>;

/** The largest tables, with what their indexes take and how much of them is dead. */
export async function readLargestTables(read: Read): Promise<string> {
  try {
    return told(await read((select) => select(Table, MEASURED)));
  } catch (error) {
    if (!(error instanceof TableLocked)) throw error;
    const estimated = await read((select) => select(Table, ESTIMATED));
    return `${told(estimated)}\n  sizes as of the last vacuum, because a table is exclusively locked (a migration?)`;
  }
}

function told(tables: z.infer<typeof Table>[]): string {
  const described = tables.map(
    ({ schema, name, size, indexes, dead }) =>
      `${schema}.${name} ${size}, ${indexes} of it indexes${dead === null ? '' : `, ${Math.round(dead * 100)} % of its rows dead`}`,
  );
  const [largest, ...others] = described;
  return largest === undefined
    ? wholeFinding('none: the database has no tables')
    : wholeFinding(`largest: ${largest}`, others);
}
