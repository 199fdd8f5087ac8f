/** What does PagerDuty's Events API accept and refuse, and whose phone rings? */
import { z } from 'zod';
import { pageOf } from '../cards';
import { FakeVendor, json, type VendorAnswer, type VendorRequest } from '../vendor';

const Keyed = { routing_key: z.string().length(32), dedup_key: z.string().min(1).max(255) };
const Trigger = z.strictObject({
  ...Keyed,
  event_action: z.literal('trigger'),
  client: z.string().optional(),
  payload: z.strictObject({
    summary: z.string().min(1).max(1_024),
    source: z.string().min(1),
    severity: z.enum(['critical', 'error', 'warning', 'info']),
    custom_details: z.record(z.string(), z.unknown()).optional(),
  }),
});
const Other = z.strictObject({ ...Keyed, event_action: z.enum(['acknowledge', 'resolve']) });
const Event = z.union([Trigger, Other]);

const LARGEST = 512 * 1024;

export interface FakeTrigger {
  /** Instant in milliseconds. */
  at: number;
  summary: string;
  details: Record<string, unknown>;
}

export interface FakeIncident {
  dedupKey: string;
  summary: string;
  severity: string;
  status: 'triggered' | 'acknowledged' | 'resolved';
  /**
   * Every trigger; later ones of the same key only add to the log, whether it is triggered or acknowledged; until it is
   * resolved.
   */
  log: FakeTrigger[];
}

/** PagerDuty's Events API v2 on loopback. `/` shows its incidents to people. It refuses what the real one refuses. */
export class FakePagerDuty {
  readonly routingKey = 'canarykey0123456789abcdef0123456';
  readonly incidents: FakeIncident[] = [];
  /** Whenever somebody's phone rang: the key of what it rang for. It rings for what is new, never for what is added. */
  readonly rang: string[] = [];

  private constructor(readonly vendor: FakeVendor) {}

  static async start(): Promise<FakePagerDuty> {
    const vendor = await FakeVendor.start((request) => fake.answer(request));
    const fake = new FakePagerDuty(vendor);
    return fake;
  }

  stop(): Promise<void> {
    return this.vendor.stop();
  }

  private answer({ method, path, headers, body }: VendorRequest): VendorAnswer {
    if (method === 'GET' && path === '/') return this.page();
    if (method !== 'POST' || path !== '/v2/enqueue') return json(404, { message: 'Not Found' });
    if (headers['content-type'] !== 'application/json' || Buffer.byteLength(body) > LARGEST) return invalid('bad body');
    const sent = parse(body);
    const missing = ['routing_key', 'event_action'].filter((name) => !isNamed(sent, name));
    if (missing.length > 0) return invalid(...missing.map((name) => `'${name}' is missing or blank`));
    const parsed = Event.safeParse(sent);
    if (!parsed.success) return invalid(parsed.error.issues[0]?.message ?? 'odd');
    const { data: event } = parsed;
    if (event.routing_key !== this.routingKey) return invalid('Invalid routing key');
    const { dedup_key: dedupKey } = event;
    const open = this.incidents.find((incident) => incident.dedupKey === dedupKey && incident.status !== 'resolved');
    if (event.event_action === 'trigger') {
      const { summary, severity, custom_details: details = {} } = event.payload;
      const trigger = { at: Date.now(), summary, details };
      if (open === undefined) {
        this.incidents.push({ dedupKey, summary, severity, status: 'triggered', log: [trigger] });
        this.rang.push(dedupKey);
      } else open.log.push(trigger);
    } else if (open !== undefined) open.status = event.event_action === 'resolve' ? 'resolved' : 'acknowledged';
    return json(202, { status: 'success', message: 'Event processed', dedup_key: dedupKey });
  }

  private page(): VendorAnswer {
    const cards = this.incidents.map(({ status, severity, summary, dedupKey, log }) => ({
      title: `${status}, ${severity}`,
      lines: [summary, ...log.map(({ at, details }) => `${new Date(at).toISOString()} ${textIn(details)}`), dedupKey],
    }));
    return pageOf('PagerDuty, as a fake', cards);
  }
}

/** What the person reads in the details. */
export const textIn = ({ text }: FakeTrigger['details']): string => (typeof text === 'string' ? text : '');

const invalid = (...errors: string[]): VendorAnswer =>
  json(400, { status: 'invalid event', message: `Event object is invalid: ${errors.join('; ')}`, errors });

const isNamed = (event: unknown, name: string): boolean =>
  typeof event === 'object' && event !== null && name in event && Reflect.get(event, name) !== '';

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
