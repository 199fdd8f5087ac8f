/** What does Statuspage accept and refuse, and what were its subscribers told? */
import { z } from 'zod';
import { FakeVendor, json, type VendorAnswer, type VendorRequest } from '../vendor';
import { type FakeReport, type FakeUpdate, publicPage } from './page';

const COMPONENT_STATUSES = [
  'operational',
  'under_maintenance',
  'degraded_performance',
  'partial_outage',
  'major_outage',
] as const;

/** The fields of an incident that Statuspage takes; anything else in a request is the sender's mistake. */
const Fields = z.strictObject({
  name: z.string().min(1).max(255).optional(),
  status: z.enum(['investigating', 'identified', 'monitoring', 'resolved']).optional(),
  body: z.string().max(25_000).optional(),
  impact_override: z.enum(['none', 'maintenance', 'minor', 'major', 'critical']).optional(),
  component_ids: z.array(z.string()).optional(),
  components: z.record(z.string(), z.enum(COMPONENT_STATUSES)).optional(),
  deliver_notifications: z.boolean().optional(),
  // "All top-level values in the object must also be objects."
  metadata: z.record(z.string(), z.record(z.string(), z.unknown())).optional(),
});
const Envelope = z.strictObject({ incident: Fields });
type Change = z.output<typeof Fields>;

/** The public page of one fake Statuspage, and everything that subscribers were told. */
export class FakeStatuspage {
  readonly reports: FakeReport[] = [];
  readonly components = new Map<string, string>();
  /** Those of them that are groups of others. */
  readonly groups = new Set<string>();
  /** Requests of one key that are let through in 60 seconds. */
  mostAMinute = 60;
  /** Which of the two answers to "too many" is given. */
  tooMany: 420 | 429 = 420;
  vendor!: FakeVendor;
  private asked: number[] = [];

  private constructor(
    readonly apiKey: string,
    readonly pageId: string,
  ) {}

  static async start(components: string[] = ['cmp1', 'cmp2']): Promise<FakeStatuspage> {
    const fake = new FakeStatuspage('sp-key-4a7f0d2b9c', 'page1');
    for (const id of components) fake.components.set(id, 'operational');
    fake.vendor = await FakeVendor.start((request) => fake.answer(request));
    return fake;
  }

  get url(): string {
    return `${this.vendor.url}/v1`;
  }

  stop(): Promise<void> {
    return this.vendor.stop();
  }

  /** The statements that were published, in order. */
  get told(): FakeUpdate[] {
    return this.reports.flatMap(({ updates }) => updates);
  }

  private answer(request: VendorRequest): VendorAnswer {
    if (request.method === 'GET' && request.path === '/') return { status: 200, ...publicPage(this) };
    if (request.headers.authorization !== `OAuth ${this.apiKey}`) return json(401, { error: 'Could not authenticate' });
    const now = Date.now();
    this.asked = [...this.asked.filter((at) => at > now - 60_000), now];
    if (this.asked.length > this.mostAMinute) return json(this.tooMany, { error: 'Rate limit exceeded' });
    const { pathname, searchParams } = new URL(request.path, this.vendor.url);
    const [page, kind, id] = pathname.replace(/^\/v1\/pages\//, '').split('/');
    if (page !== this.pageId) return json(404, { error: 'Not found' });
    if (kind === undefined && request.method === 'GET') return json(200, { id: page, name: 'Example Status' });
    if (kind === 'components' && request.method === 'GET')
      return id === undefined ? this.listed(searchParams) : this.component(id);
    if (kind !== 'incidents') return json(404, { error: 'Not found' });
    if (request.method === 'GET') return this.read(id, searchParams);
    if (request.method === 'POST' && id === undefined) return this.write(request, undefined);
    const report = this.reports.find((one) => one.id === id);
    if (request.method !== 'PATCH' || report === undefined) return json(404, { error: 'Not found' });
    return this.write(request, report);
  }

  private component(id: string): VendorAnswer {
    const status = this.components.get(id);
    return status === undefined ? json(404, { error: 'Not found' }) : json(200, { id, status });
  }

  private listed(query: URLSearchParams): VendorAnswer {
    const [size, page] = [Number(query.get('per_page') ?? 100), Number(query.get('page') ?? 1)];
    if (!(size >= 1 && size <= 100 && page >= 1)) return json(400, { error: 'per_page must be between 1 and 100' });
    const all = [...this.components].map(([id, status]) => ({
      id,
      name: `Component ${id}`,
      status,
      group: this.groups.has(id),
    }));
    return json(200, all.slice((page - 1) * size, page * size));
  }

  private read(id: string | undefined, query: URLSearchParams): VendorAnswer {
    const newest = [...this.reports].reverse();
    if (id === undefined) {
      const limit = Number(query.get('limit') ?? 100);
      if (!(limit >= 1 && limit <= 100)) return json(400, { error: 'limit must be between 1 and 100' });
      return json(200, newest.slice(0, limit).map(shape));
    }
    if (id === 'unresolved') return json(200, newest.filter(({ status }) => status !== 'resolved').map(shape));
    const report = this.reports.find((one) => one.id === id);
    return report === undefined ? json(404, { error: 'Not found' }) : json(200, shape(report));
  }

  private write(request: VendorRequest, report: FakeReport | undefined): VendorAnswer {
    if (request.headers['content-type'] !== 'application/json') return json(415, { error: 'JSON is expected' });
    const parsed = Envelope.safeParse(JSON.parse(request.body));
    if (!parsed.success) return json(422, { error: parsed.error.issues.map(({ message }) => message) });
    const change = parsed.data.incident;
    if (report === undefined && change.name === undefined) return json(422, { error: ["Name can't be blank"] });
    const unknown = [...Object.keys(change.components ?? {}), ...(change.component_ids ?? [])].find(
      (id) => !this.components.has(id),
    );
    if (unknown !== undefined) return json(422, { error: [`Component ${unknown} does not exist`] });
    const changed = report ?? this.opened(change);
    this.apply(changed, change);
    return json(report === undefined ? 201 : 200, shape(changed));
  }

  private opened({ name = '' }: Change): FakeReport {
    const id = `inc${this.reports.length + 1}`;
    const report: FakeReport = {
      id,
      name,
      status: 'investigating',
      impact: 'none',
      metadata: {},
      componentIds: [],
      updates: [],
      shortlink: `https://stspg.example/${id}`,
    };
    this.reports.push(report);
    return report;
  }

  private apply(report: FakeReport, change: Change): void {
    report.name = change.name ?? report.name;
    report.status = change.status ?? report.status;
    report.impact = change.impact_override ?? report.impact;
    report.metadata = change.metadata ?? report.metadata;
    report.componentIds = change.component_ids ?? report.componentIds;
    for (const [id, status] of Object.entries(change.components ?? {})) this.components.set(id, status);
    if (change.body !== undefined)
      report.updates.push({
        status: report.status,
        body: change.body,
        notified: change.deliver_notifications ?? true,
        at: Date.now(),
        metadata: report.metadata,
      });
  }
}

const shape = ({ componentIds, updates, ...report }: FakeReport) => ({
  ...report,
  components: componentIds.map((id) => ({ id })),
  incident_updates: [...updates]
    .reverse()
    .map(({ status, body, at }) => ({ status, body, created_at: new Date(at).toISOString() })),
});
