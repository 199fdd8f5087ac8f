/** What does a delivery hold once it has been read, and how much of it is kept? */
import { redact, redactNamed } from '../../../domain/text/redact';
import type { AnsweredPage, ArrivedAct, ArrivedAlert } from '../../incidents/api';
import { createHash } from 'node:crypto';
import { z } from 'zod';

/** The most that one request may bring. What is longer is cut: a long text must not break the incident. */
export const CAPS = {
  bodyBytes: 8 * 1024 * 1024,
  label: 1_024,
  annotation: 4_096,
  title: 300,
  alerts: 2_000,
  /** So many items of a list are read: a body full of rubbish must not keep others waiting. */
  listed: 20_000,
  /** Of more alerts than this in one request, the rest come without their long texts, so that a message stays small. */
  whole: 200,
} as const;

const CUT = '…truncated';

/** What one delivery of a source holds. */
export interface WebhookDelivery {
  /** A page of our own that its provider says was acknowledged: not an alert's, but a person's answer to an incident. */
  answered?: AnsweredPage;
  alerts: ArrivedAlert[];
  /** See `Arrived`. */
  occurredAt?: number;
  /** What people did at the provider. */
  acts: ArrivedAct[];
  /** Why there is nothing to do. */
  ignored?: string;
  /** What could not be read, item by item; the others are taken. */
  unread?: Unread[];
  /** How many alerts were more than one delivery may bring; what fires is kept before what has cleared. */
  leftOut?: number;
}

/** One item of a delivery that can't be read as an alert, counted from 0. */
export interface Unread {
  item: number;
  why: string;
}

/** A body that is valid JSON but not a delivery of this kind; the message says where and why. */
export class NoAlert extends Error {
  override name = 'NoAlert';
}

/** A text of at most so many characters, without secrets. Those go first: half an address doesn't show that a password is in it. */
export function cut(text: string, longest: number): string {
  const safe = redact(text);
  return safe.length <= longest ? safe : `${safe.slice(0, longest)}${CUT}`;
}

/**
 * What a source calls an alert, as it may be kept. What is too long or holds a secret is known by its digest: cut or redacted, two
 * alerts could become one.
 */
export const fingerprintOf = (text: string): string =>
  text.length <= CAPS.label && redact(text) === text ? text : digest(text);

/** A text of at most so many characters; more is cut and marked. */
export const capped = (longest: number) => z.string().transform((text) => cut(text, longest));

/**
 * Texts by name, each cut at so many characters. A name is never cut: it is what rules and groups go by. Only the first mistake
 * is looked for: of a whole body of them, a schema would list each.
 */
export const textsByName = (longest: number) =>
  z.record(z.string(), z.unknown()).transform((texts, context): Record<string, string> => {
    const entries = Object.entries(texts);
    const wrong = entries.find(([name, text]) => name.length > CAPS.label || typeof text !== 'string');
    if (wrong === undefined)
      return Object.fromEntries(entries.map(([name, text]) => [name, cut(text as string, longest)]));
    const [name, text] = wrong;
    const message = typeof text === 'string' ? 'the name is too long' : 'must be text';
    context.addIssue({ code: 'custom', path: [name.slice(0, CAPS.label)], message });
    return z.NEVER;
  });

export const Labels = textsByName(CAPS.label);

/** A source may send `null` for what it does not know. */
export const Maybe = <Inner extends z.ZodType>(inner: Inner) =>
  inner.nullish().transform((value) => value ?? undefined);

/** An instant as a source writes it; one that can't be read, or is empty, is none: an alert does not hang on it. */
export const InstantText = z
  .string()
  .transform((text) => Date.parse(text))
  .transform((at) => (Number.isNaN(at) ? undefined : at))
  .optional()
  .catch(undefined);

/** The named text, if it is there and says something. */
export function ownText(texts: Record<string, string>, name: string): string | undefined {
  const text = Object.hasOwn(texts, name) ? texts[name]?.trim() : undefined;
  return text === undefined || text === '' ? undefined : text;
}

/** What tells alerts apart that have no fingerprint of their own. */
export const digest = (...parts: string[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);

/** Reads a value by its schema. Throws `NoAlert`, and nothing else, for any other value. */
export function readAs<Shape extends z.ZodType>(shape: Shape, body: unknown, what: string): z.output<Shape> {
  const parsed = shape.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new NoAlert(`Not a valid ${what}: ${faultIn(parsed.error, 'the body')}.`);
}

function faultIn({ issues: [first] }: z.ZodError, whole: string): string {
  const where = first === undefined || first.path.length === 0 ? whole : first.path.map(String).join('.');
  return `${where.slice(0, 200)}: ${(first?.message ?? 'unreadable').slice(0, 300)}`;
}

/** How many faults an answer names. */
const MOST_UNREAD = 20;

/**
 * Reads the items of the list at `at` one by one: what can be read is taken, whatever stands beside it. Throws `NoAlert` if there is
 * nothing in it that can be read.
 */
export function readEach<Shape extends z.ZodType>(
  shape: Shape,
  items: readonly unknown[],
  what: string,
  at: string,
): { read: z.output<Shape>[]; unread: Unread[] } {
  const read: z.output<Shape>[] = [];
  const unread: Unread[] = [];
  for (const [item, value] of items.slice(0, CAPS.listed).entries()) {
    const parsed = shape.safeParse(value);
    if (parsed.success) read.push(parsed.data);
    else if (unread.length < MOST_UNREAD) unread.push({ item, why: faultIn(parsed.error, 'item') });
  }
  if (read.length > 0) return { read, unread };
  const [first] = unread;
  throw new NoAlert(
    `Not a valid ${what}: ${first === undefined ? `${at} is empty` : `${at}.${first.item}.${first.why}`}.`,
  );
}

/** Alerts as an incident takes them, and how many of the `listed` items were left out. */
export function taken(alerts: readonly ArrivedAlert[], unread: Unread[] = [], listed = 1): WebhookDelivery {
  const leftOut = Math.max(0, alerts.length - CAPS.alerts) + Math.max(0, listed - CAPS.listed);
  return {
    alerts: settled(alerts),
    acts: [],
    ...(unread.length > 0 && { unread: unread.slice(0, MOST_UNREAD) }),
    ...(leftOut > 0 && { leftOut }),
  };
}

/**
 * Alerts as an incident takes them: no secrets, nothing too long, not too many; firing ones matter more than cleared
 * ones.
 */
function settled(alerts: readonly ArrivedAlert[]): ArrivedAlert[] {
  const firing = alerts.filter((alert) => alert.firing);
  const clear = alerts.filter((alert) => !alert.firing);
  const kept = alerts.length <= CAPS.alerts ? alerts : [...firing, ...clear].slice(0, CAPS.alerts);
  return kept.map((alert, n) => {
    const title = cut(alert.title, CAPS.title);
    const labels = redactNamed(alert.labels);
    return n < CAPS.whole
      ? {
          ...alert,
          title,
          labels,
          description: cut(alert.description, CAPS.annotation),
          annotations: redactNamed(alert.annotations),
        }
      : { ...alert, title, labels, description: '', annotations: {} };
  });
}

const EARLIEST = Date.UTC(2000, 0, 1);

/** An instant that a source stated, as far as it can be true: one before this century is none, and nothing lies ahead. */
export const plausible = (at: number | undefined, acceptedAt: number): number =>
  at === undefined || !Number.isFinite(at) || at < EARLIEST ? acceptedAt : Math.min(at, acceptedAt);

/** The same of an end, which need not be stated. */
export const plausibleEnd = (at: number | undefined, acceptedAt: number): number | undefined =>
  at === undefined || at < EARLIEST ? undefined : plausible(at, acceptedAt);

/** A service, if the text names one. Its name is seen everywhere: in addresses, subjects, tickets. */
export const serviceNamed = (text: string | undefined): string | undefined =>
  text === undefined || text.trim() === '' ? undefined : redact(text.trim());
