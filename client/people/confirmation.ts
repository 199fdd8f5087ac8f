/** Which contact points has nobody ever confirmed? */
import type { DirectoryData } from '../../directory/schema';
import { type Examined, noteFinding, ok } from '../../domain/doctor/finding';
import { isSamePoint, type KeptPoint } from '../../launcher/people-book';

/** So many people are named; the others are counted. */
const MOST_NAMED = 20;

/** What `muster doctor` says about it, in one line. */
export function unconfirmedPoints({ people }: DirectoryData, kept: readonly KeptPoint[]): Examined {
  const isConfirmed = (person: string, channel: string, address: string): boolean =>
    kept.some((point) => point.confirmedAt !== undefined && isSamePoint(point, { person, channel, address }));
  const named = people.flatMap(({ id, name, contactPoints }) => {
    const open = contactPoints.filter(({ channel, address }) => !isConfirmed(id, channel, address));
    return open.length === 0 ? [] : [`${name} (${open.map(({ channel }) => channel).join(', ')})`];
  });
  if (named.length === 0) return ok('contact points', 'everybody has confirmed theirs');
  const more = named.length > MOST_NAMED ? ` and ${named.length - MOST_NAMED} more` : '';
  const who = named.slice(0, MOST_NAMED).join(', ') + more;
  return noteFinding('contact points', `never confirmed: ${who}. Send a test: muster contact verify PERSON`);
}
