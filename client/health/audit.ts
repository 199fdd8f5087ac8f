/** What does the auditor of the worker say: does every incident move, and is the clock right? */
import type { KnownTrouble } from '../../domain/audit/rings';
import { utcDateTime } from '../../domain/text/format';
import { readAuditReport } from '../../launcher/audit-report';
import { type Check, failed, passed } from './check';
import { clockChecks } from './clock';
import { Gauge, Registry } from 'prom-client';

/** It looks every 30 s and may take its time. */
const SILENT_MS = 3 * 60_000;

/** What is wrong now, the oldest first. */
export function currentTroubles(home: string): KnownTrouble[] {
  const troubles = readAuditReport(home)?.troubles ?? [];
  return troubles.filter(({ overAt }) => overAt === undefined).sort((a, b) => a.since - b.since);
}

/** Whether an incident stands still or is gone. A post-mortem that does is told and fails nothing: it can wait. */
export function examineAudit(home: string, now: number): Check[] {
  const report = readAuditReport(home);
  if (report === undefined) return [passed('incidents', 'No worker has looked at the incidents of this home yet.')];
  if (report.at + SILENT_MS < now) {
    const since = utcDateTime(report.at);
    return [
      failed(
        'incidents',
        `Nobody has looked since ${since} whether incidents stand still. Is \`muster worker\` running?`,
      ),
    ];
  }
  const troubles = currentTroubles(home);
  const isWrong = troubles.some(({ of }) => of === 'incident');
  const said =
    troubles.length === 0 ? 'No incident stands still.' : `${countsOf(troubles)} \`muster list\` names them.`;
  return [
    isWrong ? failed('incidents', said) : passed('incidents', said),
    ...clockChecks('worker clock', "The worker's", report.aheadMs),
  ];
}

const KINDS = ['overdue', 'stuck', 'ended'] as const;

const WORDS = {
  overdue: 'something is due and nothing happens',
  stuck: 'the workflow task fails again and again',
  ended: 'ended by Temporal, and not opened again',
} as const;

/** Anybody may read it, so it names no incident: `Stand still or are gone: 2 (the task fails ..., since 14:02 UTC).` */
function countsOf(troubles: readonly KnownTrouble[]): string {
  const counts = KINDS.flatMap((kind) => {
    const since = troubles.filter((trouble) => trouble.kind === kind).map((trouble) => trouble.since);
    return since.length === 0 ? [] : [`${since.length} since ${utcDateTime(Math.min(...since))} (${WORDS[kind]})`];
  });
  return `Incidents that stand still or are gone: ${counts.join(', ')}.`;
}

/** The same as gauges, in Prometheus' text format; nothing where no worker has run with this home. */
export function createAuditGauges(home: string, now: () => number = Date.now): () => Promise<string> {
  return async () => {
    const report = readAuditReport(home);
    if (report === undefined) return '';
    const registry = new Registry();
    const gauge = (name: string, help: string, labelNames: string[] = []) =>
      new Gauge({ name, help, labelNames, registers: [registry] });
    const troubles = gauge('muster_audit_troubles', 'Incidents and post-mortems that stand still or were ended', [
      'kind',
    ]);
    for (const kind of KINDS) troubles.set({ kind }, 0);
    for (const { kind } of currentTroubles(home)) troubles.inc({ kind });
    gauge('muster_audit_age_seconds', 'Seconds since the auditor looked last').set((now() - report.at) / 1_000);
    if (report.aheadMs !== undefined)
      gauge('muster_clock_ahead_seconds', "How far the worker's clock is ahead of Temporal's").set(
        report.aheadMs / 1_000,
      );
    return registry.metrics();
  };
}
