/** What may a policy say about the post-mortem? */
import { z } from 'zod';
import { Duration } from './duration';
import { Id, MessageText, RoleName, rule } from './schema-words';

/** When the post-mortem is held, who signs it, and how it and its action items are chased. */
export const PostMortemRulesSchema = rule({
  /** The meeting is proposed within this time of resolution where business hours have a slot. */
  proposeWithin: Duration,
  /** In any case it is held, and signed, within this time of resolution; from then on it is chased. */
  heldWithin: Duration,
  meetingLasts: Duration,
  /** The meeting is proposed no sooner than this after the resolution, so that people can be reminded before it. */
  leastNotice: Duration.prefault('2h'),
  /** So long at most does the resolved notification wait for the meeting's date. */
  dateAwaited: Duration.prefault('1m'),
  /** Items of the later checklists that are done once the meeting was held. */
  heldTicks: z.array(Id).default([]),
  remindBefore: z.array(Duration),
  chaseEvery: Duration,
  attendees: z.array(RoleName),
  signers: z.array(RoleName),
  /**
   * When a meeting leaves people's calendars: once it is held early, or an item of `leftOut` (of the later checklists) is
   * left out. `null`: it stays there.
   */
  withdrawing: rule({ leftOut: z.array(Id) })
    .nullable()
    .default(null),
  actionItems: rule({
    remindBefore: Duration,
    chaseEvery: Duration,
    chase: RoleName,
    /** `null`: items have no tickets. */
    ticket: z
      .strictObject({
        labels: z.array(z.string()),
        /** The tracker's word for each priority of an item. */
        priorities: z.strictObject({ high: z.string(), medium: z.string(), low: z.string() }),
        /** How often the tickets of open items are read, where the tracker can be asked. */
        readEvery: Duration,
      })
      .nullable()
      .default(null),
  }),
  template: rule({ body: MessageText }),
});
