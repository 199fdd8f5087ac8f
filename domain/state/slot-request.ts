/** Which times suit the meeting of a post-mortem? */
import type { Instant } from './vocabulary';

/** In business hours by `soonBy` if there is a slot, else by `latestBy`; never before `after`. */
export interface SlotRequest {
  after: Instant;
  soonBy: Instant;
  latestBy: Instant;
  lastsMs: number;
}
