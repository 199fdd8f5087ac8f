/** Which page does the reply to a text message answer, and what does it say? */
import type { DirectoryData, Person } from '../../directory/schema';
import type { IncidentView } from '../../domain/view';
import type { IncidentClient } from '../incidents/api';
import type { PageAnswer } from '../answers/answer';

const SAYS: readonly [PageAnswer, RegExp][] = [
  ['acknowledge', /^(1|ok|okay|ack|yes|on it|i'm on it)$/],
  ['decline', /^(2|no|can't|cannot|i can't|decline)$/],
];

/** What a reply says, if it is one of the words that we asked for. */
export function readReply(body: string): PageAnswer | undefined {
  const said = body
    .trim()
    .toLowerCase()
    .replace(/’/g, "'")
    .replace(/[.!]+$/, '');
  return SAYS.find(([, words]) => words.test(said))?.[0];
}

/** Whose number it is in the directory. Nobody where it is that of several: then nobody can tell who wrote. */
export function personOfNumber({ people }: DirectoryData, number: string): Person | undefined {
  const theirs = people.filter(({ contactPoints }) =>
    contactPoints.some(({ channel, address }) => ['sms', 'phone'].includes(channel) && digits(address) === number),
  );
  return theirs.length === 1 ? theirs[0] : undefined;
}

const digits = (address: string): string => address.replace(/[\s().-]/g, '');

/** So many of the newest open incidents are looked through; a person has hardly been texted about more. */
const LOOKED_THROUGH = 30;

/** The open incident about which this person got the newest text message. */
export async function newestTextedTo(
  incidents: Pick<IncidentClient, 'list' | 'show'>,
  person: string,
): Promise<IncidentView | undefined> {
  const open = await incidents.list({ all: false });
  const newest = open.toSorted((a, b) => b.startedAt.localeCompare(a.startedAt)).slice(0, LOOKED_THROUGH);
  const shown = await Promise.all(newest.map(({ id }) => incidents.show(id)));
  const texted = shown.flatMap((view) => {
    const at = textedAt(view, person);
    return at === undefined ? [] : [{ view, at }];
  });
  return texted.toSorted((a, b) => b.at.localeCompare(a.at))[0]?.view;
}

function textedAt({ deliveries = [] }: IncidentView, person: string): string | undefined {
  const sent = deliveries
    .filter(({ to }) => to === person)
    .flatMap(({ ways }) => ways.filter(({ channel, state }) => channel === 'SMS' && isOut(state)));
  return sent
    .map(({ at }) => at)
    .sort()
    .at(-1);
}

const isOut = (state: string): boolean => state === 'sent' || state === 'delivered';
