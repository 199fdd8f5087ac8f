/** What did the auditor see last, for everybody who shares its home: the worker that writes it, the HTTP server, the commands? */
import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { ENDS_WITHOUT_US } from '../domain/audit/state';

const Known = z.object({
  incidentId: z.string(),
  of: z.enum(['incident', 'post-mortem']),
  kind: z.enum(['overdue', 'stuck', 'ended']),
  since: z.number(),
  title: z.string(),
  severity: z.string(),
  lead: z.string().exactOptional(),
  how: z.enum(ENDS_WITHOUT_US).exactOptional(),
  because: z.string().exactOptional(),
  seenAt: z.number(),
  rounds: z.number(),
  rungAt: z.number().exactOptional(),
  overAt: z.number().exactOptional(),
  done: z.string().exactOptional(),
  problem: z.string().exactOptional(),
  reopenings: z.number().exactOptional(),
});

const Report = z.object({
  /** When it looked last, by this machine's clock. */
  at: z.number(),
  /** Since when an auditor has looked at all: what Temporal ended before is none of its business. */
  firstAt: z.number(),
  /** How far this machine's clock is ahead of Temporal's; absent where that could not be found out. */
  aheadMs: z.number().exactOptional(),
  troubles: z.array(Known),
  /** The newest runs that Temporal ended and about which everything is done. */
  settled: z.array(z.string()),
});

export type AuditReport = z.output<typeof Report>;

const fileIn = (home: string): string => join(home, 'audit.json');

/** The last report; nothing where no worker has run with this home, or nobody can read it. */
export function readAuditReport(home: string): AuditReport | undefined {
  try {
    return Report.safeParse(JSON.parse(readFileSync(fileIn(home), 'utf8'))).data;
  } catch {
    return undefined;
  }
}

/** Replaces the report, whole or not at all. Throws what the disk says. */
export function writeAuditReport(home: string, report: AuditReport): void {
  mkdirSync(home, { recursive: true, mode: 0o700 });
  const draft = join(home, `.audit-${randomUUID()}.draft`);
  try {
    writeFileSync(draft, `${JSON.stringify(report)}\n`, { mode: 0o600 });
    renameSync(draft, fileIn(home));
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}
