/** What orders does the deployment tool get, and when does it answer them? */
import http from 'node:http';
import { once } from 'node:events';

/** One order that the deployment tool took: under which key, and whether it was only a rehearsal. */
export interface Order {
  key: string;
  dryRun: boolean;
  incidentId: string;
  from: string;
  to: string;
}

export type Request = 'read' | 'dry run' | 'order';

/** A request that has taken effect and waits for its answer. */
export interface Held {
  taken: Promise<void>;
  release: () => void;
}

const version = (id: string, healthy: boolean) => ({ id, healthy });

/** A deployment tool on loopback that counts what it is told, and does an order when it takes it. */
export class RollbackVendor {
  readonly orders: Order[] = [];
  /** A version that was rolled back to is healthy this long after the order. */
  healthyAfterMs = 1_500;
  private current = 'v2';
  private orderedAt = 0;
  private readonly holds: { what: Request; hold: () => Promise<void> }[] = [];
  private readonly server = http.createServer();

  static async start(): Promise<RollbackVendor> {
    const vendor = new RollbackVendor();
    vendor.server.on('request', (request: http.IncomingMessage, response: http.ServerResponse) => {
      void vendor.serve(request, response);
    });
    vendor.server.listen(0, '127.0.0.1');
    await once(vendor.server, 'listening');
    return vendor;
  }

  get url(): string {
    const address = this.server.address();
    if (address === null || typeof address === 'string') throw new Error('not listening');
    return `http://127.0.0.1:${address.port}`;
  }

  /** The next request of this kind takes effect, and is answered only when it is released. */
  holdNext(what: Request): Held {
    let [arrive, release] = [(): void => undefined, (): void => undefined];
    const taken = new Promise<void>((resolve) => (arrive = resolve));
    const released = new Promise<void>((resolve) => (release = resolve));
    const hold = (): Promise<void> => {
      arrive();
      return released;
    };
    this.holds.push({ what, hold });
    return { taken, release };
  }

  async stop(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    this.server.closeAllConnections();
    await closed;
  }

  private async serve(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    } catch {
      return; // The caller was killed in the middle of it.
    }
    const send = (status: number, body: object): void => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    };
    if (request.url !== '/rollback') {
      send(request.url === '/health' ? 200 : 404, {});
      return;
    }
    const [what, status, body] = this.take(request, Buffer.concat(chunks).toString('utf8'));
    const next = this.holds.findIndex((held) => held.what === what);
    if (next >= 0) await this.holds.splice(next, 1)[0]?.hold();
    send(status, body);
  }

  private take(request: http.IncomingMessage, body: string): [Request, number, object] {
    if (request.method === 'GET') {
      const healthy = this.current === 'v1' && Date.now() >= this.orderedAt + this.healthyAfterMs;
      return ['read', 200, { current: version(this.current, healthy), previous: { id: 'v1' } }];
    }
    const said = JSON.parse(body) as Omit<Order, 'key'>;
    const order: Order = { ...said, key: String(request.headers['idempotency-key']) };
    this.orders.push(order);
    if (order.dryRun) return ['dry run', 200, { accepted: true, message: `would return to ${order.to}` }];
    if (order.from !== this.current) return ['order', 409, { accepted: false, message: `${this.current} runs` }];
    this.current = order.to;
    this.orderedAt = Date.now();
    return ['order', 202, { accepted: true, message: `returning to ${order.to}`, reference: 'job-1' }];
  }
}
