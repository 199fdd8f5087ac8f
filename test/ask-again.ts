import { wasNotAnswered } from '../client/temporal-errors';
import { ASK_AGAIN } from '../workflows/contract';

/** As the client does: a question that came at a bad moment, or was lost with one that did, is asked again. */
export async function askAgain<T>(ask: () => Promise<T>): Promise<T> {
  let unanswered = 0;
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      const isPutOff = error instanceof Error && error.message.includes(ASK_AGAIN);
      if (!isPutOff && (!wasNotAnswered(error) || ++unanswered > 1)) throw error;
    }
  }
}
