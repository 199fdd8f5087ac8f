/**
 * How does a fake vendor answer, and how can a test make it fail? A fake listens only on loopback and refuses what the
 * real vendor refuses; tests change its answers here, never by changing Muster.
 */
import { once } from 'node:events';
import http from 'node:http';
import { LostAnswers, type LostAnswer } from './lost-answer';

export interface VendorRequest {
  method: string;
  path: string;
  headers: http.IncomingHttpHeaders;
  body: string;
}

export interface VendorAnswer {
  status: number;
  body: string;
  headers?: Record<string, string>;
}

/** What the vendor does with a request. */
export type Handle = (request: VendorRequest) => VendorAnswer | Promise<VendorAnswer>;

/**
 * What can go wrong on the way: an answer of the wrong kind, none at all, a cut connection, half an answer; and that it was
 * done, but the answer is lost (`done-reset`), does not come (`done-hang`) or is another one (`instead`), as of a gateway.
 */
export type Fault = VendorAnswer | { instead: VendorAnswer } | 'hang' | 'reset' | 'half' | 'done-reset' | 'done-hang';

/** A vendor's HTTP server on loopback that does what it is told to, and can be told to fail at the next request. */
export class FakeVendor {
  readonly requests: VendorRequest[] = [];
  private readonly faults: (Fault | 'none')[] = [];
  private readonly meant: { isMeant: (request: VendorRequest) => boolean; fault: Fault; left: number }[] = [];
  private outage: VendorAnswer | undefined;
  private readonly lost = new LostAnswers<VendorRequest>();

  private constructor(
    readonly url: string,
    private readonly server: http.Server,
  ) {}

  static async start(handle: Handle): Promise<FakeVendor> {
    const server = http.createServer();
    // A connection that rests while the tests are busy is not cut in the instant in which it is used again.
    server.keepAliveTimeout = 60_000;
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('not listening on a port');
    const vendor = new FakeVendor(`http://127.0.0.1:${address.port}`, server);
    server.on('request', (incoming: http.IncomingMessage, response: http.ServerResponse) => {
      void vendor.serve(incoming, response, handle);
    });
    return vendor;
  }

  /** The next request, and only that one, is answered like this. */
  failNext(fault: Fault): void {
    this.faults.push(fault);
  }

  /** The next `times` requests that are meant are answered like this, whatever is asked between them. */
  failMeant(isMeant: (request: VendorRequest) => boolean, fault: Fault, times = 1): void {
    this.meant.push({ isMeant, fault, left: times });
  }

  /** Until `comesBack`, every request is answered like this. */
  goesDown(answer: VendorAnswer): void {
    this.outage = answer;
  }

  comesBack(): void {
    this.outage = undefined;
  }

  /** The next request is answered as it should be; what `failNext` asks for after this comes after it. */
  passNext(): void {
    this.faults.push('none');
  }

  /** The first request that is meant takes effect, and its connection stays open without an answer. */
  loseAnswerTo(isMeant: (request: VendorRequest) => boolean): LostAnswer {
    return this.lost.expect(isMeant);
  }

  async stop(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    this.server.closeAllConnections();
    await closed;
  }

  private faultMeant(request: VendorRequest): Fault | undefined {
    const found = this.meant.find(({ isMeant, left }) => left > 0 && isMeant(request));
    if (found !== undefined) found.left -= 1;
    return found?.fault;
  }

  private async serve(incoming: http.IncomingMessage, response: http.ServerResponse, handle: Handle): Promise<void> {
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of incoming as AsyncIterable<Buffer>) chunks.push(chunk);
    } catch {
      return; // The caller was killed, or gave up, in the middle of it.
    }
    const { method = '', url = '', headers } = incoming;
    const request = { method, path: url, headers, body: Buffer.concat(chunks).toString('utf8') };
    this.requests.push(request);
    const fault = this.faults.shift() ?? this.faultMeant(request) ?? this.outage;
    if (fault === 'hang') return;
    if (fault === 'reset') {
      incoming.socket.destroy();
      return;
    }
    if (fault === 'half') {
      response.writeHead(200, { 'content-length': '1000' });
      response.write('{"status":', () => incoming.socket.destroy());
      return;
    }
    if (fault === 'done-reset' || fault === 'done-hang') {
      await handle(request);
      if (fault === 'done-reset') incoming.socket.destroy();
      return;
    }
    const answer = await answered(request, handle, fault);
    if (this.lost.loses(request, () => !incoming.socket.destroyed)) return;
    response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers }).end(answer.body);
  }
}

async function answered(
  request: VendorRequest,
  handle: Handle,
  fault: VendorAnswer | { instead: VendorAnswer } | 'none' | undefined,
): Promise<VendorAnswer> {
  if (fault !== undefined && fault !== 'none' && !('instead' in fault)) return fault;
  const answer = await handle(request);
  return typeof fault === 'object' ? fault.instead : answer;
}

export function json(status: number, body: unknown): VendorAnswer {
  return { status, body: JSON.stringify(body) };
}
