/** Which alert does a message of Amazon SNS bring: an alarm of CloudWatch, or whatever else was published? */
import type { GenericMapping } from '../../../../policy/schema-intake';
import type { ArrivedAlert } from '../../../incidents/api';
import { BadJson, parseStrictJson } from '../../strict-json';
import {
  fingerprintOf,
  cut,
  CAPS,
  digest,
  NoAlert,
  ownText,
  plausible,
  readAs,
  serviceNamed,
  taken,
  type WebhookDelivery,
} from '../delivery';
import { readGeneric } from '../generic';
import { Alarm, SnsEnvelope } from './envelope';
import { defined } from '../../../../domain/state/fields';

/**
 * Turns a message of SNS into our words, in its envelope or bare. What is no alarm is read by the mapping, where one is named,
 * and else is an alert that says what was published. Throws `NoAlert`, and nothing else.
 */
export function readSns(body: unknown, acceptedAt: number, mapping?: GenericMapping): WebhookDelivery {
  if (!isEnvelope(body)) return readMessage(body, { acceptedAt, ...defined({ mapping }) });
  const envelope = readAs(SnsEnvelope, body, 'Amazon SNS message');
  const { Type: type, Subject: subject, TopicArn: topic, Message: message } = envelope;
  if (type === 'SubscriptionConfirmation')
    return {
      ...NOTHING,
      ignored: `This subscription of ${topic} is not confirmed. Add the topic to MUSTER_SNS_TOPICS, so that Muster confirms it by itself.`,
    };
  if (type === 'UnsubscribeConfirmation')
    return { ...NOTHING, ignored: `${topic} no longer sends to Muster. Subscribe again if that was a mistake.` };
  return readMessage(contentOf(message), { acceptedAt, ...defined({ mapping, subject }) });
}

const NOTHING = { alerts: [], acts: [] };

const isEnvelope = (body: unknown): boolean =>
  typeof body === 'object' && body !== null && 'TopicArn' in body && 'Message' in body;

/** A message is a text; what is JSON in it is read as that. */
export function contentOf(message: string): unknown {
  try {
    return parseStrictJson(Buffer.from(message));
  } catch (error) {
    if (error instanceof BadJson) return message;
    throw error;
  }
}

interface Context {
  acceptedAt: number;
  subject?: string;
  mapping?: GenericMapping;
}

function readMessage(content: unknown, { acceptedAt, subject, mapping }: Context): WebhookDelivery {
  const isAlarm = typeof content === 'object' && content !== null && 'AlarmName' in content;
  if (isAlarm) return alarmDelivered(readAs(Alarm, content, 'CloudWatch alarm'), acceptedAt);
  if (mapping !== undefined) {
    const read = readGeneric(mapping, content, acceptedAt);
    return { ...read, alerts: read.alerts.map((alert) => ({ ...alert, source: 'sns' })) };
  }
  const text = typeof content === 'string' ? content.trim() : JSON.stringify(content);
  const title = subject?.trim() ?? (typeof content === 'string' ? text.split('\n')[0] : undefined) ?? '';
  if (title === '')
    throw new NoAlert(
      'Not a valid Amazon SNS message: it is not a CloudWatch alarm, and it has no subject. Name a mapping in the address (?mapping=NAME).',
    );
  return taken([
    {
      ...{ source: 'sns', fingerprint: digest(title), firing: true, title, description: text },
      ...{ labels: {}, annotations: {}, startsAt: acceptedAt },
    },
  ]);
}

/** CloudWatch tells each change once and dates it. */
function alarmDelivered(alarm: Alarm, acceptedAt: number): WebhookDelivery {
  const { StateChangeTime: changedAt } = alarm;
  return { ...taken([alertOf(alarm, acceptedAt)]), ...defined({ occurredAt: changedAt }) };
}

function alertOf(alarm: Alarm, acceptedAt: number): ArrivedAlert {
  const { AlarmName: name, AlarmArn: arn, NewStateValue: state, NewStateReason: reason } = alarm;
  const { AlarmDescription: description } = alarm;
  const at = plausible(alarm.StateChangeTime, acceptedAt);
  const firing = state !== 'OK' && state !== 'INSUFFICIENT_DATA';
  const dimensions = Object.fromEntries((alarm.Trigger?.Dimensions ?? []).map((one) => [one.name, one.value]));
  return {
    source: 'sns',
    ...defined({ service: serviceNamed(dimensions['ServiceName'] ?? dimensions['service']) }),
    fingerprint: arn === undefined ? digest(alarm.AWSAccountId ?? '', alarm.Region ?? '', name) : fingerprintOf(arn),
    firing,
    title: name,
    description: [description, reason].filter((text) => text !== undefined).join('\n'),
    labels: labelsOf(alarm, dimensions),
    annotations: defined({ graph_url: consoleAddress(alarm) }),
    startsAt: at,
    toldAt: at,
    ...(!firing && { endsAt: at }),
    ...(state === 'INSUFFICIENT_DATA' && { unheard: 'CloudWatch has no data for it' }),
  };
}

/** What CloudWatch's dimensions are called where people look for the thing that an alert is about. */
const THINGS = {
  ClusterName: 'cluster',
  InstanceId: 'instance',
  DBInstanceIdentifier: 'database',
  DBClusterIdentifier: 'database',
};

const regionOf = ({ AlarmArn: arn, Region: region }: Alarm): string | undefined => arn?.split(':')[3] ?? region;

function labelsOf(alarm: Alarm, dimensions: Record<string, string>): Record<string, string> {
  const things = Object.entries(dimensions).map(([name, value]) => [ownText(THINGS, name) ?? name, value]);
  const { Namespace: namespace, MetricName: metric } = alarm.Trigger ?? {};
  return {
    ...(Object.fromEntries(things) as Record<string, string>),
    alertname: alarm.AlarmName,
    ...defined({ region: regionOf(alarm), account: alarm.AWSAccountId, cloudwatch_namespace: namespace, metric }),
  };
}

/** Where the alarm is in Amazon's console. */
function consoleAddress({ AlarmArn: arn, AlarmName: name }: Alarm): string | undefined {
  const region = arn?.split(':')[3];
  if (region === undefined || !/^[a-z0-9-]{3,30}$/.test(region)) return undefined;
  return cut(
    `https://${region}.console.aws.amazon.com/cloudwatch/home?region=${region}#alarmsV2:alarm/${encodeURIComponent(name)}`,
    CAPS.annotation,
  );
}
