/** Which incidents are on one page of the list, and where does the next page start? */
import type { PinnedPolicy } from '../../../workflows/contract';
import { BadInput } from '../../actions/action';
import { knownSeverities } from '../../incidents/policies';
import type { IncidentSummary } from '../../incidents/runs';
import { z } from 'zod';

export const Listing = z.object({
  status: z.enum(['open', 'all']).default('open'),
  severity: z.string().max(200).optional(),
  service: z.string().max(200).optional(),
  lead: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(500).optional().describe('nextCursor of the previous page'),
});

export type Listing = z.output<typeof Listing>;

/** A severity that none of the policies lists is a mistake, and not a list of nothing. */
export function refuseUnknownSeverity({ severity }: Listing, policies: readonly PinnedPolicy[]): void {
  const known = knownSeverities(policies);
  if (severity === undefined || known.includes(severity)) return;
  throw new BadInput([{ path: 'severity', message: `is none of the policy's: ${known.join(', ')}` }]);
}

const Cursor = z.tuple([z.string(), z.string()]);

export interface ListPage {
  incidents: IncidentSummary[];
  nextCursor?: string;
}

/** One page of what fits, newest first. A page begins after the last incident of the one before, whatever came since. */
export function pageOf(all: readonly IncidentSummary[], listing: Listing): ListPage {
  const { severity, service, lead, limit, cursor } = listing;
  const after = cursor === undefined ? undefined : readCursor(cursor);
  const fitting = all
    .filter((incident) => severity === undefined || incident.severity === severity)
    .filter((incident) => service === undefined || incident.service === service)
    .filter((incident) => lead === undefined || incident.lead === lead)
    .sort((a, b) => -compare(keyOf(a), keyOf(b)))
    .filter((incident) => after === undefined || compare(keyOf(incident), after) < 0);
  const incidents = fitting.slice(0, limit);
  const last = incidents.at(-1);
  const isMore = fitting.length > incidents.length;
  return { incidents, ...(isMore && last !== undefined && { nextCursor: writeCursor(keyOf(last)) }) };
}

type Key = readonly [startedAt: string, id: string];

const keyOf = ({ startedAt, id }: IncidentSummary): Key => [startedAt, id];

const compare = ([at, id]: Key, [otherAt, otherId]: Key): number =>
  at === otherAt ? (id < otherId ? -1 : id > otherId ? 1 : 0) : at < otherAt ? -1 : 1;

const writeCursor = (key: Key): string => Buffer.from(JSON.stringify(key)).toString('base64url');

function readCursor(cursor: string): Key {
  try {
    return Cursor.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
  } catch {
    throw new BadInput([{ path: 'cursor', message: 'is not a cursor from this API' }]);
  }
}
