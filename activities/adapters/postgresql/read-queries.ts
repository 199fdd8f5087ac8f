/** Which queries run for a long time, and which session blocks the others with its locks? */
import { z } from 'zod';
import { counted, lasting, oneLine, wholeFinding } from '../shared/finding';
import { rootBlockers } from './lock-chain';
import { rightsNote, SEES_ALL } from './rights';
import type { Select } from './session';
import { withoutLiterals } from './statement-text';

const Running = z.object({
  pid: z.number(),
  user: z.string().nullable(),
  application: z.string().nullable(),
  state: z.string().nullable(),
  waitsFor: z.string().nullable(),
  /** Of the query that runs, else since the session last did something. */
  seconds: z.number().nullable(),
  query: z.string().nullable(),
});
type Running = z.infer<typeof Running>;

const COLUMNS = `
  a.pid, a.usename::text AS "user", a.application_name AS application, a.state,
  a.wait_event_type || ' ' || a.wait_event AS "waitsFor",
  extract(epoch FROM clock_timestamp()
    - CASE WHEN a.state = 'active' THEN a.query_start ELSE a.state_change END)::float8 AS seconds,
  left(a.query, 2000) AS query`;

const LONGEST = `
  SELECT ${COLUMNS}, (count(*) OVER ())::int AS total
  FROM pg_stat_activity a
  WHERE a.state <> 'idle' AND a.pid <> pg_backend_pid() AND a.backend_type = 'client backend'
  ORDER BY a.query_start NULLS LAST LIMIT 10`;

// pg_blocking_pids stops the lock manager for a moment: asked only for those that wait for a lock.
const LOCKS = `
  WITH waiting AS (
    SELECT pid, pg_blocking_pids(pid) AS blockers FROM pg_stat_activity WHERE wait_event_type = 'Lock' LIMIT 50
  )
  SELECT ${COLUMNS}, coalesce(w.blockers, '{}') AS blockers
  FROM pg_stat_activity a LEFT JOIN waiting w ON w.pid = a.pid
  WHERE w.pid IS NOT NULL OR a.pid IN (SELECT unnest(blockers) FROM waiting)
  LIMIT 200`;

const RIGHTS = `SELECT ${SEES_ALL} AS "seesAll", current_user::text AS role`;

/** What runs and for how long, and which session blocks which others with its locks. */
export async function readLongQueries(select: Select): Promise<string> {
  const [rights] = await select(z.object({ seesAll: z.boolean(), role: z.string() }), RIGHTS);
  const running = await select(Running.extend({ total: z.number() }), LONGEST);
  const locked = await select(Running.extend({ blockers: z.array(z.number()) }), LOCKS);
  const [longest] = running;
  const chains = chainsOf(locked);
  const queries =
    longest === undefined
      ? 'none running'
      : `${counted(longest.total, 'session')} not idle, the oldest: ${described(longest)}`;
  const [chain] = chains;
  return wholeFinding(chain === undefined ? queries : chain.summary, [
    ...chains.flatMap(({ details }) => details),
    ...(chain === undefined ? [] : [queries]),
    ...running.slice(1).map(described),
    ...(rights === undefined ? [] : rightsNote(rights)),
  ]);
}

/** Of every chain: which session starts it, which ones it blocks, and how a person ends it. */
function chainsOf(locked: (Running & { blockers: number[] })[]): { summary: string; details: string[] }[] {
  const sessions = new Map(locked.map((session) => [session.pid, session]));
  return rootBlockers(locked.filter(({ blockers }) => blockers.length > 0)).map(({ pid, blocks }) => {
    const root = sessions.get(pid);
    const blocked = blocks.flatMap((one) => sessions.get(one) ?? []);
    const longest = Math.max(0, ...blocked.map(({ seconds }) => seconds ?? 0));
    return {
      summary: `${whoIs(pid, root)} blocks ${counted(blocks.length, 'session')}, for up to ${lasting(longest)}`,
      details: [
        ...(root === undefined ? [] : [`holds the lock: ${described(root)}`]),
        ...blocked.map((one) => `waits for ${one.blockers.map((by) => `pid ${by}`).join(', ')}: ${described(one)}`),
        pid === 0
          ? 'a prepared transaction is listed in pg_prepared_xacts; ROLLBACK PREPARED ends it'
          : `to end it, run: SELECT pg_terminate_backend(${pid});`,
      ],
    };
  });
}

const whoIs = (pid: number, session: Running | undefined): string =>
  session === undefined
    ? pid === 0
      ? 'a prepared transaction'
      : `pid ${pid}`
    : `pid ${pid} (${nameOf(session)}, ${session.state ?? 'state unknown'} for ${lasting(session.seconds ?? 0)})`;

const nameOf = ({ application, user }: Running): string => oneLine(application || user || 'unknown', 60);

function described(session: Running): string {
  const { pid, state, waitsFor, seconds, query } = session;
  const waits = waitsFor === null || state !== 'active' ? '' : `, waits for ${waitsFor}`;
  const text = withoutLiterals(query ?? '') || 'query not visible';
  return `pid ${pid} (${nameOf(session)}) ${state ?? ''} for ${lasting(seconds ?? 0)}${waits}: ${oneLine(text, 140)}`;
}
