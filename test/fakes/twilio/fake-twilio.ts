/** What does Twilio accept, refuse and answer for text messages and phone calls? */
import { pageOf } from '../cards';
import { FakeVendor, json, type VendorAnswer, type VendorRequest } from '../vendor';
import { callBack, isTwiml, keysGoTo } from './callbacks';
import { wordsOf } from './words';

export interface FakeMessage {
  sid: string;
  to: string;
  from: string;
  body: string;
  status: 'queued' | 'sent' | 'delivered' | 'undelivered' | 'failed';
  error_code?: number;
  /** Instant in milliseconds; Twilio itself tells whole seconds. */
  at: number;
}
export interface FakeCall {
  sid: string;
  to: string;
  from: string;
  twiml: string;
  status: string;
  at: number;
}

export interface FakeTwilioOptions {
  /** What was taken has arrived by the time anybody asks; without it, it stays queued. */
  delivers?: boolean;
}

export interface FakeNumber {
  sid: string;
  phone_number: string;
  capabilities: { voice: boolean; sms: boolean; mms: boolean };
  /** Where replies are told. */
  sms_url?: string;
}

/** An API key: `main` may do everything, `standard` all but the account, `restricted` what it was given. */
export interface FakeKey {
  sid: string;
  secret: string;
  may: 'main' | 'standard' | ReadonlySet<'Messages' | 'Calls' | 'IncomingPhoneNumbers'>;
}

const E164 = /^\+[1-9]\d{1,14}$/;

/** Twilio's messages and calls on loopback. `/` shows people what their phones got. It refuses what Twilio refuses. */
export class FakeTwilio {
  readonly accountSid = `AC${'0'.repeat(32)}`;
  readonly token = 'canary-twilio-token';
  readonly from = '+15005550006';
  readonly messages: FakeMessage[] = [];
  readonly calls: FakeCall[] = [];
  readonly account: { status: 'active' | 'suspended' | 'closed'; type: 'Full' | 'Trial' } = {
    status: 'active',
    type: 'Full',
  };
  readonly numbers: FakeNumber[] = [
    {
      sid: `PN${'0'.repeat(32)}`,
      phone_number: this.from,
      capabilities: { voice: true, sms: true, mms: true },
    },
  ];
  readonly keys: FakeKey[] = [];

  private constructor(
    readonly vendor: FakeVendor,
    private readonly options: FakeTwilioOptions,
  ) {}

  static async start(options: FakeTwilioOptions = {}): Promise<FakeTwilio> {
    const vendor = await FakeVendor.start((request) => fake.answer(request));
    const fake = new FakeTwilio(vendor, options);
    return fake;
  }

  stop(): Promise<void> {
    return this.vendor.stop();
  }

  /** Whoever was called presses a key; answers with what they hear then. */
  async press(call: FakeCall, digit: string): Promise<string> {
    const action = keysGoTo(call.twiml);
    if (action === undefined) throw new Error('the call waits for no key');
    const { sid, to, from } = call;
    const form = {
      AccountSid: this.accountSid,
      CallSid: sid,
      From: from,
      To: to,
      Digits: digit,
      CallStatus: 'in-progress',
    };
    call.twiml = await callBack(this.token, action, form);
    return wordsOf(call.twiml);
  }

  /** Somebody replies to a text message; answers with the text message that they get back, if any. */
  async reply(from: string, body: string, sid = `SM${'9'.repeat(32)}`): Promise<string> {
    const url = this.numbers[0]?.sms_url;
    if (url === undefined || url === '') throw new Error('the number has no address for incoming messages');
    const form = { AccountSid: this.accountSid, MessageSid: sid, From: from, To: this.from, Body: body, NumMedia: '0' };
    return wordsOf(await callBack(this.token, url, form), 'Message');
  }

  private answer({ method, path, headers, body }: VendorRequest): VendorAnswer {
    if (method === 'GET') this.deliver();
    if (method === 'GET' && path === '/') return this.page();
    const given = this.shown(headers.authorization ?? '');
    if (given === undefined) return refused(401, 20003, 'Authenticate');
    const url = new URL(path, this.vendor.url);
    if (url.pathname === `/2010-04-01/Accounts/${this.accountSid}.json`) return this.ownAccount(method, given);
    // If an account is suspended, nothing but the account itself can be read.
    if (this.account.status !== 'active') return refused(401, 20003, 'Authenticate');
    const what = /^\/2010-04-01\/Accounts\/([^/]+)\/(Messages|Calls|IncomingPhoneNumbers)(?:\/([^/]+))?\.json$/.exec(
      url.pathname,
    );
    if (what === null || what[1] !== this.accountSid)
      return refused(404, 20404, 'The requested resource was not found');
    if (typeof given === 'object' && ![...given].some((resource) => resource === what[2]))
      return refused(403, 70051, 'Authorization error: the API key lacks the permission for this resource');
    if (what[2] === 'IncomingPhoneNumbers') return this.listNumbers(method, url);
    const isMessages = what[2] === 'Messages';
    if (what[3] !== undefined) {
      if (method !== 'GET') return refused(405, 20004, 'Method not allowed');
      const one = [...this.messages, ...this.calls].find(({ sid }) => sid === what[3]);
      if (one === undefined) return refused(404, 20404, 'The requested resource was not found');
      return json(200, told(one));
    }
    if (method === 'GET')
      return isMessages ? this.listed('messages', this.messages, url) : this.listed('calls', this.calls, url);
    if (method !== 'POST') return refused(405, 20004, 'Method not allowed');
    const form = new URLSearchParams(body);
    const [to, from] = [form.get('To') ?? '', form.get('From') ?? ''];
    if (!E164.test(to)) return refused(400, 21211, `Invalid 'To' Phone Number: ${to}`);
    if (from !== this.from) return refused(400, 21606, `The 'From' phone number ${from} is not yours`);
    return isMessages ? this.send(to, from, form.get('Body') ?? '') : this.call(to, from, form);
  }

  private deliver(): void {
    if (this.options.delivers !== true) return;
    for (const message of this.messages) if (message.status === 'queued') message.status = 'delivered';
    for (const call of this.calls) if (call.status === 'queued') call.status = 'completed';
  }

  /** What this authorization allows, or undefined if it is not known. */
  private shown(authorization: string): FakeKey['may'] | undefined {
    const all = [{ sid: this.accountSid, secret: this.token, may: 'main' as const }, ...this.keys];
    const basic = ({ sid, secret }: Pick<FakeKey, 'sid' | 'secret'>): string =>
      `Basic ${Buffer.from(`${sid}:${secret}`).toString('base64')}`;
    return all.find((key) => basic(key) === authorization)?.may;
  }

  private ownAccount(method: string, may: FakeKey['may']): VendorAnswer {
    // https://help.twilio.com: only main keys reach accounts, and the answer is that of a wrong user.
    if (may !== 'main') return refused(401, 20003, 'Authentication Error - invalid username');
    if (method !== 'GET') return refused(405, 20004, 'Method not allowed');
    return json(200, { sid: this.accountSid, friendly_name: 'Example', ...this.account });
  }

  private listNumbers(method: string, { searchParams }: URL): VendorAnswer {
    if (method !== 'GET') return refused(405, 20004, 'Method not allowed');
    const wanted = searchParams.get('PhoneNumber') ?? '';
    const found = this.numbers.filter(({ phone_number: number }) => number.includes(wanted));
    return json(200, { incoming_phone_numbers: found.slice(0, Number(searchParams.get('PageSize') ?? 50)) });
  }

  private send(to: string, from: string, body: string): VendorAnswer {
    if (body === '') return refused(400, 21602, 'Message body is required');
    if (body.length > 1_600)
      return refused(400, 21617, 'The concatenated message body exceeds the 1600 character limit');
    const message: FakeMessage = {
      sid: `SM${String(this.messages.length).padStart(32, '0')}`,
      to,
      from,
      body,
      status: 'queued',
      at: Date.now(),
    };
    this.messages.unshift(message);
    return json(201, told(message));
  }

  private call(to: string, from: string, form: URLSearchParams): VendorAnswer {
    const twiml = form.get('Twiml') ?? '';
    const rings = Number(form.get('Timeout') ?? 60);
    if (!Number.isInteger(rings) || rings < 1 || rings > 600) return refused(400, 21220, 'Timeout is not valid');
    if (twiml.length > 4_000 || !isTwiml(twiml)) return refused(400, 21205, 'Twiml is not valid');
    const call = {
      sid: `CA${String(this.calls.length).padStart(32, '0')}`,
      to,
      from,
      twiml,
      status: 'queued',
      at: Date.now(),
    };
    this.calls.unshift(call);
    return json(201, told(call));
  }

  private listed(name: string, all: (FakeMessage | FakeCall)[], { searchParams }: URL): VendorAnswer {
    const [to, from] = [searchParams.get('To'), searchParams.get('From')];
    const fitting = all.filter((one) => (to === null || one.to === to) && (from === null || one.from === from));
    return json(200, { [name]: fitting.slice(0, Number(searchParams.get('PageSize') ?? 50)).map(told) });
  }

  private page(): VendorAnswer {
    return pageOf('Twilio, as a fake', [
      ...this.messages.map(({ to, status, body }) => ({ title: `SMS to ${to}, ${status}`, lines: [body] })),
      ...this.calls.map(({ to, status, twiml }) => ({ title: `Call to ${to}, ${status}`, lines: [wordsOf(twiml)] })),
    ]);
  }
}

const told = ({ at, ...rest }: FakeMessage | FakeCall): object => ({
  ...rest,
  date_created: new Date(at).toUTCString(),
});

const refused = (status: number, code: number, message: string): VendorAnswer =>
  json(status, { code, message, status });
