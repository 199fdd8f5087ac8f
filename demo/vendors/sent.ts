/** How do the copies that each person received become one message in the demo? */
import { keyWord } from '../../domain/state/keys';
import type { Person } from '../../directory/schema';
import type { SentMessage } from '../messages';
import type { ReceivedAt } from './start';

/**
 * What came to people, as messages: one that went to several people is one message to all of them. What came to the same
 * person twice stays two, which is how a doubled key is seen.
 */
export function messagesOf(received: readonly ReceivedAt[], people: readonly Person[]): SentMessage[] {
  const names = new Map(people.map(({ id, name }) => [id, name]));
  const found: (SentMessage & { to: string[] })[] = [];
  for (const { at, incidentId, key, port, device, vendor, to, subject, text, kind } of received) {
    const same = found.find(
      (other) =>
        other.key === key && other.incidentId === incidentId && other.vendor === vendor && !other.to.includes(to),
    );
    if (same !== undefined) same.to.push(to);
    else
      found.push({
        at: new Date(at).toISOString(),
        incidentId,
        key,
        port,
        kind: kind ?? keyWord(key),
        to: [to],
        name: names.get(to),
        subject,
        text,
        vendor,
        device,
      });
  }
  return found;
}
