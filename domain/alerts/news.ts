/** Who hears of another alert in an open incident, and when? Its thread and the lead, at most once in a while. */
import type { Policy } from '../../policy/schema';
import type { AgendaEntry } from '../state/effects';
import type { Incident } from '../state/incident';
import { effectKey } from '../state/keys';
import type { Instant } from '../state/vocabulary';
import { inertLine } from '../text/inert';
import { postTo, tell } from '../updates/audience';

/** How many alerts one message names; the others are counted. */
const MOST_NAMED = 5;

/** Alerts of a name that the incident had not heard before are told, together with those that come until then. */
export function newsTaken(
  policy: Policy,
  before: Incident,
  after: Incident,
  titles: readonly string[],
  at: Instant,
): Incident {
  const all = Object.values(before.alerts);
  // The alerts that open it are in the announcement, and a storm is told as one.
  if (all.length === 0 || all.length >= policy.correlation.storm.tellAtMost) return after;
  // Of what fires in planned work nobody has been told.
  const known = new Set(all.filter(({ held }) => held === undefined).map(({ title }) => title));
  const names = [...new Set(titles.map((title) => inertLine(title)))].filter((name) => !known.has(name));
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
    ...tell(responsible(incident), effectKey('news-to-lead', { number }), 'news', dueAt),
  ];
}

/** The lead; as long as nobody leads, everybody who was called first. */
const responsible = ({ lead, contacts: [first] }: Incident): string[] =>
  lead === undefined ? (first?.people.map(({ id }) => id) ?? []) : [lead];

/** "Queue is full, Disk is full and 3 more". */
export function newsNames({ news }: Incident): string {
  if (news === undefined) return '';
  const more = news.count - news.names.length;
  return `${news.names.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
