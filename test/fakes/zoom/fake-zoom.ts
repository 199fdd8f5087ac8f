/** What does Zoom accept, refuse and answer for meetings? */
import { pageOf } from '../cards';
import { FakeVendor, json, type VendorAnswer, type VendorRequest } from '../vendor';
import { fieldErrors, ListQuery, MeetingToCreate } from './meeting-rules';

export const ZOOM_SCOPES = ['meeting:read:list_meetings:admin', 'meeting:write:meeting:admin'];

export interface FakeZoomOptions {
  accountId?: string;
  clientId?: string;
  clientSecret?: string;
  scopes?: readonly string[];
  /** An account where the administrator has locked the waiting room on. */
  locksWaitingRoom?: boolean;
  now?: () => number;
}

export interface FakeMeeting extends MeetingToCreate {
  id: number;
  hostId: string;
  joinUrl: string;
  createdAt: number;
}

const HOST = { id: 'KDcuGIm1QgePTO8WbOqwIQ', email: 'bridges@example.com' };
const TOKEN_LASTS_SECONDS = 3600;
const EXPIRES_AFTER_MS = 30 * 24 * 3_600_000;
const MEETINGS_A_DAY = 100;
/** As much of an agenda as a list shows. */
const LISTED_AGENDA = 250;

/** Zoom's token endpoint and the part of its API that makes and lists meetings. `/` shows the meetings to people. */
export class FakeZoom {
  readonly meetings: FakeMeeting[] = [];
  readonly accountId: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly scopes: Set<string>;
  locksWaitingRoom: boolean;
  tokensIssued = 0;
  private readonly tokens = new Map<string, number>();
  private readonly now: () => number;

  private constructor(
    options: FakeZoomOptions,
    readonly vendor: FakeVendor,
  ) {
    this.accountId = options.accountId ?? 'zoom-account';
    this.clientId = options.clientId ?? 'zoom-client';
    this.clientSecret = options.clientSecret ?? 'canary-zoom-secret-77';
    this.scopes = new Set(options.scopes ?? ZOOM_SCOPES);
    this.locksWaitingRoom = options.locksWaitingRoom ?? false;
    this.now = options.now ?? Date.now;
  }

  static async start(options: FakeZoomOptions = {}): Promise<FakeZoom> {
    const vendor = await FakeVendor.start((request) => zoom.answer(request));
    const zoom = new FakeZoom(options, vendor);
    return zoom;
  }

  get apiUrl(): string {
    return `${this.vendor.url}/v2`;
  }

  get oauthUrl(): string {
    return `${this.vendor.url}/oauth/token`;
  }

  /** What a worker has to be given to use it. */
  get settings() {
    const { accountId, clientId, clientSecret, apiUrl, oauthUrl } = this;
    return { accountId, clientId, clientSecret, apiUrl, oauthUrl };
  }

  /** As if the app's secret had been renewed: tokens already issued stop working at once. */
  endTokens(): void {
    this.tokens.clear();
  }

  stop(): Promise<void> {
    return this.vendor.stop();
  }

  private answer(request: VendorRequest): VendorAnswer {
    const { pathname, searchParams } = new URL(request.path, this.vendor.url);
    if (pathname === '/') {
      const cards = this.meetings.map(({ topic, agenda = '', joinUrl, settings }) => ({
        title: topic,
        lines: [joinUrl, agenda, JSON.stringify(settings)],
      }));
      return pageOf('Zoom, as a fake', cards);
    }
    if (pathname === '/oauth/token') return this.grant(request, searchParams);
    const user = /^\/v2\/users\/([^/]+)\/meetings$/.exec(pathname)?.[1];
    if (user === undefined) return json(404, { code: 404, message: 'No such endpoint.' });
    const refusal = this.refuseToken(request) ?? refuseUser(decodeURIComponent(user));
    if (refusal !== undefined) return refusal;
    if (request.method === 'GET') return this.list(searchParams);
    if (request.method === 'POST') return this.create(request);
    return json(405, { code: 405, message: 'Method not allowed.' });
  }

  private grant({ method, headers }: VendorRequest, query: URLSearchParams): VendorAnswer {
    const expected = `Basic ${Buffer.from(`${this.clientId}:${this.clientSecret}`).toString('base64')}`;
    if (method !== 'POST') return json(405, { reason: 'Method not allowed', error: 'invalid_request' });
    if (headers.authorization !== expected)
      return json(400, { reason: 'Invalid client_id or client_secret', error: 'invalid_client' });
    if (query.get('grant_type') !== 'account_credentials')
      return json(400, { reason: 'unsupported grant type', error: 'unsupported_grant_type' });
    if (query.get('account_id') !== this.accountId)
      return json(400, { reason: 'Bad Request', error: 'invalid_request' });
    this.tokensIssued += 1;
    const token = `zoom-access-${this.tokensIssued}-canary`;
    this.tokens.set(token, this.now() + TOKEN_LASTS_SECONDS * 1000);
    return json(200, {
      access_token: token,
      token_type: 'bearer',
      expires_in: TOKEN_LASTS_SECONDS,
      scope: [...this.scopes].join(' '),
      api_url: 'https://api.zoom.us',
    });
  }

  private refuseToken({ headers, method }: VendorRequest): VendorAnswer | undefined {
    const token = /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1] ?? '';
    if ((this.tokens.get(token) ?? 0) <= this.now()) return json(401, { code: 124, message: 'Invalid access token.' });
    const needed = method === 'GET' ? 'meeting:read:list_meetings:admin' : 'meeting:write:meeting:admin';
    const older = method === 'GET' ? 'meeting:read:admin' : 'meeting:write:admin';
    if (this.scopes.has(needed) || this.scopes.has(older)) return undefined;
    return json(400, { code: 4711, message: `Invalid access token, does not contain scopes:[${needed}].` });
  }

  private list(searchParams: URLSearchParams): VendorAnswer {
    const query = ListQuery.safeParse(Object.fromEntries(searchParams));
    if (!query.success) return invalid(fieldErrors(query.error));
    const { page_size: size, next_page_token: from = '0' } = query.data;
    const listed = this.meetings.filter(
      ({ type, start_time: start }) => type === 2 && Date.parse(start) + EXPIRES_AFTER_MS > this.now(),
    );
    const end = Number(from) + size;
    return json(200, {
      page_size: size,
      total_records: listed.length,
      next_page_token: end < listed.length ? end.toString() : '',
      meetings: listed.slice(Number(from), end).map((meeting) => ({
        id: meeting.id,
        host_id: meeting.hostId,
        topic: meeting.topic,
        type: meeting.type,
        start_time: meeting.start_time,
        duration: meeting.duration,
        join_url: meeting.joinUrl,
        ...(meeting.agenda !== undefined && { agenda: meeting.agenda.slice(0, LISTED_AGENDA) }),
      })),
    });
  }

  private create({ headers, body }: VendorRequest): VendorAnswer {
    if (!(headers['content-type'] ?? '').startsWith('application/json'))
      return json(415, { code: 300, message: 'Content-Type must be application/json.' });
    const day = new Date(this.now()).toISOString().slice(0, 10);
    const today = this.meetings.filter(({ createdAt }) => new Date(createdAt).toISOString().startsWith(day));
    if (today.length >= MEETINGS_A_DAY) return tooMany();
    const parsed = MeetingToCreate.safeParse(JSON.parse(body));
    if (!parsed.success) return invalid(fieldErrors(parsed.error));
    const id = 85_746_065_000 + this.meetings.length + 1;
    const joinUrl = `https://example.zoom.us/j/${id}?pwd=passcode${this.meetings.length + 1}`;
    const meeting = { ...parsed.data, id, hostId: HOST.id, joinUrl, createdAt: this.now() };
    this.meetings.push(meeting);
    const { settings } = parsed.data;
    return json(201, {
      id,
      host_id: HOST.id,
      topic: meeting.topic,
      type: meeting.type,
      start_url: `https://example.zoom.us/s/${id}?zak=host-key`,
      join_url: joinUrl,
      password: `passcode${this.meetings.length}`,
      settings: {
        ...settings,
        ...(this.locksWaitingRoom && { waiting_room: true, join_before_host: false }),
      },
    });
  }
}

const refuseUser = (user: string): VendorAnswer | undefined =>
  ['me', HOST.id, HOST.email].includes(user)
    ? undefined
    : json(404, { code: 1001, message: `User does not exist: ${user}.` });

const invalid = (errors: { field: string; message: string }[]): VendorAnswer =>
  json(400, { code: 300, message: 'Validation Failed.', errors });

/** As Zoom really answers it: the header with the time is not always there. */
const tooMany = (): VendorAnswer => ({
  ...json(429, {
    code: 429,
    message:
      'You have exceeded the daily rate limit (100) of Meeting Create/Update API requests permitted for this particular user. You may resume these requests at GMT 00:00:00.',
  }),
  headers: { 'x-ratelimit-category': 'Light', 'x-ratelimit-limit': '6000', 'x-ratelimit-remaining': '5893' },
});
