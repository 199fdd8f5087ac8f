import type { IntegrationCheck } from '../../../activities/ports/check';
import type { Policy } from '../../../policy/schema';
import { guide } from '../../support/virtual-clock';

/** What a check says, line by line. */
export const found = async (check: IntegrationCheck, policy: Policy = guide): Promise<string[]> =>
  (await check.examine({ policy, signal: AbortSignal.timeout(15_000) })).map(
    ({ state, what, text }) => `${state} ${what}: ${text}`,
  );

/** An address on loopback where nobody listens. */
export const NOWHERE = 'http://127.0.0.1:1';
