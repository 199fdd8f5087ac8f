import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { PinnedPolicy } from '../../../workflows/contract';
import { SOURCES, type Gate, type Source } from '../../access/gate';
import { NotAllowed, NotAuthenticated, Unanswered, Unreachable } from '../../errors';
import type { Arrival, IncidentClient } from '../../incidents';
import { allowOnly } from '../methods';
import { Anything as Taken, PROBLEMS } from '../api/shapes';
import { problem, sendProblem } from '../problems';
import { BadJson, parseStrictJson } from '../strict-json';
import { createReplays, type Replays } from './replays';
import { NoAlert, type Delivery } from './reading';
import type { IntakeSecrets } from './secrets';
import { HEADERS, isSigned, verify, type Signing } from './signatures';
import { read } from './sources';

export type IntakeOutcome =
  'accepted' | 'ignored' | 'duplicate' | 'refused' | 'unauthenticated' | 'overloaded' | 'unavailable' | 'failed';

export interface IntakeOptions {
  incidents: Pick<IncidentClient, 'alertsArrived' | 'providerActed'>;
  gate: Pick<Gate, 'source'>;
  secrets: IntakeSecrets;
  policies: () => readonly PinnedPolicy[];
  now?: () => number;
  /** How many deliveries are worked on at the same time; further ones are to be sent again. */
  maxUnderWay?: number;
  /** Hears what became of each delivery. */
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
 * The doors for alerts, one per source: who it is, the raw bytes verified, read, kept by Temporal, answered; in this
 * order. 202 is said only when Temporal has everything; what can't be kept now is answered 503, which every source sends
 * again. 429 is never said: Alertmanager would drop the alert.
 */
export function addIntake(server: FastifyInstance, options: IntakeOptions): void {
  const { now = Date.now, maxUnderWay = MAX_UNDER_WAY, onDelivery } = options;
  const replays = createReplays();
  let underWay = 0;

  void server.register((doors, _none, ready) => {
    // The bytes as they came: a signature is over them, not over what they mean.
    doors.removeAllContentTypeParsers();
    doors.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
    for (const source of SOURCES) {
      const url = `/v1/alerts/${source}`;
      doors.post(url, { schema: describing(source) }, async (request, reply) => {
        const tell = (outcome: IntakeOutcome, status: number, alerts = 0): void =>
          onDelivery?.({ source, outcome, status, alerts });
        if (underWay >= maxUnderWay) {
          tell('overloaded', 503);
          return sendProblem(reply, problem(503, 'Too many deliveries at the same time: send it again.'));
        }
        underWay += 1;
        try {
          const { outcome, alerts, body } = await deliver(source, request, now(), options, replays);
          tell(outcome, 202, alerts);
          return await reply.code(202).send(body);
        } catch (error) {
          const [outcome, status] = outcomeOf(error);
          tell(outcome, status);
          throw error;
        } finally {
          underWay -= 1;
        }
      });
      allowOnly(doors, url, ['POST']);
    }
    ready();
  });
}

/** For `/openapi.json`; what a body has to be is its source's own affair. */
const describing = (source: Source) => ({
  operationId: `alerts-${source}`,
  summary: `Alerts of ${source}`,
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
  const proof = await authenticate(source, request, raw, acceptedAt, gate, secrets);
  if (proof !== undefined && replays.isKnown(proof, acceptedAt))
    return { outcome: 'duplicate', alerts: 0, body: { incidents: [], duplicate: true } };
  const mapping = mappingIn(request.query);
  const body = parseStrictJson(raw);
  const delivery = read(source, { body, acceptedAt, policies: policies(), ...(mapping !== undefined && { mapping }) });
  const arrivals = await keep(incidents, delivery, acceptedAt);
  if (proof !== undefined) replays.remember(proof, acceptedAt);
  if (delivery.ignored !== undefined)
    return { outcome: 'ignored', alerts: 0, body: { incidents: [], ignored: delivery.ignored } };
  const told = arrivals.map(({ address, ...arrival }) =>
    'ignored' in arrival ? { address, ignored: arrival.ignored } : { address },
  );
  const isIgnored = arrivals.every((arrival) => 'ignored' in arrival);
  return { outcome: isIgnored ? 'ignored' : 'accepted', alerts: delivery.alerts.length, body: { incidents: told } };
}

async function keep(
  incidents: IntakeOptions['incidents'],
  { alerts, acts }: Delivery,
  acceptedAt: number,
): Promise<Arrival[]> {
  const arrivals = alerts.length === 0 ? [] : await incidents.alertsArrived({ alerts, acceptedAt });
  for (const act of acts) arrivals.push(await incidents.providerActed(act));
  return arrivals;
}

/**
 * Lets a delivery in by the source's own signature or by a token of ours; answers what makes it recognizable if it is sent
 * again. A source that has secrets has to show one of the two.
 */
async function authenticate(
  source: Source,
  { headers }: FastifyRequest,
  body: Uint8Array,
  nowAt: number,
  gate: IntakeOptions['gate'],
  secrets: IntakeSecrets,
): Promise<string | undefined> {
  const signing = isSigning(source) && secrets[source].length > 0 ? source : undefined;
  if (signing !== undefined && isSigned(signing, headers)) {
    const verdict = verify(signing, { headers, body, nowAt }, secrets[signing]);
    if (verdict === 'good') return signing === 'datadog' ? undefined : proofOf(signing, headers);
    if (verdict === 'missing') throw new NotAuthenticated(`The delivery lacks the header ${HEADERS.grafanaTime}.`);
    if (verdict === 'old') throw new NotAuthenticated('The signature is older than five minutes (or from the future).');
    throw new NotAuthenticated('The signature does not fit the body and the secrets that we know.');
  }
  const shown = await gate.source(source, headers);
  if (shown === 'valid') return undefined;
  if (shown === 'wrong') throw new NotAllowed(`That token does not let ${source} in.`);
  if (shown === 'not-needed' && signing === undefined) return undefined;
  throw new NotAuthenticated(
    signing === undefined
      ? `${source} has to show a token (muster token create --source ${source}).`
      : `${source} has to sign its deliveries (${HEADERS[signing]}), or to show a token.`,
  );
}

const isSigning = (source: Source): source is Signing & Source =>
  source === 'grafana' || source === 'pagerduty' || source === 'datadog';

const proofOf = (source: Exclude<Signing, 'datadog'>, headers: FastifyRequest['headers']): string =>
  `${source} ${String(headers[HEADERS[source]])}`;

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
