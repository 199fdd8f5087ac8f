/**
 * How does an alert get in? This room checks who sent a delivery, reads it and answers 202 once Temporal has stored it;
 * it only translates, and which incident an alert belongs to is decided in `client/incidents/`.
 */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { PinnedPolicy } from '../../../workflows/contract';
import { SOURCES, type Gate, type Source, type SourceShown } from '../../access/gate';
import { NotAllowed, NotAuthenticated, Unanswered, Unreachable } from '../../errors';
import type { Arrival, IncidentClient } from '../../incidents/api';
import { allowOnly } from '../methods';
import { Anything as Taken, PROBLEMS } from '../api/shapes';
import { problem, sendProblem } from '../problems';
import { noteCaller } from '../request-log';
import { BadJson, parseStrictJson } from '../strict-json';
import { createReplays, type Replays } from './replays';
import { type WebhookDelivery, NoAlert } from './delivery';
import type { IntakeSecrets } from './secrets';
import { HEADERS, isSigned, signedContent, verify, type Signing } from './signatures';
import { read } from './sources';
import { defined } from '../../../domain/state/fields';

export type IntakeOutcome =
  'accepted' | 'ignored' | 'duplicate' | 'refused' | 'unauthenticated' | 'overloaded' | 'unavailable' | 'failed';

export interface IntakeOptions {
  incidents: Pick<IncidentClient, 'alertsArrived' | 'providerActed' | 'pageAnswered'>;
  gate: Pick<Gate, 'source'>;
  secrets: IntakeSecrets;
  policies: () => readonly PinnedPolicy[];
  now?: () => number;
  /** How many deliveries are worked on at the same time; more than that must be sent again later. */
  maxUnderWay?: number;
  /** Is told what became of each delivery. */
  onDelivery?: (delivery: { source: Source; outcome: IntakeOutcome; status: number; alerts: number }) => void;
}

const MAX_UNDER_WAY = 256;

/** What a door answers, and what became of the delivery. */
interface Answer {
  outcome: IntakeOutcome;
  alerts: number;
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

  void server.register((doors, _none, ready) => {
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
      const tell = (request: FastifyRequest, outcome: IntakeOutcome, status: number, alerts = 0): void => {
        counted.add(request);
        onDelivery?.({ source, outcome, status, alerts });
      };
      const telling =
        (request: FastifyRequest) =>
        (error: unknown): never => {
          tell(request, ...outcomeOf(error));
          throw error;
        };
      const onRequest = (request: FastifyRequest): Promise<void> => {
        noteCaller(request, { source });
        return letIn(source, request, options).catch(telling(request));
      };
      doors.post(url, { schema: describing(source), onRequest }, async (request, reply) => {
        if (underWay >= maxUnderWay) {
          tell(request, 'overloaded', 503);
          return sendProblem(reply, problem(503, 'Too many deliveries at once; send it again.'));
        }
        underWay += 1;
        try {
          const { outcome, alerts, body } = await deliver(source, request, now(), options, replays);
          tell(request, outcome, 202, alerts);
          return await reply.code(202).send(body);
        } catch (error) {
          return telling(request)(error);
        } finally {
          underWay -= 1;
        }
      });
      allowOnly(doors, url, ['POST']);
    }
    ready();
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
  { incidents, gate, secrets, policies }: IntakeOptions,
  replays: Replays,
): Promise<Answer> {
  const raw = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  const proof = verified(source, request, raw, acceptedAt, secrets);
  if (proof !== undefined && replays.isKnown(proof, acceptedAt))
    return { outcome: 'duplicate', alerts: 0, body: { incidents: [], duplicate: true } };
  const mapping = mappingIn(request.query);
  const body = parseStrictJson(raw);
  const delivery = read(source, { body, acceptedAt, policies: policies(), ...defined({ mapping }) });
  const isSignedHere = signingOf(source, request, secrets) !== undefined;
  const shown = isSignedHere ? undefined : await gate.source(source, request.headers);
  const arrivals = await keep(incidents, delivery, acceptedAt, shown);
  if (proof !== undefined) replays.remember(proof, acceptedAt);
  if (delivery.ignored !== undefined)
    return { outcome: 'ignored', alerts: 0, body: { incidents: [], ignored: delivery.ignored } };
  const told = arrivals.map(({ address, ...arrival }) =>
    'ignored' in arrival ? { address, ignored: arrival.ignored } : { address },
  );
  const isIgnored = arrivals.every((arrival) => 'ignored' in arrival);
  const { unread, leftOut } = delivery;
  return {
    outcome: isIgnored ? 'ignored' : 'accepted',
    alerts: delivery.alerts.length,
    body: { incidents: told, ...defined({ unread, leftOut }) },
  };
}

async function keep(
  incidents: IntakeOptions['incidents'],
  { alerts, acts, answered, occurredAt }: WebhookDelivery,
  acceptedAt: number,
  shown: SourceShown | undefined,
): Promise<Arrival[]> {
  const from = defined({ sender: shown?.token });
  const heard = { alerts, acceptedAt, ...from, ...defined({ occurredAt }) };
  const arrivals = alerts.length === 0 ? [] : await incidents.alertsArrived(heard);
  const by = shown?.verdict === 'unproven' ? { unproven: true as const } : {};
  for (const act of acts) arrivals.push(await incidents.providerActed({ ...act, ...from, ...by }));
  if (answered !== undefined) arrivals.push(await incidents.pageAnswered({ ...answered, ...by }));
  return arrivals;
}

/** Whether this delivery says that its source signed it, where we know secrets of that source. */
const signingOf = (source: Source, { headers }: FastifyRequest, secrets: IntakeSecrets): Signing | undefined =>
  isSigning(source) && secrets[source].length > 0 && isSigned(source, headers) ? source : undefined;

/** Before anything of the body is read: without a signature, a source needs its token, unless none is required. */
async function letIn(source: Source, request: FastifyRequest, { gate, secrets }: IntakeOptions): Promise<void> {
  if (signingOf(source, request, secrets) !== undefined) return;
  const { verdict: shown } = await gate.source(source, request.headers);
  if (shown === 'valid') return;
  if (shown === 'foreign') throw new NotAllowed(`This token is not for the source ${source}.`);
  if (shown === 'wrong') throw new NotAuthenticated(`Invalid or expired token. ${howToGetOne(source)}`);
  const hasToSign = isSigning(source) && secrets[source].length > 0;
  if (hasToSign)
    throw new NotAuthenticated(`Deliveries from ${source} must be signed (${HEADERS[source]}) or carry a token.`);
  if (shown === 'missing') throw new NotAuthenticated(`Deliveries from ${source} need a token. ${howToGetOne(source)}`);
}

const howToGetOne = (source: Source): string => `Create one with \`muster token create --source ${source}\`.`;

/** Checks the signature over the bytes; returns what identifies this delivery if it is sent again. */
function verified(
  source: Source,
  request: FastifyRequest,
  body: Uint8Array,
  nowAt: number,
  secrets: IntakeSecrets,
): string | undefined {
  const signing = signingOf(source, request, secrets);
  if (signing === undefined) return undefined;
  const signed = { headers: request.headers, body, nowAt };
  const verdict = verify(signing, signed, secrets[signing]);
  if (verdict === 'good') return signedContent(signing, signed);
  if (verdict === 'missing') throw new NotAuthenticated(`The header ${HEADERS.grafanaTime} is missing.`);
  if (verdict === 'old') throw new NotAuthenticated('The signature is more than five minutes old, or from the future.');
  throw new NotAuthenticated('Signature mismatch: the body was not signed with a configured secret.');
}

const isSigning = (source: Source): source is Signing & Source =>
  source === 'grafana' || source === 'pagerduty' || source === 'datadog';

function mappingIn(query: unknown): string | undefined {
  const mapping = (query as Record<string, unknown> | null)?.['mapping'];
  return typeof mapping === 'string' ? mapping : undefined;
}

function outcomeOf(error: unknown): [IntakeOutcome, number] {
  if (error instanceof NotAuthenticated) return ['unauthenticated', 401];
  if (error instanceof NotAllowed) return ['unauthenticated', 403];
  if (error instanceof BadJson) return ['refused', 400];
  if (error instanceof NoAlert) return ['refused', 422];
  if (error instanceof Unreachable || error instanceof Unanswered) return ['unavailable', 503];
  return ['failed', 500];
}
