/** What does a deployment tool behind the rollback webhook accept, refuse and carry out? */
import { z } from 'zod';
import { FakeVendor, json } from './vendor';
import type { VendorAnswer, VendorRequest } from './vendor';

const Order = z.strictObject({ dryRun: z.boolean(), incidentId: z.string(), from: z.string(), to: z.string() });

/** A deployment tool behind the rollback webhook, strict about the protocol. `rollbacks` are those it carried out. */
export class FakeRollbackTool {
  current = 'v2';
  readonly rollbacks: string[] = [];
  readonly keys: string[] = [];
  private readonly answered = new Map<string, { body: string; answer: VendorAnswer }>();

  private constructor(readonly token: string) {}

  static async start(token: string): Promise<{ tool: FakeRollbackTool; vendor: FakeVendor }> {
    const tool = new FakeRollbackTool(token);
    return { tool, vendor: await FakeVendor.start((request) => tool.answer(request)) };
  }

  private answer(request: VendorRequest): VendorAnswer {
    if (request.headers.authorization !== `Bearer ${this.token}`) return json(401, { message: 'who are you?' });
    if (request.path !== '/rollback') return json(404, { message: 'not here' });
    if (request.method === 'GET') {
      return json(200, { current: { id: this.current, healthy: this.current === 'v1' }, previous: { id: 'v1' } });
    }
    if (request.headers['content-type'] !== 'application/json') return json(415, { message: 'JSON only' });
    const order = Order.safeParse(JSON.parse(request.body));
    const key = request.headers['idempotency-key'];
    if (!order.success || typeof key !== 'string') return json(400, { message: 'not an order' });
    this.keys.push(key);
    const before = this.answered.get(key);
    if (before !== undefined) {
      return before.body === request.body ? before.answer : json(422, { message: 'key used for another order' });
    }
    const answer = this.carryOut(order.data);
    this.answered.set(key, { body: request.body, answer });
    return answer;
  }

  private carryOut({ dryRun, from, to }: z.infer<typeof Order>): VendorAnswer {
    if (to !== 'v1') return json(422, { accepted: false, message: `${to} was never deployed` });
    if (from !== this.current) return json(409, { accepted: false, message: `${this.current} runs, not ${from}` });
    if (dryRun) return json(200, { accepted: true, message: `would return to ${to}` });
    this.current = to;
    this.rollbacks.push(to);
    return json(202, { accepted: true, message: `returning to ${to}`, reference: 'job-7' });
  }
}
