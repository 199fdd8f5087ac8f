/** The webhook that Muster rolls back through. Its protocol is told in `activities/adapters/webhook-rollback/index.ts`. */
import { z } from 'zod';
import type { Deployment } from './deployment';
import type { Answer } from './server';
import { VERSIONS } from './versions';

const Order = z.strictObject({
  dryRun: z.boolean(),
  incidentId: z.string().min(1),
  from: z.string(),
  to: z.string(),
});

/** Carries out orders to roll back, each once: an order is what its Idempotency-Key says it is. */
export class RollbackWebhook {
  private readonly answered = new Map<string, { order: string; answer: Answer }>();

  constructor(private readonly deployment: Deployment) {}

  async state(): Promise<Answer> {
    const { version, previous } = this.deployment;
    const healthy = await this.deployment.checkHealth().then(
      () => true,
      () => false,
    );
    return {
      status: 200,
      body: { current: { id: version, healthy }, ...(previous && { previous: { id: previous } }) },
    };
  }

  order(body: unknown, idempotencyKey: string | undefined): Answer {
    const parsed = Order.safeParse(body);
    if (!parsed.success) return refusal(400, 'an order says dryRun, incidentId, from and to');
    if (idempotencyKey === undefined) return refusal(400, 'an order needs an Idempotency-Key');
    const order = JSON.stringify(parsed.data);
    const before = this.answered.get(idempotencyKey);
    if (before !== undefined) {
      return before.order === order ? before.answer : refusal(422, 'this Idempotency-Key was used for another order');
    }
    const answer = this.carryOut(parsed.data);
    // Only what was done is remembered: what a refusal or a dry run found may have changed since.
    if (answer.status === 202 && !parsed.data.dryRun) this.answered.set(idempotencyKey, { order, answer });
    return answer;
  }

  private carryOut({ dryRun, from, to }: z.infer<typeof Order>): Answer {
    const { version } = this.deployment;
    if (!VERSIONS.has(to)) return refusal(422, `there is no version ${to}`);
    if (version !== from) return refusal(409, `${version} runs, not ${from}`);
    if (version === to) return refusal(409, `${to} runs already`);
    if (dryRun) return agreement(`would roll back from ${from} to ${to}`);
    this.deployment.deploy(to);
    return agreement(`rolled back from ${from} to ${to}`);
  }
}

function agreement(message: string): Answer {
  return { status: 202, body: { accepted: true, message } };
}

function refusal(status: number, message: string): Answer {
  return { status, body: { accepted: false, message } };
}
