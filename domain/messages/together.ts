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
  answer?: { command: string; url?: string };
  /** The incident's page, where people can open it. */
  room?: string;
}

/** What several pages are as one message. */
interface Together extends ComposedMessage {
  short: string;
  /** Answers the first; a call offers no keys for several. */
  answer?: { says: string; command: string; url?: string };
  /** The text without anybody's link. */
  openText: string;
}

/** Names each incident with its severity, title and id, and says how to answer them one by one or all at once. */
export function composeTogether(pages: readonly OneOfThem[], to: PersonId): Together {
  const ids = [...new Set(pages.map(({ incidentId }) => incidentId))];
  const named = ({ incidentId, subject, text, answer, room }: OneOfThem, withLink: boolean): string => {
    const link = (withLink ? answer?.url : undefined) ?? room;
    return `- ${subject ?? text.split('\n')[0] ?? ''} (${incidentId})${link === undefined ? '' : `: ${link}`}`;
  };
  const atOnce = ids.slice(0, MOST_AT_ONCE).join(' ');
  const count = `${pages.length} pages about ${ids.length} incidents`;
  const isAll = ids.length <= MOST_AT_ONCE;
  // Whoever has links needs no command.
  const hasLinks = pages.every(({ answer, room }) => answer?.url !== undefined || room !== undefined);
  const wordsOf = (withLink: boolean): string =>
    [
      `${count} wait for you${hasLinks ? '; answer each by its link' : ''}:`,
      ...(hasLinks
        ? []
        : [`Acknowledge: ${isAll ? 'all' : `the first ${MOST_AT_ONCE}`} at once: muster ack ${atOnce} --as ${to}`]),
      ...new Set(pages.map((page) => named(page, withLink))),
      ...(hasLinks ? [] : [`Acknowledge one: muster ack ID --as ${to}`]),
    ].join('\n');
  const first = pages[0]?.answer;
  return {
    subject: `${count}: ${pages[0]?.subject ?? ''}`.slice(0, 170),
    text: wordsOf(true),
    short: `${count} wait for you.`,
    openText: wordsOf(false),
    ...(first !== undefined && { answer: { ...first, says: 'Acknowledge the first' } }),
  };
}
