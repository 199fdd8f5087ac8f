/** How do Slack's requests come in over HTTP: verified, answered at once, carried out afterwards? */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { NotAuthenticated } from '../../errors';
import type { Handled, SlackHandlers } from '../../slack/handlers';
import { OddRequest } from '../../slack/requests';
import { createSlackVerifier } from '../../slack/signature';
import { allowOnly } from '../methods';
import { problem, sendProblem } from '../problems';
import { addPart } from '../part';

export interface SlackRoutesOptions {
  handlers: SlackHandlers;
  /** One, or two while one replaces the other. */
  signingSecrets: readonly string[];
  onBug: (error: unknown) => void;
  now?: () => number;
}

const PATHS = { actions: '/slack/actions', commands: '/slack/commands' };

/**
 * Slack's doors. A request has to be signed, over its bytes; one that comes a second time is answered and does nothing.
 * The answer goes out at once, the work after it; closing the server waits for that work.
 */
export function addSlack(server: FastifyInstance, options: SlackRoutesOptions): void {
  const { handlers, signingSecrets, onBug, now = Date.now } = options;
  const verifier = createSlackVerifier({ secrets: signingSecrets, now });
  const underWay = new Set<Promise<void>>();

  const start = (work: () => Promise<void>): void => {
    const running = work().catch(onBug);
    underWay.add(running);
    void running.then(() => underWay.delete(running));
  };

  const door =
    (handle: (form: Record<string, string>) => Handled) => async (request: FastifyRequest, reply: FastifyReply) => {
      const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
      try {
        if (verifier.check(request.headers, body) === 'repeat') return await reply.code(200).send();
        const { answer, work } = handle(Object.fromEntries(new URLSearchParams(body.toString('utf8'))));
        if (work !== undefined) start(work);
        return await (answer === undefined ? reply.code(200).send() : reply.code(200).send(answer));
      } catch (error) {
        if (error instanceof NotAuthenticated)
          return sendProblem(reply, { status: 401, title: 'Unauthorized', detail: error.message });
        if (error instanceof OddRequest) return sendProblem(reply, problem(400, error.message));
        throw error;
      }
    };

  addPart(server, 'slack', (slack) => {
    // The signature covers the bytes, so they are kept as they came.
    slack.removeAllContentTypeParsers();
    slack.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, parsed) => {
      parsed(null, body);
    });
    slack.post(
      PATHS.actions,
      { schema: { hide: true } },
      door(({ payload }) => handlers.interaction(payloadFrom(payload))),
    );
    slack.post(
      PATHS.commands,
      { schema: { hide: true } },
      door((form) => handlers.command(form)),
    );
    for (const path of Object.values(PATHS)) allowOnly(slack, path, ['POST']);
    slack.addHook('onClose', async () => {
      await Promise.all(underWay);
    });
  });
}

function payloadFrom(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    throw new OddRequest('The payload is not JSON.');
  }
}
