/** Which incidents are open, asked of Temporal once for everybody who looks at about the same time? */
import type { IncidentClient } from '../incidents/api';
import type { IncidentSummary } from '../incidents/runs';

/** What Temporal lists is about a second behind in any case. */
const KEPT_MS = 1_000;

/** Many boards are open while much happens, and each looks again at every change. */
export function createOpenList(
  { list }: Pick<IncidentClient, 'list'>,
  now: () => number,
): () => Promise<readonly IncidentSummary[]> {
  let last: { at: number; listed: Promise<readonly IncidentSummary[]> } | undefined;
  return () => {
    const at = now();
    if (last !== undefined && at - last.at < KEPT_MS && at >= last.at) return last.listed;
    const listed = list({ all: false });
    last = { at, listed };
    // What failed is asked again by the next one.
    listed.catch(() => (last = undefined));
    return listed;
  };
}
