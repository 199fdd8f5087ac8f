/** What does a PagerDuty event mean here: an alert, an acknowledgement, or news about our own page? */
import { z } from 'zod';
import { ownPage } from '../../../domain/paging/pagerduty-key';
import type { ArrivedAct, ArrivedAlert } from '../../incidents/api';
import {
  capped,
  fingerprintOf,
  CAPS,
  type WebhookDelivery,
  InstantText,
  Maybe,
  plausible,
  readAs,
  serviceNamed,
  taken,
} from './delivery';
import { defined } from '../../../domain/state/fields';

const Named = z.object({
  id: Maybe(capped(100)),
  type: Maybe(capped(60)),
  summary: Maybe(capped(CAPS.title)),
  email: Maybe(capped(200)),
});

const Incident = z.object({
  id: z.string().min(1).transform(fingerprintOf),
  title: Maybe(capped(CAPS.title)),
  html_url: Maybe(capped(CAPS.label)),
  /** The name that its sender gave it: the `dedup_key` of an event. */
  incident_key: Maybe(capped(300)),
  urgency: Maybe(capped(40)),
  status: Maybe(capped(40)),
  service: Maybe(Named),
  priority: Maybe(Named),
});
type Incident = z.output<typeof Incident>;

/** Version 3 of PagerDuty's webhooks: https://developer.pagerduty.com/docs/webhooks/v3-overview/ */
const Webhook = z.object({
  event: z.object({
    id: z.string().min(1).max(200),
    event_type: z.string().max(100),
    resource_type: z.string().max(100).optional(),
    occurred_at: InstantText,
    agent: Maybe(Named),
    data: z.looseObject({}),
  }),
});
type Event = z.output<typeof Webhook>['event'];

/** What each kind of event says of the alert that the incident is to us. */
const BEGINS = 'incident.triggered';
const FIRES = [BEGINS, 'incident.reopened', 'incident.unacknowledged', 'incident.priority_updated'];
const IS_OVER = ['incident.resolved'];

/**
 * Turns an event of PagerDuty into our words: its incidents are alerts of ours, an acknowledgement there counts here. The
 * events come in any order; when they occurred is what they are ordered by.
 */
export function readPagerDuty(body: unknown, acceptedAt = Date.now()): WebhookDelivery {
  const { event } = readAs(Webhook, body, 'PagerDuty webhook');
  const type = event.event_type;
  const isAct = type === 'incident.acknowledged';
  if (!isAct && !FIRES.includes(type) && !IS_OVER.includes(type))
    return { alerts: [], acts: [], ignored: `Muster does not use events of type ${type}.` };
  const incident = readAs(Incident, event.data, 'PagerDuty webhook');
  // If our own page opened the incident there, it is not an alert: a new incident for it would page again, without end.
  const own = ownPage(incident.incident_key);
  if (own !== undefined)
    return isAct && isByPerson(event)
      ? { alerts: [], acts: [], answered: { ...own, eventId: event.id, via: 'pagerduty' } }
      : { alerts: [], acts: [], ignored: `Ignored: this event is about Muster's own page for ${own.incidentId}.` };
  if (isAct)
    return isByPerson(event)
      ? { alerts: [], acts: [actOf(event, incident)] }
      : {
          alerts: [],
          acts: [],
          ignored: 'Ignored: no person acknowledged. The event names an integration, or nobody.',
        };
  // A change of the priority of what is over is no alert.
  if (type === 'incident.priority_updated' && incident.status === 'resolved')
    return { alerts: [], acts: [], ignored: 'Ignored: the incident at PagerDuty is resolved already.' };
  return {
    ...taken([
      { ...alertOf(event, incident, FIRES.includes(type), acceptedAt), ...(type === BEGINS && { begins: true }) },
    ]),
    ...defined({ occurredAt: event.occurred_at }),
  };
}

/** Not by an integration, ours among them: an acknowledgement by Muster itself is not a person's. */
const isByPerson = ({ agent }: Event): boolean => agent !== undefined && (agent.type ?? PERSON) === PERSON;
const PERSON = 'user_reference';

function alertOf(event: Event, incident: Incident, firing: boolean, acceptedAt: number): ArrivedAlert {
  const at = plausible(event.occurred_at, acceptedAt);
  return {
    source: 'pagerduty',
    ...defined({ service: serviceOf(incident) }),
    fingerprint: incident.id,
    firing,
    title: incident.title ?? `PagerDuty incident ${incident.id}`,
    description: '',
    labels: labelsOf(incident),
    annotations: incident.html_url === undefined ? {} : { pagerduty: incident.html_url },
    startsAt: at,
    toldAt: at,
    ...(!firing && { endsAt: at }),
  };
}

const serviceOf = ({ service }: Incident): string | undefined =>
  serviceNamed(service?.summary) ?? serviceNamed(service?.id);

const labelsOf = ({ priority, urgency }: Incident): Record<string, string> => ({
  ...(priority?.summary !== undefined && { priority: priority.summary }),
  ...defined({ urgency }),
});

const said = (text: string | undefined): string | undefined => (text?.trim() === '' ? undefined : text);

const actOf = (event: Event, incident: Incident): ArrivedAct => ({
  eventId: event.id,
  fingerprint: incident.id,
  via: 'pagerduty',
  ...defined({ service: serviceOf(incident) }),
  labels: labelsOf(incident),
  person: defined({ id: said(event.agent?.id), mail: said(event.agent?.email), name: said(event.agent?.summary) }),
  deed: { do: 'acknowledge' },
});
