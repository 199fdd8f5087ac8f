/** How do two callers at the same time get one thing made, and not two? */
import type { Receipt } from '../../ports';
import { createQueueByName } from './in-turn';

/** As many receipts are remembered; older effects are looked up at the vendor. */
const MOST_REMEMBERED = 1_000;

/**
 * Runs what makes one thing, one run at a time for each marker, and remembers what was made. So two callers in this
 * process never both find nothing and both make it. `make` has to look at the vendor first: after a restart nothing is
 * remembered.
 */
export function createOncePerMarker(): (marker: string, make: () => Promise<Receipt>) => Promise<Receipt> {
  const made = new Map<string, Receipt>();
  const inTurn = createQueueByName();

  const run = async (marker: string, make: () => Promise<Receipt>): Promise<Receipt> => {
    const before = made.get(marker);
    if (before !== undefined) return before;
    const receipt = await make();
    made.set(marker, receipt);
    for (const oldest of [...made.keys()].slice(0, -MOST_REMEMBERED)) made.delete(oldest);
    return receipt;
  };

  return (marker, make) => inTurn(marker, () => run(marker, make));
}
