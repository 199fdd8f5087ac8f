/**
 * How does an alert get in? This room checks who sent a delivery, reads it and answers 202 once Temporal has stored it;
 * it only translates, and which incident an alert belongs to is decided in `client/incidents/`.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { PinnedPolicy } from '../../../workflows/contract';
import { SOURCES, type Source } from '../../access/gate';
import { NotAllowed, NotAuthenticated, Unanswered, Unreachable } from '../../errors';
import type { Arrival, IncidentClient } from '../../incidents/api';
import { allowOnly } from '../methods';
import { Anything as Taken, PROBLEMS } from '../api/shapes';
import { problem, sendProblem } from '../problems';
import { noteCaller } from '../request-log';
import { BadJson, parseStrictJson } from '../strict-json';
import { createReplays, type Replays } from './replays';
import { CAPS, type WebhookDelivery, NoAlert } from './delivery';
import { letIn, type Proofs, type ProvenSender, senderOf } from './sender';
import { isBareMessage } from './sns/envelope';
import { contentOf } from './sns/read';
import { type Hints, read } from './sources';
import { defined } from '../../../domain/state/fields';
import { addPart } from '../part';

export type IntakeOutcome =
  | 'accepted'
  | 'repeated'
  | 'ignored'
  | 'duplicate'
  | 'refused'
  | 'unauthenticated'
  | 'overloaded'
  | 'unavailable'
  | 'failed';

export interface IntakeOptions extends Proofs {
  incidents: Pick<IncidentClient, 'alertsArrived' | 'providerActed' | 'pageAnswered'>;
  policies: () => readonly PinnedPolicy[];
  now?: () => number;
  /** How many deliveries are worked on at the same time; more than that must be sent again later. */
  maxUnderWay?: number;
  /** Is told what became of each delivery. */
  onDelivery?: (delivery: {
    source: Source;
    outcome: IntakeOutcome;
    status: number;
    alerts: number;
    repeats?: number;
  }) => void;
}

const MAX_UNDER_WAY = 256;

/** What a door answers, and what became of the delivery. */
interface Answer {
  outcome: IntakeOutcome;
  alerts: number;
  /** How many of the alerts said again what their incident had just been told. */
  repeats?: number;
  body: object;
}

/**
 * The routes for alerts, one per source: find out who it is, verify the raw bytes, read them, store them in Temporal,
 * answer; in this order. The answer is 202 only when Temporal has everything, and 503 if it can't be stored now: after
 * that every source sends it again. It is never 429: Alertmanager would drop the alert.
 */
export function addIntake(server: FastifyInstance, options: IntakeOptions): void {
  const { now = Date.now, maxUnderWay = MAX_UNDER_WAY, onDelivery } = options;
  const replays = createReplays();
  let underWay = 0;

  addPart(server, 'intake', (doors) => {
    // The bytes as they came: a signature covers them, not what they mean.
    doors.removeAllContentTypeParsers();
    doors.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
    // What is refused before a handler runs (too large, no JSON, a wrong method) is a delivery that was lost too.
    const counted = new WeakSet<FastifyRequest>();
    doors.addHook('onResponse', (request, reply, done) => {
      const source = SOURCES.find((name) => request.routeOptions.url === `/v1/alerts/${name}`);
      if (source !== undefined && !counted.has(request))
        onDelivery?.({ source, outcome: 'refused', status: reply.statusCode, alerts: 0 });
      done();
    });
    for (const source of SOURCES) {
      const url = `/v1/alerts/${source}`;
      const tell = (request: FastifyRequest, outcome: IntakeOutcome, status: number, alerts = 0, repeats = 0): void => {
        counted.add(request);
        onDelivery?.({ source, outcome, status, alerts, ...(repeats > 0 && { repeats }) });
      };
      const telling =
        (request: FastifyRequest) =>
        (error: unknown): never => {
          tell(request, ...outcomeOf(error));
          throw error;
        };
      const onRequest = (request: FastifyRequest): Promise<void> => {
        noteCaller(request, { source });
        return letIn(source, request.headers, options).catch(telling(request));
      };
      const take = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
        if (underWay >= maxUnderWay) {
          tell(request, 'overloaded', 503);
          return sendProblem(reply, problem(503, 'Too many deliveries at once; send it again.'));
        }
        underWay += 1;
        try {
          const { outcome, alerts, repeats, body } = await deliver(source, request, now(), options, replays);
          tell(request, outcome, 202, alerts, repeats);
          return await reply.code(202).send(body);
        } catch (error) {
          return telling(request)(error);
        } finally {
          underWay -= 1;
        }
      };
      addPart(doors, source, (door) => {
        // Amazon SNS calls its JSON a text. At other doors this would let in what any web page can send.
        if (source === 'sns')
          door.addContentTypeParser('text/plain', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
        door.post(url, { schema: describing(source), onRequest }, take);
        allowOnly(door, url, ['POST']);
      });
    }
  });
}

/** For `/openapi.json`; what a body looks like is up to its source. */
const describing = (source: Source) => ({
  operationId: `alerts-${source}`,
  summary: `Send alerts from ${source}`,
  tags: ['alerts'],
  response: { 202: Taken, ...PROBLEMS },
});

async function deliver(
  source: Source,
  request: FastifyRequest,
  acceptedAt: number,
  { incidents, policies, ...proofs }: IntakeOptions,
  replays: Replays,
): Promise<Answer> {
  const { headers } = request;
  const raw = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  const sender = await senderOf(source, { headers, body: raw, nowAt: acceptedAt }, proofs);
  const { content, envelope } = sender;
  if (content !== undefined && replays.isKnown(content, acceptedAt))
    return { outcome: 'duplicate', alerts: 0, body: { incidents: [], duplicate: true } };
  if (envelope?.Type === 'SubscriptionConfirmation') {
    await proofs.sns.confirm(envelope);
    return ignored(`The subscription of ${envelope.TopicArn} is confirmed. Its alerts come from now on.`);
  }
  const body = isBareMessage(source, headers) ? contentOf(raw.toString()) : parseStrictJson(raw);
  const delivery = read(source, { body, acceptedAt, policies: policies(), ...hintsIn(request.query) });
  const arrivals = await keep(incidents, delivery, acceptedAt, sender);
  if (content !== undefined) replays.remember(content, acceptedAt);
  if (delivery.ignored !== undefined) return ignored(delivery.ignored);
  const told = arrivals.map(({ address, ...arrival }) =>
    'ignored' in arrival ? { address, ignored: arrival.ignored } : { address },
  );
  const repeats = arrivals.map((arrival) => ('repeats' in arrival ? (arrival.repeats ?? 0) : 0));
  const { unread, leftOut } = delivery;
  return {
    outcome: arrivals.every((arrival) => 'ignored' in arrival)
      ? 'ignored'
      : repeats.every((count) => count > 0)
        ? 'repeated'
        : 'accepted',
    alerts: delivery.alerts.length,
    repeats: repeats.reduce((sum, count) => sum + count, 0),
    body: { incidents: told, ...defined({ unread, leftOut }) },
  };
}

const ignored = (why: string): Answer => ({
  outcome: 'ignored',
  alerts: 0,
  body: { incidents: [], ignored: why },
});

async function keep(
  incidents: IntakeOptions['incidents'],
  { alerts, acts, answered, occurredAt }: WebhookDelivery,
  acceptedAt: number,
  { sender, unproven }: ProvenSender,
): Promise<Arrival[]> {
  const from = defined({ sender });
  const heard = { alerts, acceptedAt, ...from, ...defined({ occurredAt }) };
  const arrivals = alerts.length === 0 ? [] : await incidents.alertsArrived(heard);
  const by = unproven ? { unproven } : {};
  for (const act of acts) arrivals.push(await incidents.providerActed({ ...act, ...from, ...by }));
  if (answered !== undefined) arrivals.push(await incidents.pageAnswered({ ...answered, ...by }));
  return arrivals;
}

/** What the address of a door says about every alert that comes through it. */
function hintsIn(query: unknown): Hints {
  const said = query as Record<string, unknown> | null;
  const text = (name: keyof Hints): string | undefined => {
    const value = said?.[name];
    return typeof value === 'string' && value.trim() !== '' ? value.trim().slice(0, CAPS.title) : undefined;
  };
  return defined({ mapping: text('mapping'), service: text('service'), severity: text('severity') });
}

function outcomeOf(error: unknown): [IntakeOutcome, number] {
  if (error instanceof NotAuthenticated) return ['unauthenticated', 401];
  if (error instanceof NotAllowed) return ['unauthenticated', 403];
  if (error instanceof BadJson) return ['refused', 400];
  if (error instanceof NoAlert) return ['refused', 422];
  if (error instanceof Unreachable || error instanceof Unanswered) return ['unavailable', 503];
  return ['failed', 500];
}
