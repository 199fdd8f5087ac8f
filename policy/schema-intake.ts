/** What may a policy say about reading alerts of other systems? */
import { z } from 'zod';
import { rule } from './schema-words';

/** Where in a body something stands: names and numbers joined by dots, such as `data.alerts` or `tags.0`. */
const Place = z.string().regex(/^[^.\s]+(\.[^.\s]+)*$/, 'a path such as data.alert.title');

/** A place in the body, or the same text for every alert. */
const Field = z.union([Place, z.strictObject({ text: z.string() })]);

/** How a body of any other system is read. Nothing in it is evaluated. */
const Mapping = rule({
  /** Where the list of alerts stands; absent: the body is one alert. */
  list: Place.optional(),
  title: Field,
  description: Field.optional(),
  service: Field.optional(),
  fingerprint: Field.optional(),
  severity: Field.optional(),
  startsAt: Field.optional(),
  /** What the place says while it fires, and when it is over; absent: every delivery fires. */
  firing: z
    .strictObject({ from: Place, firing: z.array(z.string()).default([]), clear: z.array(z.string()).min(1) })
    .optional(),
  labels: z.record(z.string(), Field).default({}),
});

/** How alerts are read that come from systems without a door of their own. */
export const Intake = z.strictObject({ generic: z.record(z.string(), Mapping).default({}) });

export type GenericMapping = z.output<typeof Mapping>;
