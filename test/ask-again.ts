import { ASK_AGAIN } from '../workflows/contract';

/** As the client does: a question that came at a bad moment is asked again. */
export async function askAgain<T>(ask: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof Error && error.message.includes(ASK_AGAIN))) throw error;
    }
  }
}
