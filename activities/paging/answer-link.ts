/** How does a person's own link get into a page, and how is it kept out of everything that is stored? */
import { log } from '@temporalio/activity';
import type { AskedAnswer } from '../../domain/messages/page';
import type { PersonId } from '../../domain/state/vocabulary';
import { messageOf } from '../../domain/text/message-of';
import type { AnswerLinks, ChannelTry, PageToSend, Receipt } from '../ports';

/** A page's text with the link in it. */
export type Worded = Pick<PageToSend, 'text' | 'openText' | 'answer'>;

/** A page whose link can't be made goes out with the command. */
export function linkFor(answers: AnswerLinks | undefined, subject: string, person: PersonId): string | undefined {
  try {
    return answers?.linkFor(subject, person);
  } catch (error) {
    log.warn("Can't make the link of a page", { subject, reason: messageOf(error) });
    return undefined;
  }
}

/** The link is made where the page is sent, so that it is in no history. */
export function withLink(text: string, answer: AskedAnswer | undefined, url: string | undefined): Worded {
  if (answer === undefined) return { text };
  if (url === undefined) return { text, answer };
  return { text: text.replaceAll(answer.command, () => url), openText: text, answer: { ...answer, url } };
}

/** What a vendor says of a page may repeat it; the history must not. */
export const withoutLink = (said: string, { answer }: Worded): string =>
  answer?.url === undefined ? said : said.replaceAll(answer.url, '[link]');

/** The same for what became of a page on each way. */
export const hiddenIn = (tries: readonly ChannelTry[], worded: Worded): ChannelTry[] =>
  tries.map((way) => (way.reason === undefined ? way : { ...way, reason: withoutLink(way.reason, worded) }));

export const triesOf = ({ tries }: Receipt, worded: Worded): { tries?: ChannelTry[] } =>
  tries === undefined ? {} : { tries: hiddenIn(tries, worded) };
