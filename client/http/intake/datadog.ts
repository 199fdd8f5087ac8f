/** Which alert does a Datadog webhook bring that was filled in from our template? */
import { z } from 'zod';
import { defined } from '../../../domain/state/fields';
import {
  capped,
  CAPS,
  type WebhookDelivery,
  digest,
  ownText,
  plausible,
  readAs,
  serviceNamed,
  taken,
} from './delivery';

/** Numbers and texts: Datadog fills its variables into our template as they come. */
const Whole = z.union([z.string(), z.number(), z.boolean()]).transform(String);
const Value = Whole.pipe(capped(CAPS.annotation));

/** Our own template, which `docs/alerts.md` shows: Datadog sends what its webhook is told to. */
const Payload = z.object({
  muster: z.literal('datadog/1'),
  id: Whole,
  cycle: Whole.optional(),
  transition: Value,
  title: Value,
  message: Value.optional(),
  priority: Value.optional(),
  scope: Value.optional(),
  tags: Value.optional(),
  link: Value.optional(),
  /** Milliseconds since the epoch, as `$DATE` is. */
  date: z.coerce.number().optional().catch(undefined),
});

const IS_OVER = /recover|success/i;

/** Turns Datadog's webhook, filled by our template, into our words. */
export function readDatadog(body: unknown, acceptedAt = Date.now()): WebhookDelivery {
  const payload = readAs(Payload, body, 'Datadog webhook (use the template in docs/alerts.md)');
  const tags = tagsOf(payload.tags ?? '');
  const { priority = '', scope = '', link = '', message = '', cycle = '' } = payload;
  const firing = !IS_OVER.test(payload.transition);
  const startsAt = plausible(payload.date, acceptedAt);
  const labels = {
    ...tags,
    ...(priority !== '' && { priority }),
    ...(scope !== '' && { scope }),
    transition: payload.transition,
  };
  // The scope is what this alert is about; the tags may name all services that the monitor looks at.
  const service = ownText(tagsOf(scope), 'service') ?? ownText(tags, 'service');
  return taken([
    {
      source: 'datadog',
      ...defined({ service: serviceNamed(service) }),
      // Monitors without a cycle are told apart by their id; an empty one is none.
      fingerprint: digest(cycle.trim() === '' ? payload.id : cycle, scope),
      firing,
      title: payload.title,
      description: message,
      labels,
      annotations: link === '' ? {} : { datadog: link },
      startsAt,
      ...(payload.date !== undefined && startsAt === payload.date && { toldAt: startsAt }),
      ...(!firing && { endsAt: startsAt }),
    },
  ]);
}

/** `service:checkout,env:prod` as labels; a tag without a value says only that it is there. */
function tagsOf(tags: string): Record<string, string> {
  const pairs = tags
    .split(',')
    .map((tag) => tag.trim())
    .filter((tag) => tag !== '')
    .slice(0, 100)
    .map((tag): [string, string] => {
      const [name = '', ...value] = tag.split(':');
      return [name.slice(0, CAPS.label), value.length === 0 ? 'true' : value.join(':')];
    });
  return Object.fromEntries(pairs);
}
