import type { PageKind, PageReason } from './effects';
import type { Instant } from './incident';
import type { PersonId, Role } from './people';

/** One way that a page has taken to its person, and how far it came. */
export interface WayTaken {
  channel: string;
  /** `sent`, `delivered`, `failed for now`, `failed for good`; `not configured`, `not tried`. */
  state: string;
  reason?: string;
  /** When it was tried, or when its vendor said what became of it. */
  at: Instant;
  reference?: string;
  /** Its vendor is asked what became of it. */
  isAwaited?: true;
  /** It had been sent, and came to nothing. */
  isLost?: true;
}

/** How far one page has come. */
export interface Delivery {
  /** The page's key. */
  page: string;
  to: PersonId;
  reason: PageReason;
  kind: PageKind;
  role?: Role;
  ways: WayTaken[];
}
