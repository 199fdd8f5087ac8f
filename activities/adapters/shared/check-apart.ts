/** How do a check's other questions still get answered when one of them fails? */
import { type Examined, wrong } from '../../../domain/doctor/finding';

/**
 * What one look of a check finds. What it throws is found as well, under `what`, so that it hides none of the other looks;
 * only a check that was called off throws.
 */
export async function examinedApart(
  what: string,
  signal: AbortSignal,
  look: () => Promise<Examined | Examined[]>,
): Promise<Examined[]> {
  try {
    return [await look()].flat();
  } catch (error) {
    if (signal.aborted || !(error instanceof Error)) throw error;
    return [wrong(what, error.message)];
  }
}
