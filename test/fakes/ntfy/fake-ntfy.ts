/** What does an ntfy server accept, refuse and answer, and what do its buttons do? https://docs.ntfy.sh/publish/ */
import { z } from 'zod';
import { pageOf } from '../cards';
import { FakeVendor, json, type VendorAnswer, type VendorRequest } from '../vendor';

const Url = z.string().regex(/^https?:\/\//);

const Action = z.discriminatedUnion('action', [
  z.strictObject({
    action: z.literal('http'),
    label: z.string().min(1),
    url: Url,
    method: z.enum(['GET', 'POST', 'PUT']),
    clear: z.boolean().optional(),
  }),
  z.strictObject({ action: z.literal('view'), label: z.string().min(1), url: Url, clear: z.boolean().optional() }),
]);

const Published = z.strictObject({
  topic: z.string().regex(/^[-_A-Za-z0-9]{1,64}$/),
  title: z.string().optional(),
  message: z.string().optional(),
  priority: z.number().int().min(1).max(5).optional(),
  tags: z.array(z.string()).optional(),
  click: Url.optional(),
  actions: z.array(Action).max(3).optional(),
});

export type FakePush = z.output<typeof Published> & { id: string; time: number };

/** An ntfy server on loopback that lets in one token. It refuses what ntfy refuses. */
export class FakeNtfy {
  readonly token = 'tk_canary0000000000000000000000000';
  readonly messages: FakePush[] = [];
  healthy = true;

  private constructor(readonly vendor: FakeVendor) {}

  static async start(): Promise<FakeNtfy> {
    const vendor = await FakeVendor.start((request) => fake.answer(request));
    const fake = new FakeNtfy(vendor);
    return fake;
  }

  stop(): Promise<void> {
    return this.vendor.stop();
  }

  /** Somebody presses a button on their phone; what it answers is the app's to hide or show. */
  async press({ actions = [] }: FakePush, label: string): Promise<{ status: number; text: string }> {
    const action = actions.find((one) => one.label === label);
    if (action?.action !== 'http') throw new Error(`the message has no button ${label} that asks somebody`);
    const answer = await fetch(action.url, { method: action.method });
    return { status: answer.status, text: await answer.text() };
  }

  private answer({ method, path, headers, body }: VendorRequest): VendorAnswer {
    const url = new URL(path, this.vendor.url);
    if (method === 'GET' && url.pathname === '/v1/health') return json(200, { healthy: this.healthy });
    if (method === 'GET' && url.pathname === '/')
      return pageOf(
        'ntfy, as a fake',
        this.messages.map(({ topic, title = '', message = '' }) => ({ title: `${topic}: ${title}`, lines: [message] })),
      );
    if (headers.authorization !== `Bearer ${this.token}`) return refused(401, 40101, 'unauthorized');
    if (method === 'GET' && url.pathname === '/v1/account') return json(200, { username: 'muster', role: 'user' });
    const topic = /^\/([-_A-Za-z0-9]{1,64})\/json$/.exec(url.pathname)?.[1];
    if (method === 'GET' && topic !== undefined) return this.poll(topic, url.searchParams);
    if (method !== 'POST' || url.pathname !== '/') return refused(404, 40401, 'page not found');
    return this.publish(body);
  }

  private publish(body: string): VendorAnswer {
    if (Buffer.byteLength(body) > 8_192) return refused(413, 41301, 'attachment too large, or bandwidth limit reached');
    let given: unknown;
    try {
      given = JSON.parse(body);
    } catch {
      return refused(400, 40024, 'invalid request: request body must be valid JSON');
    }
    const { data } = Published.safeParse(given);
    if (data === undefined) return refused(400, 40018, 'invalid request: actions invalid');
    if (Buffer.byteLength(data.message ?? '') > 4_096) return refused(413, 41301, 'message too large');
    const message = { id: `m${this.messages.length}`, time: Math.floor(Date.now() / 1_000), ...data };
    this.messages.push(message);
    return json(200, { event: 'message', expires: message.time + 43_200, ...message });
  }

  private poll(topic: string, query: URLSearchParams): VendorAnswer {
    const since = query.get('since') ?? 'all';
    if (query.get('poll') !== '1') return refused(400, 40008, 'a fake that is not polled would never end');
    if (since !== 'all' && !/^\d+$/.test(since)) return refused(400, 40008, 'invalid since parameter');
    const kept = this.messages.filter((one) => one.topic === topic && one.time >= Number(since === 'all' ? 0 : since));
    return {
      status: 200,
      headers: { 'content-type': 'application/x-ndjson' },
      body: kept.map((one) => `${JSON.stringify({ event: 'message', ...one })}\n`).join(''),
    };
  }
}

const refused = (http: number, code: number, error: string): VendorAnswer => json(http, { code, http, error });
