/** What is the least that a workflow with one activity does? */
import { proxyActivities } from '@temporalio/workflow';

const { begin } = proxyActivities<{ begin: (id: string) => Promise<void> }>({ startToCloseTimeout: '10s' });

/** Runs its one activity and ends. */
export async function bare(id: string): Promise<void> {
  await begin(id);
}
