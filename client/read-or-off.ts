/** How does the HTTP server or a command go on when the settings of one integration can't be used? */
import type { OffIntegration } from '../launcher/off-integrations';
import { StartRefused } from '../launcher/refusal';
import { ConfigInvalid } from './config';

/** What `read` answers; where it refuses its settings, nothing, and `tell` hears why. */
export function readOrOff<Read>(
  name: string,
  read: () => Read | undefined,
  tell: (off: OffIntegration) => void,
): Read | undefined {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof StartRefused) && !(error instanceof ConfigInvalid)) throw error;
    tell({ name, problem: error.message });
    return undefined;
  }
}
