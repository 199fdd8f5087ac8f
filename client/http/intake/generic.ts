/** Which alerts does a JSON body from any other system bring, read by a mapping in the policy? */
import { z } from 'zod';
import type { GenericMapping } from '../../../policy/schema-intake';
import type { ArrivedAlert } from '../../incidents/api';
import {
  CAPS,
  cut,
  type WebhookDelivery,
  digest,
  fingerprintOf,
  NoAlert,
  plausible,
  serviceNamed,
  taken,
  type Unread,
} from './delivery';
import { defined } from '../../../domain/state/fields';

type Field = NonNullable<GenericMapping['service']>;

/** Turns a body of any system into our words, by a mapping of the policy. Throws `NoAlert`, and nothing else. */
export function readGeneric(mapping: GenericMapping, body: unknown, acceptedAt = Date.now()): WebhookDelivery {
  const list = mapping.list === undefined ? [body] : at(body, mapping.list);
  if (!Array.isArray(list))
    throw new NoAlert(`The body does not match the mapping: ${mapping.list ?? 'the body'} is not a list.`);
  if (list.length === 0) throw new NoAlert('The body does not match the mapping: the list is empty.');
  const alerts = list.slice(0, CAPS.listed).map((item: unknown) => alertOf(mapping, item, acceptedAt));
  const unread = alerts.flatMap((alert, item): Unread[] =>
    alert === undefined ? [{ item, why: 'nothing of the mapping stands in it' }] : [],
  );
  const read = alerts.filter((alert) => alert !== undefined);
  if (read.length === 0) {
    const where = typeof mapping.title === 'string' ? mapping.title : 'title';
    throw new NoAlert(`The body does not match the mapping: ${where} is missing.`);
  }
  return taken(read, unread, list.length);
}

/** An item without a title is an alert all the same, if anything else of it can be read. */
function alertOf(mapping: GenericMapping, item: unknown, acceptedAt: number): ArrivedAlert | undefined {
  const whole = (field: Field | undefined): string | undefined => {
    const found = field === undefined ? undefined : valueOf(item, field)?.trim();
    return found === '' ? undefined : found;
  };
  const text = (field: Field | undefined, longest: number): string | undefined => {
    const found = whole(field);
    return found === undefined ? undefined : cut(found, longest);
  };
  const isThere = [mapping.title, mapping.fingerprint, mapping.firing?.from, mapping.severity].some(
    (field) => typeof field === 'string' && valueOf(item, field) !== undefined,
  );
  if (!isThere && typeof mapping.title === 'string') return undefined;
  const title = text(mapping.title, CAPS.title) ?? 'Alert without a title';
  const severity = text(mapping.severity, CAPS.label);
  const labels = Object.fromEntries(
    Object.entries(mapping.labels).flatMap(([name, field]) => {
      const value = text(field, CAPS.label);
      return value === undefined ? [] : [[name, value]];
    }),
  );
  const service = serviceNamed(text(mapping.service, CAPS.label));
  const firing = isFiring(mapping, item);
  const own = whole(mapping.fingerprint);
  const startsAt = plausible(instantOf(text(mapping.startsAt, 100)), acceptedAt);
  return {
    source: 'generic',
    ...defined({ service }),
    fingerprint: own === undefined ? digest(service ?? '', title, JSON.stringify(labels)) : fingerprintOf(own),
    firing,
    title,
    description: text(mapping.description, CAPS.annotation) ?? '',
    labels: { ...labels, ...defined({ severity }) },
    annotations: {},
    startsAt,
    ...(!firing && { endsAt: startsAt }),
  };
}

/**
 * An alert that says neither that it fires nor that it has cleared is firing: one that we can't read must not be lost.
 */
function isFiring({ firing }: GenericMapping, item: unknown): boolean {
  if (firing === undefined) return true;
  const said = valueOf(item, firing.from);
  return said === undefined || !firing.clear.some((value) => value.toLowerCase() === said.toLowerCase());
}

/** ISO 8601, or seconds or milliseconds since the epoch. */
function instantOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d{9,11}(\.\d+)?$/.test(text)) return Number(text) * 1000;
  if (/^\d{12,14}$/.test(text)) return Number(text);
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : at;
}

const Scalar = z.union([z.string(), z.number(), z.boolean()]);

function valueOf(item: unknown, field: Field): string | undefined {
  if (typeof field !== 'string') return field.text;
  const found = Scalar.safeParse(at(item, field));
  return found.success ? String(found.data) : undefined;
}

/** What stands at a place; own members only. */
function at(value: unknown, place: string): unknown {
  let here = value;
  for (const name of place.split('.')) {
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, name)) return undefined;
    here = (here as Record<string, unknown>)[name];
  }
  return here;
}
