/**
 * Where is the post-mortem's draft, and when can its meeting be? This room does what follows an incident: draft,
 * meeting, reminders, tickets and tests; it may add to the record but never changes an entry that is in it.
 */
import { draftPostMortem, writeTimeline } from '../../domain/post-mortem/draft';
import { refreshedDocument } from '../../domain/post-mortem/document';
import type { Incident, TimelineEntry } from '../../domain/state/incident';
import type { SlotRequest } from '../../domain/state/slot-request';
import type { Calendar, Policy } from '../../policy/schema';
import { classed } from '../failures';
import type { Ports } from '../ports';

const DOCUMENT = 'post-mortem.md';

interface RefreshRequest {
  incidentId: string;
  template: string;
  values: Record<string, string>;
}

export const createFollowUpActivities = ({
  records,
  businessCalendar,
}: Pick<Ports, 'records' | 'businessCalendar'>) => ({
  /** Writes the post-mortem's draft and the readable timeline beside the record; answers where the draft is. */
  draftPostMortem: ({ policy, incident }: { policy: Policy; incident: Incident }): Promise<{ path: string }> =>
    classed(async () => {
      await records.append(incident.id, incident.timeline);
      const story = (await records.read(incident.id)) as TimelineEntry[];
      await records.keep(incident.id, 'timeline.md', writeTimeline(incident, story));
      return { path: await records.keep(incident.id, DOCUMENT, draftPostMortem(policy, incident, story)) };
    }),

  /** Writes into the document what has changed since the draft; what people wrote there stays. */
  refreshPostMortem: ({ incidentId, template, values }: RefreshRequest): Promise<{ path: string }> =>
    classed(async () => {
      const document = await records.document(incidentId, DOCUMENT);
      // Somebody took it away: what Muster knows is on the record all the same.
      if (document === undefined) return { path: 'the document was removed' };
      return { path: await records.keep(incidentId, DOCUMENT, refreshedDocument(document, template, values)) };
    }),

  /** A time for the meeting: in business hours where there is a slot, in any case before the deadline. */
  findSlot: (request: SlotRequest & { calendar: Calendar }) =>
    classed(() => businessCalendar(request.calendar).meetingSlot(request)),
});
