/** What does a delivery hold once it has been read, and how much of it is kept? */
import { redact, redactNamed } from '../../../domain/text/redact';
import type { AnsweredPage, ArrivedAct, ArrivedAlert } from '../../incidents/api';
import { createHash } from 'node:crypto';
import { z } from 'zod';

/** The most that one request may bring. What is longer is cut: a long text must not break the incident. */
export const CAPS = {
  bodyBytes: 1024 * 1024,
  label: 1_024,
  annotation: 4_096,
  title: 300,
  alerts: 2_000,
  /** A list of more is not of alerts: no body is long enough for so many. */
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
}

/** A body that is valid JSON but not a delivery of this kind; the message says where and why. */
export class NoAlert extends Error {
  override name = 'NoAlert';
}

export const cut = (text: string, longest: number): string =>
  text.length <= longest ? text : `${text.slice(0, longest)}${CUT}`;

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

export const InstantText = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));

/** The named text, if it is there and says something. */
export function ownText(texts: Record<string, string>, name: string): string | undefined {
  const text = Object.hasOwn(texts, name) ? texts[name]?.trim() : undefined;
  return text === undefined || text === '' ? undefined : text;
}

/** What tells alerts apart that have no fingerprint of their own. */
export const digest = (...parts: string[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);

/** Reads a value by its schema; `at` is where in the body it stands. Throws `NoAlert`, and nothing else, for any other value. */
export function readAs<Shape extends z.ZodType>(
  shape: Shape,
  body: unknown,
  what: string,
  at: readonly string[] = [],
): z.output<Shape> {
  const parsed = shape.safeParse(body);
  if (parsed.success) return parsed.data;
  const [first] = parsed.error.issues;
  const path = [...at, ...(first?.path ?? []).map(String)];
  const where = path.length === 0 ? 'the body' : path.join('.');
  throw new NoAlert(`Not a valid ${what}: ${where.slice(0, 200)}: ${(first?.message ?? 'unreadable').slice(0, 300)}.`);
}

/**
 * Reads the items of a list one by one, so that a list of a hundred thousand wrong ones costs as much as one of them. Throws
 * `NoAlert`.
 */
export function readEach<Shape extends z.ZodType>(
  shape: Shape,
  list: readonly unknown[],
  what: string,
  at: string,
): z.output<Shape>[] {
  expectFew(list, what, at);
  return list.map((item, n) => readAs(shape, item, what, [at, String(n)]));
}

/** Refuses a list that is too long before anything of it is read. */
export function expectFew(list: readonly unknown[], what: string, at: string): void {
  if (list.length > CAPS.listed)
    throw new NoAlert(`Not a valid ${what}: ${at}: has ${list.length} entries; at most ${CAPS.listed} can be read.`);
}

/**
 * Alerts as an incident takes them: no secrets, nothing too long, not too many; firing ones matter more than cleared
 * ones.
 */
export function settled(alerts: readonly ArrivedAlert[]): ArrivedAlert[] {
  const firing = alerts.filter((alert) => alert.firing);
  const clear = alerts.filter((alert) => !alert.firing);
  const kept = alerts.length <= CAPS.alerts ? alerts : [...firing, ...clear].slice(0, CAPS.alerts);
  return kept.map((alert, n) => {
    const title = cut(redact(alert.title), CAPS.title);
    const labels = redactNamed(alert.labels);
    return n < CAPS.whole
      ? {
          ...alert,
          title,
          labels,
          description: cut(redact(alert.description), CAPS.annotation),
          annotations: redactNamed(alert.annotations),
        }
      : { ...alert, title, labels, description: '', annotations: {} };
  });
}

const EARLIEST = Date.UTC(2000, 0, 1);

const DAY_MS = 86_400_000;

/** An instant that a source stated, as far as it can be true: not before this century, not beyond tomorrow. */
export const plausible = (at: number | undefined, acceptedAt: number): number =>
  at === undefined || !Number.isFinite(at) ? acceptedAt : Math.min(Math.max(at, EARLIEST), acceptedAt + DAY_MS);
