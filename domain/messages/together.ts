/** What does one message say that stands for the pages of several incidents? */
import type { PersonId } from '../state/vocabulary';
import type { ComposedMessage } from './compose';

/** So many are answered by one command that can still be read. */
const MOST_AT_ONCE = 20;

interface OneOfThem {
  incidentId: string;
  /** Severity and title. */
  subject?: string;
  text: string;
}

/** Names each incident with its severity, title and id, and says how to answer them one by one or all at once. */
export function composeTogether(pages: readonly OneOfThem[], to: PersonId): ComposedMessage {
  const ids = [...new Set(pages.map(({ incidentId }) => incidentId))];
  const names = pages.map(
    ({ incidentId, subject, text }) => `- ${subject ?? text.split('\n')[0] ?? ''} (${incidentId})`,
  );
  const atOnce = ids.slice(0, MOST_AT_ONCE).join(' ');
  const count = `${pages.length} pages about ${ids.length} incidents`;
  const isAll = ids.length <= MOST_AT_ONCE;
  return {
    subject: `${count}: ${pages[0]?.subject ?? ''}`.slice(0, 170),
    text: [
      `${count} wait for you:`,
      `Acknowledge: ${isAll ? 'all' : `the first ${MOST_AT_ONCE}`} at once: muster ack ${atOnce} --as ${to}`,
      ...new Set(names),
      `Acknowledge one: muster ack ID --as ${to}`,
    ].join('\n'),
  };
}
