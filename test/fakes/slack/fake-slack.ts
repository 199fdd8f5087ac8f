/** What does Slack's Web API accept, refuse and answer? */
import { z } from 'zod';
import { FakeVendor, json, type VendorAnswer, type VendorRequest } from '../vendor';
import type { Delivery } from './members';
import { SlackSaysNo } from './method';
import { METHODS } from './methods';
import { createWindow } from './window';
import { FakeWorkspace } from './workspace';

/** The scopes of the manifest. */
export const ALL_SCOPES = [
  'channels:history',
  'channels:manage',
  'channels:read',
  'chat:write',
  'commands',
  'im:history',
  'im:write',
  'pins:write',
  'users:read',
  'users:read.email',
];

export interface FakeSlackOptions {
  token?: string;
  scopes?: readonly string[];
  /** Where Socket Mode connects to. */
  socketUrl?: string;
  appToken?: string;
  /** How the app hears of what people do on the page at `/`. Without it the page can only be read. */
  delivery?: Delivery;
}

const Said = z.looseObject({ text: z.string(), response_type: z.string().optional() });

/**
 * Slack's Web API on loopback, with a workspace behind it. `/` shows the workspace to people, who can act there (see
 * `window.ts`). It never forgives: unknown arguments, missing scopes, blocks beyond the limits and used-up triggers are
 * refused as Slack would.
 */
export class FakeSlack {
  readonly workspace = new FakeWorkspace();
  readonly token: string;
  readonly scopes: Set<string>;
  readonly calls: string[] = [];
  private readonly triggers = new Map<string, string>();
  private readonly window: ReturnType<typeof createWindow>;
  private readonly responses = new Map<string, { user: string; channel: string; left: number }>();

  private constructor(
    private readonly options: FakeSlackOptions,
    readonly vendor: FakeVendor,
  ) {
    this.token = options.token ?? 'xoxb-canary-5b1e';
    this.scopes = new Set(options.scopes ?? ALL_SCOPES);
    this.window = createWindow(this, options.delivery);
  }

  static async start(options: FakeSlackOptions = {}): Promise<FakeSlack> {
    const vendor = await FakeVendor.start((request) => slack.answer(request));
    const slack = new FakeSlack(options, vendor);
    slack.workspace.addChannel('incidents');
    return slack;
  }

  get apiUrl(): string {
    return `${this.vendor.url}/api/`;
  }

  stop(): Promise<void> {
    return this.vendor.stop();
  }

  /** A trigger with which a modal can be opened once. At Slack it lasts three seconds; here a test says when they are over. */
  newTrigger(user: string): string {
    const id = this.workspace.nextId('trigger.');
    this.triggers.set(id, user);
    return id;
  }

  /** As if three seconds had passed. */
  expireTriggers(): void {
    this.triggers.clear();
  }

  /** A `response_url`: five private words to one member. */
  newResponseUrl(user: string, channel: string): string {
    const id = this.workspace.nextId('r');
    this.responses.set(id, { user, channel, left: 5 });
    return `${this.vendor.url}/respond/${id}`;
  }

  /** As if half an hour had passed. */
  expireResponseUrls(): void {
    this.responses.clear();
  }

  private answer(request: VendorRequest): VendorAnswer | Promise<VendorAnswer> {
    const { pathname } = new URL(request.path, this.vendor.url);
    if (pathname.startsWith('/respond/')) return this.respond(pathname.slice('/respond/'.length), request);
    if (!pathname.startsWith('/api/')) return this.window(request);
    return this.call(pathname.slice('/api/'.length), request);
  }

  private call(name: string, request: VendorRequest): VendorAnswer {
    this.calls.push(name);
    try {
      if (name === 'apps.connections.open') return this.openSocket(request);
      const method = METHODS[name];
      if (method === undefined) throw new SlackSaysNo('unknown_method');
      this.expectToken(request, this.token);
      const { workspace, scopes, vendor } = this;
      const caller = { workspace, scopes, url: vendor.url, trigger: (id: string) => this.useTrigger(id) };
      const answer = json(200, { ok: true, ...method.call(caller, argumentsOf(request)) });
      return { ...answer, headers: { 'x-oauth-scopes': [...scopes].join(',') } };
    } catch (error) {
      if (!(error instanceof SlackSaysNo)) throw error;
      return json(200, { ok: false, error: error.error, ...error.more });
    }
  }

  private openSocket(request: VendorRequest): VendorAnswer {
    this.expectToken(request, this.options.appToken);
    return json(200, { ok: true, url: this.options.socketUrl });
  }

  private expectToken({ headers }: VendorRequest, token: string | undefined): void {
    if (headers.authorization === undefined) throw new SlackSaysNo('not_authed');
    if (token === undefined || headers.authorization !== `Bearer ${token}`) throw new SlackSaysNo('invalid_auth');
  }

  private useTrigger(id: string): string | undefined {
    const user = this.triggers.get(id);
    this.triggers.delete(id);
    return user;
  }

  private respond(id: string, request: VendorRequest): VendorAnswer {
    const response = this.responses.get(id);
    if (response === undefined || response.left === 0) return json(404, { ok: false, error: 'used_url' });
    const said = Said.safeParse(JSON.parse(request.body));
    if (!said.success || said.data.text === '') return json(400, { ok: false, error: 'no_text' });
    response.left -= 1;
    const { user, channel } = response;
    this.workspace.whispers.push({ user, channel, text: said.data.text });
    return { status: 200, body: 'ok' };
  }
}

/** Form-encoded or JSON, like Slack. The token may only come in the header. */
function argumentsOf({ headers, body }: VendorRequest): unknown {
  const type = headers['content-type'] ?? '';
  if (type.startsWith('application/json')) return JSON.parse(body === '' ? '{}' : body);
  if (type.startsWith('application/x-www-form-urlencoded') || body === '')
    return Object.fromEntries(new URLSearchParams(body));
  throw new SlackSaysNo('invalid_post_type');
}
