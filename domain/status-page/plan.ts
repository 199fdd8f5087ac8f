import type { Policy } from '../../policy/schema';
import type { AgendaEntry } from '../state/effects';
import { type Incident, isBeingFought, isOpen } from '../state/incident';
import { effectKey, readKey } from '../state/keys';
import { isLive, type Statement } from '../state/public-report';
import { tell } from '../updates/audience';
import { publicRules } from './evolve';

/** `status-page:1:opened`, `status-page:1:update:3`, `status-page:1:resolved`. */
export const statementKey = (report: number, { kind, n }: Pick<Statement, 'kind' | 'n'>): string =>
  effectKey('statement', { report, statement: kind, n: kind === 'update' ? n : undefined });

/** What the public status page has to show, when it promised to say more, and the question whether there is one at all. */
export function planStatusPage(policy: Policy, incident: Incident): AgendaEntry[] {
  if (policy.statusPage === null) return [];
  return [...planQuestion(policy, incident), ...planStatement(incident), ...planNextStatement(incident)];
}

/** Whoever leads is asked once whether the public is told, unless somebody has said so or taken it back. */
function planQuestion(policy: Policy, incident: Incident): AgendaEntry[] {
  const { lead, statusPage: report } = incident;
  if (publicRules(policy, incident)?.opens !== 'when-confirmed' || !isBeingFought(incident)) return [];
  const number = (report?.number ?? 0) + 1;
  if (lead === undefined || report?.statement.withdrawn === 'retracted' || isLive(report)) return [];
  return tell([lead], effectKey('publish-question', { report: number }), 'ask-publish', incident.severitySince);
}

/**
 * Only the newest statement is worth showing, and only one is under way: two at a time could reach the page in the wrong
 * order, or make two reports of one.
 */
function planStatement({ statusPage: report, effects }: Incident): AgendaEntry[] {
  if (report === undefined) return [];
  const key = statementKey(report.number, report.statement);
  const isBusy = Object.entries(effects).some(
    ([other, { status }]) => status === 'running' && other !== key && readKey(other).of === 'statement',
  );
  return isBusy ? [] : [{ at: report.statement.at, effect: { do: 'show-statement', key } }];
}

/** The time that the page names for the next statement is kept, whether or not anything is new. */
function planNextStatement(incident: Incident): AgendaEntry[] {
  const report = incident.statusPage;
  if (!isLive(report) || !isOpen(incident) || report.statement.nextAt === undefined) return [];
  const key = effectKey('next-statement', { report: report.number, n: report.statement.n + 1 });
  return [{ at: report.statement.nextAt, effect: { do: 'restate', key } }];
}
