/** Which parts of PagerDuty's answers does Muster read? Everything else in them is ignored. */
import { z } from 'zod';

export const ErrorBody = z.looseObject({
  error: z.looseObject({ message: z.string(), errors: z.array(z.string()).optional() }),
});

export const PageEnd = z.looseObject({ more: z.boolean() });

const Instant = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));

/** `start` and `end` are null for somebody who is always on call. */
export const OnCalls = z.looseObject({
  oncalls: z.array(
    z.looseObject({
      user: z.looseObject({
        id: z.string().min(1),
        summary: z.string().nullish(),
        name: z.string().nullish(),
        email: z.string().nullish(),
      }),
      schedule: z.looseObject({ id: z.string() }).nullish(),
      escalation_policy: z.looseObject({ id: z.string() }),
      escalation_level: z.number().int(),
      start: Instant.nullish(),
      end: Instant.nullish(),
    }),
  ),
});
export type OnCallEntry = z.output<typeof OnCalls>['oncalls'][number];

const ContactMethod = z.looseObject({
  id: z.string(),
  type: z.string(),
  address: z.string().nullish(),
  country_code: z.number().int().nullish(),
  blacklisted: z.boolean().nullish(),
});
export type ContactMethod = z.output<typeof ContactMethod>;

const NotificationRule = z.looseObject({
  urgency: z.string().nullish(),
  start_delay_in_minutes: z.number().nullish(),
  contact_method: z.looseObject({ id: z.string() }).nullish(),
});

const User = z.looseObject({
  id: z.string().min(1),
  name: z.string().min(1),
  email: z.string().nullish(),
  time_zone: z.string().nullish(),
  contact_methods: z.array(ContactMethod).nullish(),
  notification_rules: z.array(NotificationRule).nullish(),
});
export type PagerDutyUser = z.output<typeof User>;

export const OneUser = z.looseObject({ user: User });
export const Users = z.looseObject({ users: z.array(User) });

const Named = z.looseObject({ id: z.string().min(1), name: z.string().nullish(), summary: z.string().nullish() });
export const Schedules = z.looseObject({ schedules: z.array(Named) });
export const Policies = z.looseObject({
  escalation_policies: z.array(Named.extend({ escalation_rules: z.array(z.unknown()).nullish() })),
});

/** `escalation_policies` are those that use the schedule. */
export const OneSchedule = z.looseObject({
  schedule: z.looseObject({ id: z.string(), name: z.string(), escalation_policies: z.array(z.unknown()).nullish() }),
});
export const OnePolicy = z.looseObject({
  escalation_policy: z.looseObject({ id: z.string(), name: z.string(), escalation_rules: z.array(z.unknown()) }),
});
