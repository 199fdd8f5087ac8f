/**
 * Where is the post-mortem's draft, and when can its meeting be? This room does what follows an incident: draft,
 * meeting, reminders, tickets and tests; it may add to the record but never changes an entry that is in it.
 */
import { draftPostMortem, writeTimeline } from '../../domain/post-mortem/draft';
import type { Incident, TimelineEntry } from '../../domain/state/incident';
import type { SlotRequest } from '../../domain/state/slot-request';
import type { Calendar, Policy } from '../../policy/schema';
import { classed } from '../failures';
import type { Ports } from '../ports';

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
      return { path: await records.keep(incident.id, 'post-mortem.md', draftPostMortem(policy, incident, story)) };
    }),

  /** A time for the meeting: in business hours where there is a slot, in any case before the deadline. */
  findSlot: (request: SlotRequest & { calendar: Calendar }) =>
    classed(() => businessCalendar(request.calendar).meetingSlot(request)),
});
