/** Does a question bring a workflow forward too early, so that it must be refused? */

/** What the SDK hands to a run at once: when its task started, up to which event it goes, and what is asked. */
export interface Activation {
  /** The instant of the workflow task, in any form that is the same for the same instant. */
  readonly startedAt: string;
  readonly events: number;
  readonly isReplaying: boolean;
  /** One for each job: the id of a question, or nothing for any other job. */
  readonly queryIds: readonly (string | undefined)[];
}

/** The id of a question that came by itself instead of along with a workflow task. */
const ALONE = 'legacy_query';

/**
 * Tells of each activation of one run, in their order, whether it must be refused because a question brings events along
 * that no workflow task of this worker has taken up. The SDK (core of 1.24.0) hands these on before the question, as if
 * they were a task's: at the time of the task before, or at that of a task whose worker died. What the workflow would
 * begin then is not what a replay begins at the right time, and the incident would hang (`TMPRL1100`).
 *
 * The two cases are known by this: in the first, events come at the time of the activation before. In the second, the
 * question follows its events without the `WorkflowTaskCompleted` that lies between a real task and any later question.
 */
export function watchForQuestions(): (activation: Activation) => boolean {
  let last: { startedAt: string; events: number; isNews: boolean } | undefined;
  return ({ startedAt, events, isReplaying, queryIds }) => {
    const asksOnly = queryIds.every((id) => id !== undefined);
    const untimely = asksOnly
      ? queryIds.includes(ALONE) && last?.isNews === true && last.events === events
      : last?.startedAt === startedAt && events > last.events;
    last = { startedAt, events, isNews: !asksOnly && !isReplaying };
    return untimely;
  };
}
