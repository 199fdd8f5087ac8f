/** How is what arrived made small enough for one message to the next run? */
import type { Alert } from '../state/alert';
import { inPieces, jsonSize } from '../state/size';
import type { Incoming, Prelude } from './prelude';

type Shed = (arrived: Incoming[]) => Incoming[];

const withoutText = (alert: Alert): Alert => ({ ...alert, description: '', annotations: {} });

const withAlerts = (heard: Incoming, change: (alerts: Alert[]) => Alert[]): Incoming =>
  'alerts' in heard ? { alerts: { ...heard.alerts, alerts: change(heard.alerts.alerts) } } : heard;

const isEmpty = (heard: Incoming): boolean => 'alerts' in heard && heard.alerts.alerts.length === 0;

/** What the incident would say of them is in the title; the rest is still where they came from. */
const withoutTexts: Shed = (arrived) => arrived.map((heard) => withAlerts(heard, (alerts) => alerts.map(withoutText)));

/** Sources send the same alerts again and again: of each the newest report says how it stands. */
const newestReports: Shed = (arrived) => {
  const seen = new Set<string>();
  const isNew = ({ source, fingerprint }: Alert): boolean => {
    const id = `${source} ${fingerprint}`;
    return !seen.has(id) && seen.add(id).has(id);
  };
  return arrived
    .map((heard) => heard)
    .reverse()
    .map((heard) => withAlerts(heard, (alerts) => [...alerts].reverse().filter(isNew).reverse()))
    .reverse()
    .filter((heard) => !isEmpty(heard));
};

/** Nothing hears the end of what it has never heard of. */
const firingOnly: Shed = (arrived) =>
  arrived
    .map((heard) => withAlerts(heard, (alerts) => alerts.filter(({ firing }) => firing)))
    .filter((heard) => !isEmpty(heard));

/** What people did and declared first, then alerts, as many as there is room for. */
const asManyAs =
  (bytes: number): Shed =>
  (arrived) => {
    let room = bytes;
    const fits = (size: number): boolean => (room -= size) >= 0;
    const others = arrived.filter((heard) => !('alerts' in heard) && fits(jsonSize(heard)));
    const alerts = arrived
      .filter((heard) => 'alerts' in heard)
      .map((heard) => withAlerts(heard, (all) => all.filter((alert) => fits(jsonSize(alert)))))
      .filter((heard) => !isEmpty(heard));
    return [...others, ...alerts];
  };

/** What arrived, in a message of so many bytes: as it is where it fits, else without what is missed least. */
export function fittedArrivals(arrived: Incoming[], bytes: number): Incoming[] {
  const sheds = [newestReports, withoutTexts, firingOnly, asManyAs(bytes * 0.8)];
  return sheds.reduce((next, shed) => (jsonSize(next) <= bytes ? next : shed(next)), arrived);
}

/** What is held back, in a message of so many bytes: as it is where it fits, else without texts, else the newest. */
export function fittedWaiting(waiting: Prelude, bytes: number): Prelude {
  if (jsonSize(waiting) <= bytes) return waiting;
  const held = Object.entries(waiting.held).map(
    ([id, hold]) => [id, { ...hold, alert: withoutText(hold.alert) }] as const,
  );
  const short = { ...waiting, held: Object.fromEntries(held), story: waiting.story.slice(-MOST_STORIES) };
  let room = bytes - jsonSize({ ...short, held: {}, clear: {} });
  const newest = <T>(of: Record<string, T>): Record<string, T> =>
    Object.fromEntries(
      Object.entries(of)
        .reverse()
        .filter((one) => (room -= jsonSize(one) + 1) >= 0)
        .reverse(),
    );
  const kept = newest(short.held);
  return { ...short, held: kept, clear: newest(short.clear) };
}

/** The newest lines for the record that go on where there is little room. */
const MOST_STORIES = 50;

/** A delivery in messages of which each is small enough; each alert is in one of them. */
export const inMessages = <Group extends { alerts: Alert[] }>(group: Group, bytes: number): Group[] =>
  inPieces(group.alerts, { count: Infinity, bytes }).map((alerts) => ({ ...group, alerts }));
