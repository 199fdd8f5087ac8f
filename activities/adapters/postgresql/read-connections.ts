/** How many database connections are in use, and who uses them? */
import { z } from 'zod';
import { counted, lasting, oneLine, wholeFinding } from '../shared/finding';
import { rightsNote, SEES_ALL } from './rights';
import type { Select } from './session';

const Limits = z.object({
  seesAll: z.boolean(),
  role: z.string(),
  database: z.string(),
  max: z.number(),
  reserved: z.number(),
  used: z.number(),
});

// Without the right to see them, other sessions have no type; those of a database are connections all the same.
const IS_CONNECTION = `(backend_type = 'client backend' OR (backend_type IS NULL AND datid IS NOT NULL))`;

const LIMITS = `
  SELECT ${SEES_ALL} AS "seesAll", current_user::text AS role, current_database()::text AS database,
    current_setting('max_connections')::int AS max,
    current_setting('superuser_reserved_connections')::int
      + coalesce(nullif(current_setting('reserved_connections', true), ''), '0')::int AS reserved,
    count(*)::int AS used
  FROM pg_stat_activity WHERE ${IS_CONNECTION}`;

const State = z.object({ state: z.string().nullable(), count: z.number(), longest: z.number().nullable() });
const BY_STATE = `
  SELECT state, count(*)::int AS count,
    max(extract(epoch FROM clock_timestamp() - state_change))::float8 AS longest
  FROM pg_stat_activity WHERE ${IS_CONNECTION}
  GROUP BY state ORDER BY 2 DESC LIMIT 10`;

const Holder = z.object({
  user: z.string().nullable(),
  application: z.string().nullable(),
  address: z.string().nullable(),
  count: z.number(),
  idleInTransaction: z.number(),
});
const BY_HOLDER = `
  SELECT usename::text AS "user", application_name AS application, host(client_addr) AS address, count(*)::int AS count,
    (count(*) FILTER (WHERE state LIKE 'idle in transaction%'))::int AS "idleInTransaction"
  FROM pg_stat_activity WHERE ${IS_CONNECTION}
  GROUP BY 1, 2, 3 ORDER BY 4 DESC LIMIT 5`;

/** What of the connections that applications may use is in use. */
export interface Share {
  used: number;
  usable: number;
  share: number;
}

/** The reserved ones don't count as usable: an application is turned away when only those are left. */
const shareOf = ({ used, max, reserved }: z.infer<typeof Limits>): Share => {
  const usable = Math.max(1, max - reserved);
  return { used, usable, share: used / usable };
};

export const percent = (share: number): string => `${Math.round(share * 100)} %`;

async function readLimits(select: Select): Promise<z.infer<typeof Limits>> {
  const [limits] = await select(Limits, LIMITS);
  if (limits === undefined) throw new Error('an aggregate without a row');
  return limits;
}

export const readShare = async (select: Select): Promise<Share> => shareOf(await readLimits(select));

/** How many connections are in use, out of how many, in which states, and who has them. */
export async function readConnections(select: Select): Promise<string> {
  const limits = await readLimits(select);
  const { used, usable, share } = shareOf(limits);
  const states = await select(State, BY_STATE);
  const holders = await select(Holder, BY_HOLDER);
  const known = states.flatMap(({ state, count }) => (state === null ? [] : [`${count} ${state}`]));
  return wholeFinding(
    `${used} of ${usable} connections in use (${percent(share)})${known.length === 0 ? '' : `: ${known.join(', ')}`}`,
    [
      `max_connections ${limits.max}, ${limits.reserved} of them reserved; read in database ${limits.database}`,
      ...states.flatMap(({ state, longest }) =>
        state?.startsWith('idle in transaction') === true ? [`${state}: the longest for ${lasting(longest ?? 0)}`] : [],
      ),
      ...holders.map(described),
      ...rightsNote(limits),
    ],
  );
}

function described({ user, application, address, count, idleInTransaction }: z.infer<typeof Holder>): string {
  const who = `${oneLine(application ?? '', 60) || 'an unnamed application'} as ${user ?? 'nobody'}`;
  const idle = idleInTransaction === 0 ? '' : `, ${idleInTransaction} of them idle in transaction`;
  return `${who} from ${address ?? 'this machine'}: ${counted(count, 'connection')}${idle}`;
}
