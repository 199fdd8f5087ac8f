/**
 * Who notices that an incident stands still, or that Temporal ended it? This room looks at the runs from outside of the
 * workflows, calls the people responsible by a way that needs no workflow, and opens again what Temporal ended; it never
 * changes a run that is still there.
 */
import type { Directory, Pager, Snapshots } from '../../activities/ports';
import { knownAfter, type KnownTrouble, type Ring, ringDue } from '../../domain/audit/rings';
import type { AuditedRun } from '../../domain/audit/state';
import { troublesIn } from '../../domain/audit/troubles';
import { messageOf } from '../../domain/text/message-of';
import type { AuditReport } from '../../launcher/audit-report';
import type { JsonLog } from '../../launcher/json-log';
import type { Policy } from '../../policy/schema';
import { type Addressed, pageAll } from './page-all';
import type { EndedRun } from './remains';
import type { Reopen } from './reopen';
import type { RunList } from './runs';
import { defined } from '../../domain/state/fields';

export interface AuditorOptions {
  runs: RunList;
  reopen: Reopen;
  snapshots: Pick<Snapshots, 'forget'>;
  pager: Pick<Pager, 'page'>;
  directory: Pick<Directory, 'person' | 'whoIs'>;
  policy: () => Policy;
  report: { read: () => AuditReport | undefined; write: (report: AuditReport) => void };
  /** How far this machine's clock is ahead of Temporal's. */
  ahead: () => Promise<number>;
  log: Pick<JsonLog, 'warn' | 'error' | 'info'>;
  now?: () => number;
}

export interface Auditor {
  /** Looks once. Never rejects. */
  look: () => Promise<void>;
}

/** Something that ends an incident that often does not stop by opening it once more. */
const MOST_REOPENINGS = 5;

const DAY_MS = 24 * 3_600_000;

/** Ends that are older than this are not taken up: Temporal may have forgotten half of it. */
const LOOKS_BACK_MS = 7 * DAY_MS;

const MOST_SETTLED = 500;

/** As long as the embedded Temporal keeps ended runs. */
const SNAPSHOTS_KEPT_MS = 30 * DAY_MS;

/** An auditor for all incidents of a namespace. Several may look at the same time: what one does, the others find done. */
export function createAuditor(options: AuditorOptions): Auditor {
  const { runs, reopen, snapshots, report, log, ahead, now = Date.now } = options;
  let watchedSince: number | undefined;
  /** Where the home can't be written. */
  let own: AuditReport | undefined;
  let lastProblem = '';
  let settled: string[] = [];

  /** Once for each problem, however often it is met. */
  const say = (what: string, error: unknown): void => {
    const problem = messageOf(error);
    if (problem !== lastProblem) log.error(what, { problem });
    lastProblem = problem;
  };

  const reopenOne = async (trouble: KnownTrouble, run: EndedRun): Promise<KnownTrouble> => {
    const reopenings = (trouble.reopenings ?? 0) + 1;
    if (reopenings > MOST_REOPENINGS)
      return { ...trouble, problem: `it was opened again ${MOST_REOPENINGS} times, and Temporal ended it each time` };
    try {
      const done = await reopen(run);
      log.warn('Temporal ended an incident', { incidentId: run.incidentId, done });
      settled = [...settled, run.runId].slice(-MOST_SETTLED);
      return { ...trouble, done, reopenings };
    } catch (error) {
      const problem = messageOf(error);
      log.error("Can't open an incident again that Temporal ended", { incidentId: run.incidentId, error });
      return { ...trouble, problem };
    }
  };

  const openAgain = (known: KnownTrouble[], seen: readonly AuditedRun[]): Promise<KnownTrouble[]> =>
    Promise.all(
      known.map(async (trouble) => {
        const { incidentId, of, kind } = trouble;
        const run = seen.find((other) => other.incidentId === incidentId && other.of === of);
        if (kind !== 'ended' || of === 'post-mortem' || run?.now.is !== 'ended') return trouble;
        return reopenOne(trouble, { ...run, now: run.now });
      }),
    );

  const audit = async (): Promise<void> => {
    const at = now();
    const before = newer(report.read(), own) ?? { at, firstAt: at, troubles: [], settled: [] };
    settled = [...new Set([...before.settled, ...settled])].slice(-MOST_SETTLED);
    const aheadMs = await ahead().catch(() => undefined);
    const temporalNow = at - (aheadMs ?? 0);
    const after = Math.max(before.firstAt - (aheadMs ?? 0), temporalNow - LOOKS_BACK_MS);
    const running = await runs.running();
    const ended = await runs.endedWithoutUs(after);
    const seen = [...running, ...ended.filter(({ runId }) => !settled.includes(runId))];
    watchedSince ??= at;
    const found = troublesIn(seen, temporalNow, watchedSince - (aheadMs ?? 0));
    const known = await openAgain(knownAfter(before.troubles, found, at), seen);
    const troubles = await ring(options, known, at);
    own = { at: now(), firstAt: before.firstAt, ...defined({ aheadMs }), troubles, settled };
    try {
      report.write(own);
    } catch (error) {
      say("Can't write the auditor's report", error);
    }
    await snapshots.forget(at - SNAPSHOTS_KEPT_MS, new Set(running.map(({ incidentId }) => incidentId)));
  };

  return {
    look: async () => {
      try {
        await audit();
      } catch (error) {
        // Whatever is late after this break may be late because of it.
        watchedSince = undefined;
        say("The auditor can't look at incidents", error);
      }
    },
  };
}

const newer = (one: AuditReport | undefined, other: AuditReport | undefined): AuditReport | undefined =>
  one === undefined || other === undefined ? (one ?? other) : one.at >= other.at ? one : other;

/** Sends what is due, and notes of each round that it went out once it reached somebody. */
async function ring(options: AuditorOptions, known: KnownTrouble[], at: number): Promise<KnownTrouble[]> {
  const policy = options.policy();
  const rings = known.flatMap((trouble) => ringDue(policy, trouble, at) ?? []);
  const reached = await pageAll(options, await Promise.all(rings.map((one) => addressed(options, one, at))));
  return known.map((trouble) =>
    reached.has(trouble) ? { ...trouble, rounds: trouble.rounds + 1, rungAt: at } : trouble,
  );
}

/** Who a round is for. Where nobody of the matrix so far can be found, the next column is asked. */
async function addressed({ directory, log }: AuditorOptions, one: Ring, at: number): Promise<Addressed> {
  const lead = one.lead === undefined ? undefined : await directory.person(one.lead);
  const to = new Map(lead === undefined ? [] : [[lead.id, lead]]);
  for (const [n, roles] of one.columns.entries()) {
    if (n >= one.round && to.size > (lead === undefined ? 0 : 1)) break;
    for (const role of roles) for (const person of (await directory.whoIs(role, at)).people) to.set(person.id, person);
  }
  if (to.size === 0)
    log.error('Nobody can be called about an incident that stands still', { incidentId: one.trouble.incidentId });
  return { ...one, to: [...to.values()] };
}
