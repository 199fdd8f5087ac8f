/** Which alert does a webhook of Uptime Kuma bring? */
import { z } from 'zod';
import { defined } from '../../../domain/state/fields';
import {
  fingerprintOf,
  capped,
  CAPS,
  digest,
  Maybe,
  NoAlert,
  plausible,
  readAs,
  serviceNamed,
  taken,
  type WebhookDelivery,
} from './delivery';

const Tag = z.object({ name: z.string().max(200), value: Maybe(capped(CAPS.label)) });

/** What the notification type "Webhook" sends with its preset body "application/json". */
const Webhook = z.object({
  msg: Maybe(capped(CAPS.annotation)),
  heartbeat: Maybe(
    z.object({
      status: z.number(),
      /** In UTC, without saying so. */
      time: Maybe(z.string().max(60)),
      msg: Maybe(capped(CAPS.annotation)),
    }),
  ),
  monitor: Maybe(
    z.object({
      id: z.union([z.number(), z.string().max(100)]),
      name: Maybe(capped(CAPS.title)),
      url: Maybe(capped(CAPS.label)),
      tags: Maybe(z.array(Tag).max(50)).catch(undefined),
    }),
  ),
});
type Webhook = z.output<typeof Webhook>;

/** Down fires; pending is no more than a doubt, and Kuma tells of it only where it was asked to. */
const STATUS = { down: 0, up: 1, pending: 2, maintenance: 3 } as const;

/** Turns a notification into our words. Throws `NoAlert`, and nothing else. */
export function readUptimeKuma(body: unknown, acceptedAt: number): WebhookDelivery {
  const { heartbeat, monitor, msg } = readAs(Webhook, body, 'Uptime Kuma webhook');
  if (heartbeat === undefined || monitor === undefined) return withoutMonitor(msg, acceptedAt);
  if (heartbeat.status === STATUS.pending || heartbeat.status === STATUS.maintenance)
    return { alerts: [], acts: [], ignored: 'Ignored: the monitor is pending or in maintenance.' };
  const firing = heartbeat.status !== STATUS.up;
  const labels = labelsOf(monitor);
  const at = plausible(instantOf(heartbeat.time), acceptedAt);
  return taken([
    {
      source: 'uptime-kuma',
      ...defined({ service: serviceNamed(labels['service']) }),
      fingerprint: fingerprintOf(`monitor-${monitor.id}`),
      firing,
      title: `${monitor.name ?? `Monitor ${monitor.id}`} is down`,
      description: heartbeat.msg ?? msg ?? '',
      labels,
      annotations: {},
      startsAt: at,
      toldAt: at,
      ...(!firing && { endsAt: at }),
    },
  ]);
}

/** A test, or news that is no monitor's: that a certificate expires in some days. */
function withoutMonitor(msg: string | undefined, acceptedAt: number): WebhookDelivery {
  if (msg === undefined || msg.trim() === '')
    throw new NoAlert('Not a valid Uptime Kuma webhook: it has neither a monitor nor a message.');
  if (/\bTesting$/.test(msg.trim()))
    return {
      alerts: [],
      acts: [],
      ignored: "Uptime Kuma's test arrived. It names no monitor, so it opens no incident and pages nobody.",
    };
  return taken([
    {
      ...{ source: 'uptime-kuma', fingerprint: digest(msg), firing: true, title: msg, description: msg },
      ...{ labels: { severity: 'low' }, annotations: {}, startsAt: acceptedAt },
    },
  ]);
}

/** Tags have a name, and often a value. */
const labelsOf = ({ name, url, tags = [] }: NonNullable<Webhook['monitor']>): Record<string, string> => ({
  ...Object.fromEntries(tags.flatMap((tag) => (tag.value === undefined ? [] : [[tag.name, tag.value]]))),
  ...defined({ alertname: name, instance: url }),
});

function instantOf(time: string | undefined): number | undefined {
  if (time === undefined) return undefined;
  const at = Date.parse(/[zZ]|[+-]\d\d:?\d\d$/.test(time) ? time : `${time.replace(' ', 'T')}Z`);
  return Number.isNaN(at) ? undefined : at;
}
