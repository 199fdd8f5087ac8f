/** Who hears of another alert in an open incident, and when? Its thread and the lead, at most once in a while. */
import type { Policy } from '../../policy/schema';
import type { AgendaEntry } from '../state/effects';
import type { Alert } from '../state/alert';
import type { Incident } from '../state/incident';
import { effectKey } from '../state/keys';
import type { Instant } from '../state/vocabulary';
import { inertLine } from '../text/inert';
import { inCharge, postTo, tell } from '../updates/audience';

/** How many alerts one message names; the others are counted. */
const MOST_NAMED = 5;

/** Alerts of a name that the incident had not heard before are told, together with those that come until then. */
export function newsTaken(policy: Policy, before: Incident, after: Incident, alerts: Alert[], at: Instant): Incident {
  const all = Object.values(before.alerts);
  // The alerts that open it are in the announcement, and a storm is told as one.
  if (all.length === 0 || all.length >= policy.correlation.storm.tellAtMost) return after;
  const known = new Set(all.map(({ title }) => title));
  const names = [...new Set(alerts.map(({ title }) => inertLine(title)))].filter((name) => !known.has(name));
  if (names.length === 0) return after;
  const { news } = after;
  const toldAt = news === undefined ? undefined : after.effects[keyOf(news.number)]?.at;
  const pending = news !== undefined && toldAt === undefined ? news : undefined;
  const fresh = names.filter((name) => pending?.names.includes(name) !== true);
  const dueAt = toldAt === undefined ? at : Math.max(at, toldAt + policy.correlation.newsEvery);
  return {
    ...after,
    news: {
      number: pending?.number ?? (news?.number ?? 0) + 1,
      dueAt: pending?.dueAt ?? dueAt,
      names: [...(pending?.names ?? []), ...fresh].slice(0, MOST_NAMED),
      count: (pending?.count ?? 0) + fresh.length,
    },
  };
}

const keyOf = (number: number): string => effectKey('news', { number, port: 'chat' });

/** The message to the thread and the one to the lead. */
export function planNews(incident: Incident): AgendaEntry[] {
  const { news } = incident;
  if (news === undefined) return [];
  const { number, dueAt } = news;
  return [
    ...postTo(['channel'], (port) => effectKey('news', { number, port }), 'news', dueAt),
    ...tell(inCharge(incident), effectKey('news-to-lead', { number }), 'news', dueAt),
  ];
}

/** "Queue is full, Disk is full and 3 more". */
export function newsNames({ news }: Incident): string {
  if (news === undefined) return '';
  const more = news.count - news.names.length;
  return `${news.names.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
