/** Whether the auditor calls the right people once, also beside a second one, and opens again what Temporal ended. */
import { createOutbox } from '../../../activities/adapters/outbox';
import type { AuditedRun } from '../../../domain/audit/state';
import type { AuditReport } from '../../../launcher/audit-report';
import { readAuditReport, writeAuditReport } from '../../../launcher/audit-report';
import { createAuditor } from '../../../worker/audit/auditor';
import { shippedPolicy } from '../../support/client';
import { temporaryFolder } from '../../support/temporary-folder';
import { directoryOf, type OutboxLine } from '../../support/time-skip-system';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const START = Date.parse('2026-11-30T03:00:00Z');
const MINUTE = 60_000;

const policy = (() => {
  const [pinned] = shippedPolicy();
  if (pinned === undefined) throw new Error('no policy');
  return pinned.policy;
})();

const run = (n: number, now: AuditedRun['now'], more: Partial<AuditedRun> = {}): AuditedRun => ({
  ...{ incidentId: `shop-7f3k2a9q-000${n}`, workflowId: `shop-7f3k2a9q-${n}`, runId: `run-${n}`, of: 'incident', now },
  ...{ title: `Shop ${n} is down`, severity: 'P2', lead: 'dave' },
  ...more,
});

const stuck = (n: number): AuditedRun => run(n, { is: 'running', task: { attempt: 9, since: START } });
const ended = (n: number): AuditedRun => run(n, { is: 'ended', how: 'terminated', at: START });

/** A home with auditors that look into one Temporal, on a clock that the test moves. */
function aHome(options: { people?: Parameters<typeof directoryOf>[0]; write?: (report: AuditReport) => void } = {}) {
  const home = temporaryFolder('audit');
  const temporal = { runs: [] as AuditedRun[], isAway: false, aheadMs: 0 };
  const clock = { now: START };
  const reopened: string[] = [];
  const said: string[] = [];
  const reopening = { fails: false };
  const list = (is: 'running' | 'ended') => () =>
    temporal.isAway
      ? Promise.reject(new Error('Temporal does not answer.'))
      : Promise.resolve(temporal.runs.filter(({ now }) => now.is === is));
  const log = (text: string): void => void said.push(text);
  const now = (): number => clock.now;
  const auditor = () =>
    createAuditor({
      runs: { running: list('running'), endedWithoutUs: list('ended') },
      reopen: ({ incidentId }) => {
        if (reopening.fails) return Promise.reject(new Error('its history is gone'));
        reopened.push(incidentId);
        return Promise.resolve('Muster opened it again from its state of then');
      },
      snapshots: { forget: () => Promise.resolve() },
      pager: createOutbox({ home, now }).pager,
      directory: directoryOf(options.people),
      policy: () => policy,
      report: {
        read: () => readAuditReport(home),
        write: options.write ?? ((report) => writeAuditReport(home, report)),
      },
      ahead: () => Promise.resolve(temporal.aheadMs),
      log: { info: log, warn: log, error: log },
      now,
    });
  const lines = (): OutboxLine[] => {
    const file = join(home, 'outbox.jsonl');
    if (!existsSync(file)) return [];
    return readFileSync(file, 'utf8')
      .split('\n')
      .flatMap((line) => (line === '' ? [] : [JSON.parse(line) as OutboxLine]));
  };
  return {
    ...{ home, temporal, reopened, reopening, said, lines, auditor },
    pass: (minutes: number) => (clock.now += minutes * MINUTE),
    report: () => readAuditReport(home),
  };
}

it('pages the lead and who holds the roles now, once however often it looks, and again after five minutes', async () => {
  const { temporal, lines, auditor, pass } = aHome();
  temporal.runs = [stuck(1)];
  const one = auditor();
  await one.look();
  const first = lines();
  expect(first.map(({ to }) => to[0])).toEqual(expect.arrayContaining(['dave']));
  expect(first.length).toBeGreaterThan(1);
  expect(first.every(({ key }) => key.startsWith('audit:shop-7f3k2a9q-0001:stuck:1:'))).toBe(true);
  expect(first[0]?.text).toContain('shop-7f3k2a9q-0001 has stood still since 2026-11-30 03:00 UTC');
  pass(0.5);
  await one.look();
  expect(lines()).toHaveLength(first.length);
  pass(5);
  await one.look();
  expect(lines().filter(({ key }) => key.includes(':stuck:2:')).length).toBeGreaterThan(first.length);
});

it('rings nobody twice from two workers side by side, nor after a restart', async () => {
  const { temporal, lines, auditor, pass } = aHome();
  temporal.runs = [stuck(1)];
  const [one, other] = [auditor(), auditor()];
  await Promise.all([one.look(), other.look()]);
  const keys = lines().map(({ key }) => key);
  expect(new Set(keys).size).toBe(keys.length);
  pass(1);
  await auditor().look();
  expect(lines()).toHaveLength(keys.length);
});

it('tells one person about all incidents in one page, the most severe first', async () => {
  const { temporal, lines, auditor } = aHome();
  temporal.runs = [stuck(3), { ...stuck(2), severity: 'P1' }, stuck(1)];
  await auditor().look();
  const toDave = lines().filter(({ to }) => to.includes('dave'));
  expect(toDave.map(({ key }) => key)).toEqual(['audit:shop-7f3k2a9q-0002:stuck:1:dave']);
  expect(toDave[0]?.text).toContain('0001');
  expect(toDave[0]?.text).toContain('0003');
});

it('asks the next column where nobody of the first can be found', async () => {
  const { temporal, lines, auditor } = aHome({ people: { vera: ['vp-engineering'] } });
  temporal.runs = [{ ...stuck(1), severity: 'P2', lead: 'gone' }];
  await auditor().look();
  expect(lines().map(({ to }) => to)).toEqual([['vera']]);
});

it('opens an incident again once, and says so in the page and the report', async () => {
  const { temporal, lines, auditor, reopened, report, pass } = aHome();
  temporal.runs = [ended(1)];
  const one = auditor();
  await one.look();
  expect(lines()[0]?.text).toContain('Temporal ended shop-7f3k2a9q-0001 at 2026-11-30 03:00 UTC (terminated)');
  expect(lines()[0]?.text).toContain('Muster opened it again');
  pass(0.5);
  // Its list is behind: the new run is not in it yet.
  await one.look();
  expect(reopened).toEqual(['shop-7f3k2a9q-0001']);
  expect(report()?.troubles.filter(({ overAt }) => overAt === undefined)).toEqual([]);
});

it('tries again, and pages, as long as it can’t open it', async () => {
  const { temporal, lines, auditor, reopened, reopening, pass } = aHome();
  temporal.runs = [ended(1)];
  reopening.fails = true;
  const one = auditor();
  await one.look();
  expect(lines()[0]?.text).toContain("Muster can't open it again: its history is gone.");
  reopening.fails = false;
  pass(0.5);
  await one.look();
  expect(reopened).toHaveLength(1);
});

it('does not open without end what Temporal ends without end', async () => {
  const { temporal, auditor, reopened, report, pass } = aHome();
  const one = auditor();
  for (let n = 1; n <= 8; n += 1) {
    temporal.runs = [{ ...ended(1), runId: `run-${n}` }];
    await one.look();
    pass(1);
  }
  expect(reopened).toHaveLength(5);
  expect(report()?.troubles[0]?.problem).toContain('Temporal ended it each time');
});

it('counts nothing as late that an outage of Temporal made late', async () => {
  const { temporal, lines, auditor, pass } = aHome();
  const one = auditor();
  await one.look();
  temporal.isAway = true;
  pass(30);
  await one.look();
  temporal.isAway = false;
  temporal.runs = [run(1, { is: 'running', nextDueAt: START + MINUTE })];
  pass(1);
  await one.look();
  expect(lines()).toEqual([]);
  pass(2);
  await one.look();
  expect(lines()[0]?.key).toContain(':overdue:1:');
});

it('compares due times with the clock of Temporal, not with its own', async () => {
  const { temporal, lines, auditor, pass, report } = aHome();
  temporal.aheadMs = 3 * 60 * MINUTE;
  temporal.runs = [run(1, { is: 'running', nextDueAt: START - 2 * 60 * MINUTE })];
  const one = auditor();
  await one.look();
  pass(2);
  await one.look();
  expect(lines()).toEqual([]);
  expect(report()?.aheadMs).toBe(3 * 60 * MINUTE);
});

it('pages on while its home can’t be written', async () => {
  const full = (): never => {
    throw new Error('ENOSPC: no space left on device');
  };
  const { temporal, lines, auditor, pass, said } = aHome({ write: full });
  temporal.runs = [stuck(1)];
  const one = auditor();
  await one.look();
  const { length } = lines();
  expect(length).toBeGreaterThan(0);
  pass(1);
  await one.look();
  expect(lines()).toHaveLength(length);
  expect(said).toEqual(["Can't write the auditor's report"]);
});
