/** What does Zoom accept as a meeting, refusing unknown fields and values beyond its documented limits? */
import { z } from 'zod';

export const MeetingToCreate = z.strictObject({
  topic: z.string().min(1).max(200),
  type: z.union([z.literal(1), z.literal(2)]),
  start_time: z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ?$/),
  timezone: z.string().optional(),
  duration: z.int().min(1).max(1440),
  agenda: z.string().max(2000).optional(),
  default_password: z.boolean().optional(),
  settings: z
    .strictObject({
      join_before_host: z.boolean(),
      jbh_time: z.union([z.literal(0), z.literal(5), z.literal(10), z.literal(15)]),
      waiting_room: z.boolean(),
      mute_upon_entry: z.boolean(),
      host_video: z.boolean(),
      participant_video: z.boolean(),
      use_pmi: z.boolean(),
      email_notification: z.boolean(),
    })
    .partial(),
});
export type MeetingToCreate = z.infer<typeof MeetingToCreate>;

export const ListQuery = z.strictObject({
  type: z.enum(['scheduled', 'live', 'upcoming', 'upcoming_meetings', 'previous_meetings']),
  page_size: z.coerce.number().int().min(1).max(300),
  next_page_token: z.string().optional(),
});

/** Field by field, as Zoom has it in `errors`. */
export const fieldErrors = (error: z.ZodError): { field: string; message: string }[] =>
  error.issues.map(({ path, message }) => ({ field: path.join('.'), message }));
