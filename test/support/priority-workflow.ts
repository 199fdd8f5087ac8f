/** A workflow that asks for much that has no hurry, and then for something that has. */
import { proxyActivities } from '@temporalio/workflow';

interface Acts {
  act: (name: string) => Promise<void>;
}

const withPriority = (priorityKey: number): Acts =>
  proxyActivities<Acts>({ taskQueue: 'acts', startToCloseTimeout: '60s', priority: { priorityKey } });

const [first, last] = [withPriority(1), withPriority(5)];

export async function hurry(count: number): Promise<void> {
  const asked = Array.from({ length: count }, (_, n) => last.act(`late ${n}`));
  await Promise.all([...asked, first.act('early')]);
}
