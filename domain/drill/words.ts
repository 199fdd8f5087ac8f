/** How does everybody who reads of a drill see first that it is one? */
import type { Incident } from '../state/incident';

const MARK = 'DRILL: ';

const NOTHING_BROKEN = 'DRILL: nothing is broken. Do what the guide says; only those who take part are contacted.';

/** The title of a drill, on every list and page. */
export const drillTitle = (title: string): string => `${MARK}${title}`;

export const isDrillTitle = (title: string): boolean => title.startsWith(MARK);

/** The title without the mark, for texts that begin with it. */
export const plainTitle = ({ title, drill }: Pick<Incident, 'title' | 'drill'>): string =>
  drill !== undefined && isDrillTitle(title) ? title.slice(MARK.length) : title;

/** A message about a drill says so before anything else: in its subject, in its text, and where it is only spoken. */
export function marked<Message extends { subject: string; text: string }>(
  { drill }: Pick<Incident, 'drill'>,
  message: Message,
): Message {
  if (drill === undefined) return message;
  return { ...message, subject: `${MARK}${message.subject}`, text: `${NOTHING_BROKEN}\n\n${message.text}` };
}
