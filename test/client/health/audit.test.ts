/** What `/readyz`, the list and a question that nobody answers say of an incident that stands still. */
import { Unanswered } from '../../../client/errors';
import { createAuditGauges, currentTroubles, examineAudit } from '../../../client/health/audit';
import { clockChecks } from '../../../client/health/clock';
import { examineHome } from '../../../client/health/home';
import type { IncidentClient } from '../../../client/incidents/api';
import type { KnownTrouble } from '../../../domain/audit/rings';
import { withTroubles } from '../../../client/incidents/troubles';
import { type AuditReport, readAuditReport, writeAuditReport } from '../../../launcher/audit-report';
import { homeProblem } from '../../../launcher/home-state';
import { temporaryFolder } from '../../support/temporary-folder';
import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const NOW = Date.parse('2026-11-30T03:00:00Z');
const ID = 'shop-7f3k2a9q-x4tm';

const stuck: KnownTrouble = {
  ...{ incidentId: ID, of: 'incident', kind: 'stuck', since: NOW - 60_000, title: 'Shop is down' },
  ...{ severity: 'P1', seenAt: NOW, rounds: 1, because: 'TMPRL1100' },
};

function aHome(change: Partial<AuditReport> = {}): string {
  const home = temporaryFolder('health');
  writeAuditReport(home, { at: NOW, firstAt: NOW, troubles: [], settled: [], ...change });
  return home;
}

it('is well without a report, with a fresh one, and when what was wrong is over', () => {
  const said = (home: string) => examineAudit(home, NOW).map(({ name, ok }) => [name, ok]);
  expect(said(temporaryFolder('health'))).toEqual([['incidents', true]]);
  expect(said(aHome({ aheadMs: 20 }))).toEqual([
    ['incidents', true],
    ['worker clock', true],
  ]);
  expect(said(aHome({ troubles: [{ ...stuck, overAt: NOW }] }))).toEqual([['incidents', true]]);
});

it('says how many stand still and since when, and names none: anybody may read it', () => {
  const [check] = examineAudit(aHome({ troubles: [stuck] }), NOW);
  expect(check?.ok).toBe(false);
  expect(check?.text).toContain('1 since 2026-11-30 02:59 UTC (the workflow task fails again and again)');
  expect(check?.text).not.toContain(ID);
  expect(check?.text).not.toContain('TMPRL1100');
});

it('fails for no post-mortem, and fails once nobody looks', () => {
  expect(examineAudit(aHome({ troubles: [{ ...stuck, of: 'post-mortem' }] }), NOW)[0]?.ok).toBe(true);
  expect(examineAudit(aHome({ at: NOW - 10 * 60_000 }), NOW)[0]?.text).toContain('Nobody has looked since');
});

it('says which clock is off, and by how much', () => {
  expect(clockChecks('clock', "This machine's", 3 * 3_600_000)[0]?.text).toContain("3 h ahead of Temporal's");
  expect(clockChecks('clock', "This machine's", -60_000)[0]).toMatchObject({ ok: false });
  expect(clockChecks('clock', "This machine's", 5_000)[0]).toMatchObject({ ok: true });
  expect(clockChecks('clock', "This machine's", undefined)).toEqual([]);
});

it('counts them for Prometheus', async () => {
  const text = await createAuditGauges(aHome({ at: NOW - 5_000, aheadMs: -2_000, troubles: [stuck] }), () => NOW)();
  expect(text).toContain('muster_audit_troubles{kind="stuck"} 1');
  expect(text).toContain('muster_audit_troubles{kind="ended"} 0');
  expect(text).toContain('muster_audit_age_seconds 5');
  expect(text).toContain('muster_clock_ahead_seconds -2');
});

it('explains the list, and a question that gets no answer', async () => {
  const home = aHome({ troubles: [stuck] });
  const asked = {
    list: () => Promise.resolve([{ id: ID }, { id: 'shop-7f3k2a9q-0000' }]),
    show: () => Promise.reject(new Unanswered('no worker')),
    act: () => Promise.reject(new Unanswered('no worker')),
  } as unknown as IncidentClient;
  const client = withTroubles(asked, () => currentTroubles(home));
  const listed = await client.list({ all: false });
  expect(listed.map(({ trouble }) => trouble?.includes('has stood still since'))).toEqual([true, undefined]);
  for (const ref of [ID, 'x4tm', 'shop-7f3k2a9q'])
    await expect(client.show(ref)).rejects.toThrow('Follow the guide by hand');
  await expect(client.show('shop-7f3k2a9q-0000')).rejects.toThrow('no worker');
});

it('keeps its report for its owner alone, and reads nothing from half of one', () => {
  const home = aHome();
  const file = join(home, 'audit.json');
  expect(statSync(file).mode & 0o777).toBe(0o600);
  writeFileSync(file, '{"at": 1');
  expect(readAuditReport(home)).toBeUndefined();
});

it('names a home that can’t be written, and a disk that is almost full', () => {
  const home = temporaryFolder('home');
  expect(examineHome(home).ok).toBe(true);
  expect(homeProblem(home, Number.MAX_SAFE_INTEGER)).toContain('MB are free');
  writeFileSync(join(home, 'file'), '');
  expect(homeProblem(join(home, 'file'))).toContain("can't write to its home");
});
