/** What has to go on the public status page next, and does the lead have to be asked first? */
import type { Policy } from '../../policy/schema';
import type { AgendaEntry } from '../state/effects';
import { hasEffect } from '../state/effect-records';
import { type Incident, isBeingFought, isOpen } from '../state/incident';
import { effectKey, readKey } from '../state/keys';
import { isLive, type Statement } from '../state/public-report';
import { tell } from '../updates/audience';
import { publicRules } from './evolve';

/** `status-page:1:opened`, `status-page:1:update:3`, `status-page:1:resolved`. */
export const statementKey = (report: number, { kind, n }: Pick<Statement, 'kind' | 'n'>): string =>
  effectKey('statement', { report, statement: kind, n: kind === 'update' ? n : undefined });

/** The question whether to publish, the statement to show, and the promised next update. */
export function planStatusPage(policy: Policy, incident: Incident): AgendaEntry[] {
  if (policy.statusPage === null) return [];
  return [...planQuestion(policy, incident), ...planStatement(incident), ...planNextStatement(incident)];
}

/** The lead is asked once whether to publish, unless someone already published it or took it off the page. */
function planQuestion(policy: Policy, incident: Incident): AgendaEntry[] {
  const { lead, statusPage: report } = incident;
  if (publicRules(policy, incident)?.opens !== 'when-confirmed' || !isBeingFought(incident)) return [];
  const number = (report?.number ?? 0) + 1;
  if (lead === undefined || report?.statement.withdrawn === 'retracted' || isLive(report)) return [];
  return tell([lead], effectKey('publish-question', { report: number }), 'ask-publish', incident.severitySince);
}

/**
 * Only the newest statement is shown, and only one at a time is sent: two could reach the page in the wrong order or open
 * two reports.
 */
function planStatement({ statusPage: report, effects }: Incident): AgendaEntry[] {
  if (report === undefined) return [];
  const key = statementKey(report.number, report.statement);
  const isBusy = hasEffect(
    effects,
    (other, { status }) => status === 'running' && other !== key && readKey(other).of === 'statement',
  );
  return isBusy ? [] : [{ at: report.statement.at, effect: { do: 'show-statement', key } }];
}

/** The promised time of the next update is kept, whether or not there is news. */
function planNextStatement(incident: Incident): AgendaEntry[] {
  const report = incident.statusPage;
  if (!isLive(report) || !isOpen(incident) || report.statement.nextAt === undefined) return [];
  const key = effectKey('next-statement', { report: report.number, n: report.statement.n + 1 });
  return [{ at: report.statement.nextAt, effect: { do: 'restate', key } }];
}
