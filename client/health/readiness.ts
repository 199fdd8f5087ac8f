/** What does every check say, even if one of them hangs or fails? */
import { type Check, failed, withinMs } from './check';
import { messageOf } from '../../domain/text/message-of';

/** Everything that has to be checked; each job reports on several things. */
export type Examination = Readonly<Record<string, () => Check[] | Promise<Check[]>>>;

const LIMIT_MS = 2_800;

/**
 * Looks at everything at once and tells within 3 seconds. What takes longer, or goes wrong, has failed. Whoever asks while it
 * looks gets the same answer. Never rejects.
 */
export function createReadiness(examination: Examination, limitMs = LIMIT_MS): () => Promise<Check[]> {
  const look = async (name: string, job: () => Check[] | Promise<Check[]>): Promise<Check[]> => {
    try {
      const seen = await withinMs(limitMs, Promise.resolve(job()));
      return seen ?? [failed(name, `No answer within ${limitMs / 1_000} s.`)];
    } catch (error) {
      return [failed(name, messageOf(error))];
    }
  };
  const lookAtAll = async (): Promise<Check[]> => {
    const jobs = Object.entries(examination).map(([name, job]) => look(name, job));
    return (await Promise.all(jobs)).flat();
  };
  let underWay: Promise<Check[]> | undefined;
  return () => (underWay ??= lookAtAll().finally(() => (underWay = undefined)));
}
