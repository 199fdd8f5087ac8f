/** How does the timeline get into the lasting record, and which incident came before this one? */
import type { TimelineEntry } from '../domain/state/incident';
import type { Instant } from '../domain/state/vocabulary';
import type { Calendar } from '../policy/schema';
import { classed } from './failures';
import type { Ports, Snapshot } from './ports';

export const createRecordingActivities = ({
  records,
  snapshots,
  businessCalendar,
  history,
}: Pick<Ports, 'records' | 'snapshots' | 'businessCalendar' | 'history'>) => ({
  /** Puts timeline entries into the lasting record; entries that are there already stay as they are. */
  record: ({ incidentId, entries }: { incidentId: string; entries: TimelineEntry[] }): Promise<void> =>
    classed(() => records.append(incidentId, entries)),

  /** Keeps the state outside of Temporal, should Temporal end the incident. */
  keepSnapshot: (snapshot: Snapshot): Promise<void> => classed(() => snapshots.keep(snapshot)),

  /** The end of the next business day by the policy's calendar. */
  findBusinessDay: ({ after, calendar }: { after: Instant; calendar: Calendar }): Promise<{ endsAt: Instant }> =>
    classed(async () => ({ endsAt: await businessCalendar(calendar).nextBusinessDay(after) })),

  /** The incident that had this address before, if there was one. */
  findPrevious: ({
    incidentId: own,
    address,
    startedAt,
  }: {
    incidentId: string;
    address: string;
    startedAt: Instant;
  }): Promise<{ incidentId?: string }> =>
    classed(async () => {
      const incidentId = await history.previousIncident(own, address, startedAt);
      return incidentId === undefined ? {} : { incidentId };
    }),
});
