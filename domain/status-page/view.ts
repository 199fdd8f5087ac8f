/** What do customers read about this incident, shown to the people who work on it? Times are ISO 8601. */
import type { Policy } from '../../policy/schema';
import type { Incident } from '../state/incident';
import { isLive } from '../state/public-report';
import type { Instant } from '../state/vocabulary';
import { iso } from '../text/format';
import { statementToShow } from './evolve';
import { publicImpact, publicWords } from './words';
import { defined } from '../state/fields';

export interface StatusPageView {
  state: 'open' | 'resolved' | 'withdrawn';
  status: string;
  title: string;
  text: string;
  openedAt: string;
  by: string;
  nextUpdateAt?: string;
  /** Absent until the page shows it. */
  shownAt?: string;
  url?: string;
}

/** What the page says now, or would say if someone published it now in the policy's words. */
export interface PublishableView {
  /** The page already says it. */
  isPublic: boolean;
  title: string;
  text: string;
  /** The part of the text that a person may replace. */
  impact: string;
  status: string;
  /** How bad the page shows it, and how it shows the service's component; absent: it is not changed. */
  shownAs: { impact: string; component?: string };
}

export function statusPageOf(policy: Policy, incident: Incident): { statusPage?: StatusPageView } {
  const report = incident.statusPage;
  const words = report === undefined ? undefined : publicWords(policy, incident, report.statement);
  if (report === undefined || words === undefined) return {};
  const { statement, openedAt, by, shownAt, url } = report;
  const { title, text, status } = words;
  return {
    statusPage: {
      state: statement.kind === 'resolved' || statement.kind === 'withdrawn' ? statement.kind : 'open',
      status,
      title,
      text,
      openedAt: iso(openedAt),
      by,
      ...(statement.nextAt !== undefined && { nextUpdateAt: iso(statement.nextAt) }),
      ...(shownAt !== undefined && { shownAt: iso(shownAt) }),
      ...defined({ url }),
    },
  };
}

export function publishableOf(policy: Policy, incident: Incident, now: Instant): { mayPublish?: PublishableView } {
  const statement = statementToShow(policy, incident, now);
  const words = statement === undefined ? undefined : publicWords(policy, incident, statement);
  if (statement === undefined || words === undefined) return {};
  const { title, text, status, impact, component } = words;
  return {
    mayPublish: {
      isPublic: isLive(incident.statusPage),
      title,
      text,
      impact: publicImpact(policy, incident, statement) ?? '',
      status,
      shownAs: { impact, ...defined({ component }) },
    },
  };
}
