/** What may a policy say about alerts that belong together, and about maintenance windows? */
import { z } from 'zod';
import { Duration } from './duration';
import { Id, rule, SeverityName } from './schema-words';

/** Which alerts are one incident, and how much of a storm of them is told. */
export const CorrelationSchema = rule({
  /** Alerts with the same values of these are one incident: `service`, or the names of labels. */
  groupBy: z.array(z.string().min(1)).min(1),
  /** An alert that changes so often within this time flaps: it counts as firing until it was quiet for so long. */
  flapping: z.strictObject({ changes: z.number().int().min(2), within: Duration, quietFor: Duration }),
  /** How long after an alert was clear a report of its firing may be an older one that comes late: it is held so long. */
  lateWithin: Duration,
  /** How long it is held at most where it would page. */
  holdPage: Duration.prefault('30s'),
  /** How often an open incident's lead is told at most that other alerts fire too. */
  newsEvery: Duration.prefault('2m'),
  /** How long an alert has one ticket where no tracker can be asked whether that is still open. */
  sameTicketFor: Duration.prefault('14d'),
  /** How many different alerts the story tells of, and how many are told apart at all; beyond them only numbers are kept. */
  storm: z.strictObject({ tellAtMost: z.number().int().min(1), rememberAtMost: z.number().int().min(1).max(5_000) }),
});

/** An alert that fires as long as monitoring works. Nobody is paged for it; its silence is an incident of the service. */
export const WatchdogSchema = rule({
  /** Its name: the label `alertname`, else its title. */
  alert: z.string().min(1),
  /** Every label has to have exactly this value: of several systems, which one's Watchdog it is. */
  labels: z.record(z.string(), z.string()).default({}),
  silentFor: Duration,
  severity: SeverityName,
});

const TimeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "a time of day such as '09:00'");
const Moment = z.iso.datetime({ offset: true, error: 'an instant such as 2026-12-24T20:00:00+01:00' });
const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;

/** Planned work: alerts of these services (with these labels, if some are named) are recorded and page nobody. */
export const MaintenanceWindowSchema = rule({
  id: Id,
  title: z.string().min(1),
  /** Names of the policy's services; all of them where none is named. */
  services: z.array(Id).default([]),
  /** Every label has to have exactly this value. */
  labels: z.record(z.string(), z.string()).default({}),
  when: z.union([
    z.strictObject({ from: Moment, to: Moment }),
    z.strictObject({ every: z.enum(WEEKDAYS), from: TimeOfDay, lasts: Duration, zone: z.string() }),
  ]),
});
